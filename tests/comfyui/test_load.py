"""Load Diffulizer Run in the host's executor."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from diffulizer.dataset.check.validate import validate_run
from exports import assert_strictly_valid, exporting, run_folders
from graphs import node, sampling


def loading(folder: Path, output: Path, **changes: Any) -> dict[str, Any]:
    name = folder.relative_to(output / "diffulizer").as_posix()
    graph = {"1": node("Diffulizer_DemoModel"), "5": node("Diffulizer_LoadRun", run=name)}
    return exporting(graph, ["5", 0], latent=["5", 1], **changes)


def test_a_loaded_run_is_exported_as_it_was(host: Any) -> None:
    capture = {"maps_of": "all", "heads": "each", "max_layers": 4, "attention_every": 3}
    options: dict[str, Any] = {"width": 320, "height": 192, "sampler": "heun", "capture": capture}
    sampled = host.run(exporting(sampling(**options), run_name="first"))
    (first,) = run_folders(sampled)
    latent = sampled.output("5")["samples"]
    result = host.run(loading(first, host.output, run_name="again"))
    (second,) = run_folders(result)
    files = sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file() and p.name != "metadata.json")
    assert files == sorted(
        p.relative_to(second) for p in second.rglob("*") if p.is_file() and p.name != "metadata.json"
    )
    assert [f for f in files if (first / f).read_bytes() != (second / f).read_bytes()] == []
    assert_strictly_valid(second)
    torch.testing.assert_close(result.output("5", 1)["samples"], latent, atol=2e-3, rtol=2e-3)


def with_random_maps(run: Path) -> None:
    map_file = sorted(run.glob("attention/cross/*.bin"))[0]
    map_file.write_bytes(random.Random(1).randbytes(map_file.stat().st_size))


def with_a_layer_twice(run: Path) -> None:
    metadata = json.loads((run / "metadata.json").read_text(encoding="utf-8"))
    metadata["layers"].append({**metadata["layers"][0]})
    (run / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")


def with_a_text_for_a_number(run: Path) -> None:
    metrics = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    metrics["latent_l2_norm"][0] = "large"
    (run / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")


@pytest.mark.parametrize("damage", [with_random_maps, with_a_layer_twice, with_a_text_for_a_number])
def test_what_an_export_says_of_a_damaged_run_is_what_the_validator_says(
    host: Any, damage: Callable[[Path], None]
) -> None:
    (folder,) = run_folders(host.run(exporting(sampling(steps=2), run_name="damaged")))
    damage(folder)
    """Or the run is not loaded, or not exported."""
    result = host.run(loading(folder, host.output, run_name="again", fail_on_shape_error=False), check=False)
    exported = result.ui.get("9", {}).get("diffulizer_run", [])
    assert exported or damage is not with_random_maps, "maps of any numbers can be read"
    for said in exported:
        assert said["valid"] is validate_run(Path(said["path"]), strict=True).valid is False
        assert any("The run breaks the format (" in note for note in said["notes"])


def test_a_changed_run_is_read_again(host: Any) -> None:
    (folder,) = run_folders(host.run(exporting(sampling(steps=1), run_name="changing")))

    def cached() -> bool:  # the host keeps fingerprints in the graph that it was given
        return "5" in host.run(loading(folder, host.output, run_name="copy")).cached

    assert not cached()
    assert cached()
    os.utime(folder / "metadata.json", (1e9, 1e9))
    assert not cached()


def test_the_runs_are_listed_anew_whenever_the_host_asks(host: Any) -> None:
    (folder,) = run_folders(host.run(exporting(sampling(steps=1), run_name="listed")))
    known = host.nodes.NODE_CLASS_MAPPINGS["Diffulizer_LoadRun"].GET_NODE_INFO_V1()
    assert folder.name in str(known["input"]["required"]["run"])
    graph = {"5": node("Diffulizer_LoadRun", run="never made"), "6": node("PreviewAny", source=["5", 0])}
    valid, said = host.validate(graph)
    assert not valid
    assert "run is 'never made', which is not in output/diffulizer any more. Press R" in said
