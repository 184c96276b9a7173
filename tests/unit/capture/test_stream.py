"""Steps on disk: the same recording, the same run, and memory that does not grow with them."""

from __future__ import annotations

import errno
import gc
import json
import tempfile
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch

from diffulizer.capture import stream
from diffulizer.capture.budget import estimate
from diffulizer.capture.memory import MemoryCross, MemoryPass, MemorySelf, step_nbytes, tensors_of
from diffulizer.capture.stream import StepStream
from diffulizer.dataset.write.writer import Previews, write_run
from diffulizer.recording import LATENT_FIELDS, Step
from diffulizer.settings import CaptureSettings
from driving import SCHEDULE, Driver, make_pass

SMALL = CaptureSettings(attention_resolution=4, self_attention_resolution=4, stream_to_disk=True)
LONG = tuple(float(s) for s in range(40, -1, -1))


@pytest.fixture(autouse=True)
def _a_file_for_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "FILE_BYTES", 1)


def pass_tensors(made: MemoryPass) -> dict[str, Any]:
    """Every recorded tensor by step and place."""
    found: dict[str, Any] = {}
    for step in made.steps:
        found |= {f"{step.index} {name}": getattr(step, name) for name in LATENT_FIELDS}
        for place, attention in {**step.cross_attention, **step.self_attention}.items():
            found |= {f"{step.index} {place} {name}": tensor for name, tensor in tensors_of(attention).items()}
    return found


def exported(made: MemoryPass, target: Path) -> dict[str, Any]:
    """The run's files by name: their bytes, metadata without the time at which they were written."""
    previews = Previews(lambda step, kind: torch.full((8, 8, 3), 0.1 * step + (kind == "x0") / 2), "latent_rgb")
    write_run(made, target, batch_index=0, previews=previews)
    files = {p.relative_to(target).as_posix(): p.read_bytes() for p in target.rglob("*") if p.is_file()}
    metadata = json.loads(files.pop("metadata.json"))
    del metadata["generator"]["created_at"]
    return {**files, "metadata.json": json.dumps(metadata)}


@pytest.mark.parametrize("options", [{}, {"heads": "each", "maps_of": "all"}, {"attention_every": 2}], ids=str)
def test_a_streamed_run_is_the_one_from_memory_byte_for_byte(tmp_path: Path, options: dict[str, Any]) -> None:
    held = Driver(make_pass(CaptureSettings(**options))).sample()
    streamed = Driver(make_pass(CaptureSettings(**options, stream_to_disk=True)), tmp_path / "temp").sample()
    assert all(step.bytes_on_disk == step_nbytes(step) for step in streamed.steps)
    assert not any(step.bytes_on_disk for step in held.steps)
    torch.testing.assert_close(pass_tensors(streamed), pass_tensors(held), rtol=0, atol=0)
    files = exported(streamed, tmp_path / "streamed")
    assert files == exported(held, tmp_path / "held")
    assert any(name.startswith("attention/") for name in files)


def test_files_have_no_name_and_the_folder_is_made(tmp_path: Path) -> None:
    made = Driver(make_pass(SMALL), tmp_path / "new" / "temp").sample()
    assert made.steps[0].bytes_on_disk
    assert list((tmp_path / "new" / "temp").iterdir()) == []


def test_what_is_held_does_not_grow_with_the_steps() -> None:
    held = [Driver(make_pass(SMALL, schedule)).sample() for schedule in (SCHEDULE, LONG)]
    assert [len(made.steps) for made in held] == [3, 40]
    assert len({made.nbytes() for made in held}) == 1
    assert held[0].nbytes() == held[0].initial_latent.nbytes
    for made in held:
        asked = estimate(made).total(1, [layer.id for layer in made.layers])
        assert made.nbytes() + sum(step.bytes_on_disk for step in made.steps) == asked


def test_memory_of_the_process_does_not_grow_with_the_steps(tmp_path: Path) -> None:
    """All 140 layers of SDXL at resolution 4, where the tensors' objects weigh as much as their values."""

    def step(index: int) -> Step:
        latents: list[Any] = [torch.zeros(1, 4, 16, 16, dtype=torch.float16) for _ in range(5)]
        made = Step(index, 1.0, 0.5, 500, 1, *latents)
        made.cross_attention = {
            (f"layer_{i}", c): MemoryCross(
                torch.rand(1, 77), torch.rand(1), torch.rand(1, 77), torch.ones(1, 77, 4, 4).half(), None, (4, 4)
            )
            for i in range(70)
            for c in ("c0", "c1")
        }
        made.self_attention = {
            (f"layer_{i}", "c0"): MemorySelf(torch.rand(1), torch.ones(1, 16, 16).half(), None, (4, 4))
            for i in range(70, 140)
        }
        return made

    def grown(count: int, keep: Any) -> int:
        """Bytes of resident memory that the last three quarters of the steps add."""
        kept = []
        for i in range(count):
            if i == count // 4:
                gc.collect()
                before = psutil.Process().memory_info().rss
            kept.append(step(i))
            keep(kept[-1])
        gc.collect()
        return int(psutil.Process().memory_info().rss - before)

    values = 60 * step_nbytes(step(0))
    assert values > 15e6
    assert grown(80, StepStream(tmp_path).add) < values / 4


@pytest.mark.parametrize("good_files", [0, 2])
def test_a_full_disk_ends_attention_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good_files: int
) -> None:
    tries = []
    original = tempfile.TemporaryFile

    def full_soon(**options: Any) -> Any:
        tries.append(1)
        if len(tries) > good_files:
            raise OSError(errno.ENOSPC, "No space left on device")
        return original(**options)

    monkeypatch.setattr(stream, "TemporaryFile", full_soon)
    made = Driver(make_pass(SMALL, LONG), tmp_path).sample()
    assert made.complete
    assert [s.index for s in made.steps] == list(range(40))
    assert [s.index for s in made.steps if s.cross_attention] == list(range(good_files + 2))
    assert [s.index for s in made.steps if s.bytes_on_disk] == list(range(good_files))
    assert len(tries) == good_files + 1, "after an error the disk is left alone"
    (gap,) = made.gaps
    assert gap.what == "attention"
    assert gap.where == f"steps after {good_files + 1}"
    assert gap.reason == "streaming to disk failed: No space left on device"
    plain = Driver(make_pass(CaptureSettings(attention_resolution=4, self_attention_resolution=4), LONG)).sample()
    for step, other in zip(made.steps, plain.steps, strict=True):
        assert torch.equal(step.latent, other.latent)


def test_an_interrupted_pass_keeps_its_steps_on_disk(tmp_path: Path) -> None:
    driver = Driver(make_pass(SMALL, LONG), tmp_path)
    for sigma in LONG[:5]:
        driver.recorder.step(driver.evaluate(sigma)[1])
    driver.recorder.close(None)
    assert [bool(s.bytes_on_disk) for s in driver.target.steps] == [True] * 4


def test_few_files_are_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(stream, "FILE_BYTES", 2**20)
    before = psutil.Process().num_fds() if hasattr(psutil.Process(), "num_fds") else 0
    made = Driver(make_pass(SMALL, LONG), tmp_path).sample()
    after = psutil.Process().num_fds() if before else 0
    assert made.steps[0].bytes_on_disk
    assert after - before <= 1
