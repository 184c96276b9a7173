"""Faults of our nodes, of what they record and of what they write, for tests in the real ComfyUI."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import torch

Host = Any
Graph = dict[str, dict[str, Any]]
Break = Callable[[Host, pytest.MonkeyPatch, Graph], None]


@dataclass(frozen=True)
class Fault:
    """A fault, and where it is told.

    Attributes:
        break_it: breaks something of the host's pack or of the graph.
        tells: class of the nodes that tell the reason.
        said: a part of the reason.
    """

    break_it: Break
    tells: str
    said: str


def raising(place: str, error: BaseException) -> Break:
    """Let a function of the pack raise: its module, a dot and its name."""
    module, name = place.rsplit(".", 1)

    def fail(*_args: Any, **_kwargs: Any) -> Any:
        raise error

    return lambda host, patch, _graph: patch.setattr(host.module(module), name, fail)


def of_class(graph: Graph, class_type: str) -> dict[str, dict[str, Any]]:
    """The nodes of a class, by id."""
    return {node_id: node for node_id, node in graph.items() if node["class_type"] == class_type}


def over_no_run(host: Host, _patch: pytest.MonkeyPatch, graph: Graph) -> None:
    """Let every export replace a folder that is no run."""
    folder = host.output / "diffulizer" / "mine"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "notes.txt").write_text("kept")
    for batch in range(4):
        (folder.with_name(f"mine_b{batch}")).mkdir(exist_ok=True)
        (folder.with_name(f"mine_b{batch}") / "notes.txt").write_text("kept")
    for node in of_class(graph, "Diffulizer_ExportRun").values():
        node["inputs"].update(run_name="mine", overwrite_output=True)


def a_file_in_its_place(host: Host, patch: pytest.MonkeyPatch, _graph: Graph) -> None:
    """Let the folder of runs be a file."""
    place = host.output / "in_the_way"
    place.write_text("a file")
    patch.setattr(host.module("nodes.host.runs"), "runs_folder", lambda: place)


MEMORY = torch.OutOfMemoryError("Tried to allocate 2 GiB")
EXPORT, SAMPLER = "Diffulizer_ExportRun", "Diffulizer_KSampler"
RECORDING = {
    "the pass can't be recorded": raising("nodes.host.attach.timestep_of", TypeError("an odd model")),
    "out of memory at the first step": raising("diffulizer.capture.recorder.to_cpu", MEMORY),
    "a model that can't be attached to": raising("nodes.host.attach.select_layers", KeyError("odd")),
}
"""Faults that end a recording before it has a step. Nodes that need it say so."""
EXPORTS = {
    "a folder that is no run": Fault(over_no_run, EXPORT, "holds no metadata.json, so it is not a run"),
    "a file for the folder": Fault(a_file_in_its_place, EXPORT, "a file is in the place of a folder. Move it away"),
    "an error while a PNG is written": Fault(
        raising("diffulizer.dataset.write.writer.save_png", ValueError("no encoder")),
        EXPORT,
        "ValueError: no encoder. This is an error of Diffulizer: please report it",
    ),
    **{
        name: Fault(
            raising("diffulizer.dataset.write.writer.save_png", OSError(code, "as the system says")), EXPORT, said
        )
        for name, code, said in (
            ("a full disk", errno.ENOSPC, "the disk is full. Free some space"),
            ("a disk with a fault", errno.EIO, "the disk reports an error. Check the disk"),
            ("a disk that is read-only", errno.EROFS, "the disk can only be read. Make it writable"),
            ("no permission", errno.EACCES, "this user may not write there. Change the permissions"),
        )
    },
    "no memory for the metrics": Fault(
        raising("diffulizer.dataset.write.writer.compute_metrics", MEMORY), EXPORT, "There is not enough memory"
    ),
}
"""Faults that end an export."""
