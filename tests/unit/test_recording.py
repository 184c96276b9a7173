"""Nodes, analyses and writers take a pass by its protocol alone, wherever it is kept."""

from __future__ import annotations

import ast
import copy
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from diffulizer.capture.memory import MemoryPass, MemoryRecording
from diffulizer.errors import RecordingError
from diffulizer.recording import Recording, SamplingPass, newest_pass
from synthetic import make_pass

ROOT = Path(__file__).parents[2]
PROTOCOL = {name for kind in (SamplingPass, Recording) for name in vars(kind) if not name.startswith("_")}
FORMS = ("MemoryPass", "MemoryRecording", "MemoryCross", "MemorySelf", "DiskPass", "DiskRecording", "DiskAttention")


def violations(source: str) -> Iterator[str]:
    """Calls that ask a pass what it is, or whether it has what every pass has."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        text = ast.unparse(call)
        if name == "isinstance" and any(form in text for form in FORMS):
            yield text
        if name in ("getattr", "hasattr") and isinstance(call.args[1], ast.Constant) and call.args[1].value in PROTOCOL:
            yield text


@pytest.mark.parametrize("folder", ["diffulizer", "nodes"])
def test_nobody_asks_where_a_pass_is_kept(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    assert {str(f.relative_to(ROOT)): list(violations(f.read_text(encoding="utf-8"))) for f in files} == {
        str(f.relative_to(ROOT)): [] for f in files
    }


@pytest.mark.parametrize(
    "source", ['getattr(pass_, "measured", None)', "isinstance(pass_, MemoryPass)", 'hasattr(recording, "failures")']
)
def test_a_question_of_that_kind_would_be_noticed(source: str) -> None:
    assert list(violations(source)) == [source.replace('"', "'")]


def test_a_pass_in_memory_has_the_whole_protocol() -> None:
    made = make_pass()
    assert isinstance(made, SamplingPass)
    assert isinstance(MemoryRecording(), Recording)
    assert (made.measured, made.path, made.output_digest) == (None, None, None)


def test_caches_are_told_of_every_tensor_in_memory() -> None:
    """By name, ComfyUI's newer caches ask an output for its tensors, older ones for its size."""
    recording = MemoryRecording([make_pass(steps=3), make_pass(steps=2)])
    held = recording._comfy_cache_tensors()
    assert sum(t.nbytes for t in held) == recording.get_ram_usage() > 0
    assert {t.data_ptr() for t in held} >= {step.latent.data_ptr() for one in recording.passes for step in one.steps}


def test_a_recording_is_neither_copied_nor_stored() -> None:
    """The model that fills it would go on filling the first one."""
    recording = MemoryRecording([make_pass(steps=1)])
    assert copy.deepcopy({"outputs": [[recording]]})["outputs"][0][0] is recording
    with pytest.raises(pickle.PicklingError, match="Export it, and load the run"):
        pickle.dumps([recording])


def test_a_recording_that_failed_says_why() -> None:
    recording = MemoryRecording(failures=["RuntimeError: no"])
    with pytest.raises(RecordingError, match="could not be recorded: RuntimeError: no"):
        newest_pass(recording)
    recording.add(MemoryPass(**vars(make_pass())))
    assert newest_pass(recording) is recording.passes[-1]
