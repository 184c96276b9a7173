"""No failure of ours costs a picture: the prompt goes on, the node says why, and what failed is made again."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from node_faults import EXPORT, EXPORTS, RECORDING, SAMPLER, Graph, of_class
from PIL import Image
from ran_examples import FOLDER, LORA, drawn_by_demo
from small_lora import write_lora

from diffulizer.comfyui.workflow import load_workflow, to_prompt
from exports import assert_strictly_valid

NIGHTLY = "DIFFULIZER_NIGHTLY" in os.environ
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.json"))
EXPORTING = [name for name in EXAMPLES if EXPORT in (FOLDER / f"{name}.json").read_text(encoding="utf-8")]
OURS = "Diffulizer_"
PICTURES = ("SaveImage", "PreviewImage")


def example(host: Any, name: str, tmp_path: Path) -> Graph:
    """An example of two steps a sampler, with its LoRA."""
    import folder_paths

    write_lora(tmp_path / LORA)
    folder_paths.add_model_folder_path("loras", str(tmp_path))
    graph = drawn_by_demo(to_prompt(load_workflow(FOLDER / f"{name}.json"), host.object_info()))
    for one in graph.values():
        if "steps" in one["inputs"] and isinstance(one["inputs"]["steps"], int):
            one["inputs"]["steps"] = 2
    return graph


def pictures(host: Any, graph: Graph, ui: dict[str, Any]) -> dict[str, list[np.ndarray]]:
    """What the nodes that save or show a decoded picture have saved, by node id."""
    found = {}
    for node_id, one in graph.items():
        if one["class_type"] in PICTURES and graph[one["inputs"]["images"][0]]["class_type"] == "VAEDecode":
            told = ui[node_id]["images"]
            folders = [host.output if one["type"] == "output" else host.output.with_name("temp") for one in told]
            files = [base / one["subfolder"] / one["filename"] for base, one in zip(folders, told, strict=True)]
            found[node_id] = [np.asarray(Image.open(file)) for file in files]
    assert found
    return found


def sampled_before(graph: Graph) -> set[str]:
    """Nodes that need no output of an analysis: a mask, say, that a second sampler paints in."""

    def needs(node_id: str) -> bool:
        linked = [value[0] for value in graph[node_id]["inputs"].values() if isinstance(value, list)]
        return any(graph[one]["class_type"] == "Diffulizer_TokenHeatmap" or needs(one) for one in linked)

    return {node_id for node_id in graph if not needs(node_id)}


def assert_a_failure_costs_no_picture(host: Any, graph: Graph, broken: Graph, told: str, said: str, mend: Any) -> None:
    """Run a graph that fails, then, once the fault is gone, the good one twice, with the same seeds."""
    failed = host.run(broken, check=False)
    assert failed.error == ""
    assert [event for event, _ in host.messages if event == "execution_error"] == []
    free = sampled_before(graph)
    expected = {*of_class(graph, told)} & free
    assert expected <= {*failed.failures}
    assert all(said in reason for node_id in expected for reason in failed.failures[node_id])
    assert all(failed.ui[node_id]["diffulizer_run"] == [] for node_id in of_class(graph, EXPORT) if told == EXPORT)

    mend()
    mended = host.run(graph)
    assert not expected & mended.cached
    for node_id in of_class(graph, EXPORT):
        for run in mended.ui[node_id]["diffulizer_run"]:
            assert_strictly_valid(Path(run["path"]))
    before, after = pictures(host, graph, {**mended.ui, **failed.ui}), pictures(host, graph, mended.ui)
    for node_id in free & {*before}:
        for one, other in zip(before[node_id], after[node_id], strict=True):
            assert np.array_equal(one, other)

    again = host.run(graph)
    assert {*of_class(graph, SAMPLER), *expected} <= again.cached


@pytest.mark.parametrize("name", EXPORTING if NIGHTLY else ["01 Start here (no download)", "05 With any sampler"])
@pytest.mark.parametrize("fault", EXPORTS if NIGHTLY else ["a folder that is no run", "a full disk"])
def test_a_failing_export(host: Any, tmp_path: Path, name: str, fault: str) -> None:
    graph = example(host, name, tmp_path)
    broken = copy.deepcopy(graph)
    with pytest.MonkeyPatch.context() as patch:
        EXPORTS[fault].break_it(host, patch, broken)
        assert_a_failure_costs_no_picture(host, graph, broken, EXPORT, EXPORTS[fault].said, patch.undo)


@pytest.mark.parametrize("name", EXAMPLES if NIGHTLY else ["01 Start here (no download)", "05 With any sampler"])
@pytest.mark.parametrize("fault", RECORDING if NIGHTLY else ["out of memory at the first step"])
def test_a_failing_recording(host: Any, tmp_path: Path, name: str, fault: str) -> None:
    graph = example(host, name, tmp_path)
    told = EXPORT if of_class(graph, EXPORT) else SAMPLER
    with pytest.MonkeyPatch.context() as patch:
        RECORDING[fault](host, patch, graph)
        assert_a_failure_costs_no_picture(host, graph, graph, told, "could not be recorded: ", patch.undo)
