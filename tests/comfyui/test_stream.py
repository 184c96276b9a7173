"""Recording to disk in the host: the same picture, the same recording, nothing left in the temp folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from diffulizer.capture.memory import tensors_of
from exports import assert_strictly_valid, exporting, run_folders
from graphs import sampling

CAPTURE = {"max_layers": 0, "maps_of": "all", "attention_resolution": 4, "self_attention_resolution": 4}


def test_streaming_changes_neither_picture_nor_recording(host: Any) -> None:
    temp = Path(host.module("nodes.host.attach").folder_paths.get_temp_directory())
    before = set(temp.iterdir())
    held = host.run(sampling(plain=True, batch=2, capture=CAPTURE))
    result = host.run(exporting(sampling(plain=True, batch=2, capture={**CAPTURE, "stream_to_disk": True})))
    for output in (held, result):
        assert torch.equal(output.output("plain")["samples"], output.output("5")["samples"])
    (one,), (other,) = held.output("5", 1).passes, result.output("5", 1).passes
    assert one.gaps == other.gaps == []
    for a, b in zip(one.steps, other.steps, strict=True):
        assert b.bytes_on_disk
        assert torch.equal(a.latent, b.latent)
        for places, streamed in ((a.cross_attention, b.cross_attention), (a.self_attention, b.self_attention)):
            assert list(places) == list(streamed)
            for place, attention in places.items():
                found = tensors_of(streamed[place])
                assert all(torch.equal(tensor, found[name]) for name, tensor in tensors_of(attention).items())
    assert result.output("5", 1).get_ram_usage() == other.initial_latent.nbytes
    assert set(temp.iterdir()) == before
    for folder in run_folders(result):
        assert_strictly_valid(folder)


def test_a_temp_folder_that_takes_nothing_costs_attention_alone(
    host: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setattr(
        host.module("nodes.host.attach").folder_paths, "get_temp_directory", lambda: str(tmp_path / "file")
    )
    monkeypatch.setattr(host.module("diffulizer.capture.stream"), "FILE_BYTES", 1)
    result = host.run(sampling(plain=True, capture={**CAPTURE, "stream_to_disk": True}))
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    (only,) = result.output("5", 1).passes
    assert only.complete
    assert [bool(step.cross_attention) for step in only.steps] == [True, True, False, False]
    assert [gap.reason for gap in only.gaps] == ["streaming to disk failed: File exists"]
