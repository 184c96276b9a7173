"""The estimated size of a run, before it is sampled and before it is written, compared with the written size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from diffulizer.capture.budget import MemoryBudget, Plan
from diffulizer.capture.memory import MemoryPass
from diffulizer.dataset.write.size import planned_contents, preview_bytes, recorded_contents, run_bytes, size_summary
from diffulizer.dataset.write.writer import ExportOptions, Previews, write_run
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

CASES: list[dict[str, Any]] = [
    {},
    {"attention_resolution": 4, "self_attention_resolution": 4},
    {"heads": "each", "maps_of": "all"},
    {"attention_every": 3},
]
GRAPH = {str(i): {"class_type": "KSampler", "inputs": {"seed": i, "model": ["1", 0]}} for i in range(40)}


def planned(made: MemoryPass) -> tuple[MemoryPass, Plan]:
    """The same pass before its first step, and what is said of it then."""
    before = replace(made, steps=[], gaps=[], layers=list(made.layers))
    return before, MemoryBudget(before).plan()


def written(made: MemoryPass, target: Path, **options: Any) -> tuple[int, int]:
    """Bytes of a run whose pictures are noise: without them, and theirs."""
    noise = np.random.default_rng(0)
    previews = Previews(lambda step, kind: noise.random((128, 128, 3)), "vae")
    run = write_run(made, target, batch_index=1, previews=previews, options=ExportOptions(**options))
    images = sum(path.stat().st_size for path in (target / "images").iterdir())
    return run.size_bytes - images, images


@pytest.mark.parametrize("guidance", [True, False])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_said_is_what_is_written(tmp_path: Path, case: dict[str, Any], guidance: bool) -> None:
    """The estimate is within 5 % without pictures, before the first step as well as after the last."""
    made = make_pass(settings=CaptureSettings(**case), steps=8, batch=2, guidance=guidance)
    made = replace(made, workflow={"nodes": list(GRAPH.values())}, prompt_graph=GRAPH)
    before, plan = planned(made)
    expected = recorded_contents(made)
    assert planned_contents(before, plan) == expected
    for name, options in {"all": {}, "less": {"save_latents_noise": False, "include_workflow": False}}.items():
        size, _ = written(made, tmp_path / name, **options)
        assert run_bytes(made, expected, **options) == pytest.approx(size, rel=0.05)


def test_previews_are_said_within_a_quarter_of_the_noisiest(tmp_path: Path) -> None:
    made = make_pass(steps=3, batch=2)
    _, images = written(made, tmp_path / "run")
    assert preview_bytes(made, 3) == pytest.approx(images, rel=0.25)


def test_maps_that_are_thinned_are_not_counted() -> None:
    whole = make_pass(settings=CaptureSettings(heads="each", max_recording_mb=1), steps=60)
    before, plan = planned(whole)
    assert before.gaps
    assert plan.maps < recorded_contents(whole).maps
    assert planned_contents(before, plan).maps == plan.maps


def test_the_sentence() -> None:
    before, plan = planned(make_pass())
    size = run_bytes(before, planned_contents(before, plan)) / 2**20
    assert size_summary(before, plan).startswith(f"Exported: about {size:.1f} MiB and at most ")
    assert size_summary(replace(before, initial_latent=torch.zeros(1, 16, 5, 8, 8)), plan) == ""
