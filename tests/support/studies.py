"""A folder of runs as a study leaves it: folders and .zip files at several depths, one damaged, one without a part."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

from written import edit, export

from diffulizer.capture.memory import MemoryPass
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

GRAPH = {
    "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "base.safetensors"}},
    "2": {"class_type": "LoraLoader", "inputs": {"model": ["1", 0], "lora_name": "ink.pt", "strength_model": 0.5}},
    "3": {"class_type": "LoraLoader", "inputs": {"model": ["2", 0], "lora_name": "oil.pt", "strength_model": ["9", 0]}},
    "4": {"class_type": "LoraLoader", "inputs": {"model": ["2", 0], "lora_name": "idle.pt", "strength_model": 1}},
    "5": {"class_type": "KSampler", "inputs": {"model": ["3", 0]}},
}
"""A graph with two LoRAs, and one that nothing uses."""
SEEDS = {"a/run_1": 1, "a/run_2": 2, "b/run_3.zip": 2**64 - 1, "broken": None, "unmeasured": 5}
"""Seeds of the study's runs by their ids; that of the broken one can't be read."""


def make_study(folder: Path) -> Path:
    """Write the runs of ``SEEDS`` into a folder."""
    rich = make_pass(steps=3, removed="attention", settings=CaptureSettings(effects_every=1))
    first = export(sampled(rich, seed=1, cfg=3.0), folder / "a" / "run_1")
    export(sampled(make_pass(steps=2), seed=2, cfg=5.5), folder / "a" / "run_2")
    zipped(edit_seed(shutil.copytree(first, folder / "b" / "run_3"), 2**64 - 1))
    (shutil.copytree(first, folder / "broken") / "metadata.json").write_text("{", encoding="utf-8")
    lacking = edit_seed(shutil.copytree(first, folder / "unmeasured"), 5)
    (lacking / "metrics.json").unlink()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    return folder


def sampled(pass_: MemoryPass, *, seed: int, cfg: float) -> MemoryPass:
    """The pass with other settings, and with ``GRAPH``."""
    pass_.sampling = replace(pass_.sampling, seed=seed, cfg_scale=cfg)
    pass_.prompt_graph = GRAPH
    return pass_


def edit_seed(run: Path, seed: int) -> Path:
    """Change the seed of a run."""
    made = json.loads((run / "metadata.json").read_text(encoding="utf-8"))["generator"]
    return edit(run, generator={**made, "seed": seed})


def zipped(run: Path) -> Path:
    """Put a .zip in the place of a run's folder."""
    archive = Path(shutil.make_archive(str(run), "zip", run))
    shutil.rmtree(run)
    return archive
