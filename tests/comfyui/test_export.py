"""Recording to run folder, through the host's executor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from diffulizer import load_run
from diffulizer.dataset.validate import validate_run
from graphs import PROMPT, node, sampling


def exporting(graph: dict[str, Any], recording: list[Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The graph with an export node "9" behind sampler "5"."""
    settings: dict[str, Any] = {
        "run_name": "test",
        "overwrite_output": False,
        "save_latents_noise": True,
        "max_dataset_mb": 200,
        "enforce_size_limit": False,
        "fail_on_shape_error": True,
        "preview": "vae",
        "vae": ["1", 2],
    }
    graph = dict(graph)
    graph["9"] = node(
        "Diffulizer_ExportRun", recording=recording or ["5", 1], latent=["5", 0], **{**settings, **changes}
    )
    return {k: v for k, v in graph.items() if v["inputs"].get("vae", 1) is not None}


def run_folders(result: Any) -> list[Path]:
    return [Path(line) for line in result.output("9").splitlines()]


def assert_strictly_valid(folder: Path) -> None:
    report = validate_run(folder, strict=True)
    assert not report.errors, "\n".join(f"{p.rule} {p.place}: {p.message}" for p in report.errors)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"width": 320, "height": 192},
        {"sampler": "heun"},
        {"sampler": "dpmpp_2m_sde", "cfg": 1.0},
        {"sampler": "euler_ancestral", "steps": 1},
        {"capture": {"maps_of": "all", "heads": "each", "max_layers": 4}},
        {"capture": {"attention_every": 3}, "steps": 8},
        {"capture": {"attention_resolution": 6, "self_attention_resolution": 5}},
        {"capture": {"include_self_attention": False, "layers": "output_blocks.*"}},
        {"encoder": "CLIPTextEncode", "recorder": "Diffulizer_RecordAttention"},
    ],
    ids=str,
)
def test_exported_runs_are_strictly_valid(host: Any, options: dict[str, Any]) -> None:
    source = ["6", 1] if options.get("recorder") else ["5", 1]
    result = host.run(exporting(sampling(**options), source))
    (folder,) = run_folders(result)
    assert folder.parent == host.output / "diffulizer"
    assert_strictly_valid(folder)
    run = load_run(folder)
    assert run.metadata["prompt"]["text"] == PROMPT
    assert run.metadata["generator"]["model_id"] == "demo"
    (summary,) = result.ui["9"]["diffulizer_run"]
    assert summary["valid"]
    assert summary["path"] == str(folder)


def test_a_batch_gives_one_run_each(host: Any) -> None:
    folders = run_folders(host.run(exporting(sampling(batch=2))))
    assert [f.name[-3:] for f in folders] == ["_b0", "_b1"]
    for folder in folders:
        assert_strictly_valid(folder)
    first, second = (load_run(f) for f in folders)
    assert (first.latents != second.latents).any()
    assert [r.metadata["batch_index"] for r in (first, second)] == [0, 1]
