"""Workflows of the user's own, in ComfyUI's API format, with inputs that have names."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..comfyui.graph import STOP
from ..comfyui.job import choices
from ..errors import HostError, SettingsError
from .words import words_within

if TYPE_CHECKING:
    from ..comfyui.client import Prompt

EXPORT, CAPTURE = "Diffulizer_ExportRun", "Diffulizer_CaptureSettings"
LISTED = ("ckpt_name", "lora_name", "sampler_name", "scheduler")
"""Inputs that take values of ComfyUI's lists alone. Other lists may be open: LoadImage takes files in folders too."""
WORDS = "only_words"
"""Input of Capture Settings with the words that are recorded."""


@dataclass(frozen=True)
class OwnWorkflow:
    """A workflow and its named inputs.

    Attributes:
        graph: in API format; it has one node Export Diffulizer Run.
        inputs: (node id, name of the input) by the name that the study gives it.
        digest: SHA-256 of the graph's canonical JSON, in hexadecimal.
    """

    graph: Mapping[str, Any]
    inputs: Mapping[str, tuple[str, str]]
    digest: str

    def prompt(self, values: Mapping[str, Any], run_name: str) -> Prompt:
        """Return the graph with these values of its named inputs, which exports the run under exactly this name."""
        graph = self._with(values)
        export = next(node for node in graph.values() if node["class_type"] == EXPORT)
        export["inputs"] |= {"run_name": run_name, "overwrite_output": True, STOP: True}
        return graph

    def names(self, values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """Return the named inputs that choose a sampler or a file, with their values."""
        return tuple(
            (name, value) for name, value in values.items() if self.inputs[name][1] in LISTED and isinstance(value, str)
        )

    def check_names(self, values: Mapping[str, Any], object_info: dict[str, Any]) -> None:
        """Refuse the name of a sampler or a file that is not in the list of the server. Raises: SettingsError."""
        for name, value in self.names(values):
            node, key = self.inputs[name]
            kind = self.graph[node]["class_type"]
            with suppress(HostError):  # an input of another form: ComfyUI checks it
                known = choices(object_info, kind, key)
                if known and value not in known:
                    raise SettingsError(f"{name} is {value!r}; {kind} of this ComfyUI knows {', '.join(known)}.")

    def recording(self, words: Sequence[str], values: Mapping[str, Any]) -> OwnWorkflow:
        """Return the workflow that records some words alone.

        Args:
            words: as people type them. Those that are in no text of the graph are left out.
            values: values of the named inputs.

        Raises:
            SettingsError: the graph has no node Capture Settings, a named input sets its words, or none of the words is
                in the graph.
        """
        nodes = [id_ for id_, node in self.graph.items() if node["class_type"] == CAPTURE]
        if not nodes:
            raise SettingsError(
                "The study has words, and its workflow has no node Capture Settings, which is told them; wire one to "
                "the node that records."
            )
        named = [name for name, place in self.inputs.items() if place in [(id_, WORDS) for id_ in nodes]]
        if named:
            raise SettingsError(
                f"The study has words, and workflow.inputs.{named[0]} is {WORDS} of Capture Settings too; expected one."
            )
        inputs = [
            value
            for node in self._with(values).values()
            if node["class_type"] not in (EXPORT, CAPTURE)
            for value in node["inputs"].values()
        ]
        chosen = words_within([value for value in inputs if isinstance(value, str)], words)
        graph = {
            id_: {**node, "inputs": {**node["inputs"], WORDS: chosen}} if id_ in nodes else node
            for id_, node in self.graph.items()
        }
        return replace(self, graph=graph, digest=_digest(graph))

    def _with(self, values: Mapping[str, Any]) -> dict[str, Any]:
        graph = copy.deepcopy(dict(self.graph))
        for name, value in values.items():
            node, key = self.inputs[name]
            graph[node]["inputs"][key] = value
        return graph


def load_own(folder: Path, stated: Mapping[str, Any]) -> OwnWorkflow:
    """Read a workflow that a study names.

    Args:
        folder: what its file's name is relative to.
        stated: the file and the places of inputs, such as "5.inputs.seed", by name.

    Raises:
        SettingsError: the file is no workflow in API format, it does not export one run, or an input is not in it.
    """
    path = folder / stated["file"]
    try:
        graph = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"The workflow {path} can't be read: {error}.") from None
    if not isinstance(graph, dict) or not all(isinstance(n, dict) and "class_type" in n for n in graph.values()):
        raise SettingsError(f"{path} is not in API format; save the workflow with Export (API) in ComfyUI's menu.")
    exports = sum(node["class_type"] == EXPORT for node in graph.values())
    if exports != 1:
        raise SettingsError(f"{path} has {exports} nodes Export Diffulizer Run; expected one.")
    inputs = {}
    for name, place in stated["inputs"].items():
        node, _, key = place.partition(".inputs.")
        if key not in graph.get(node, {}).get("inputs", {}):
            raise SettingsError(f"workflow.inputs.{name} is {place!r}, which is not in {path}.")
        inputs[name] = (node, key)
    return OwnWorkflow(graph, inputs, _digest(graph))


def _digest(graph: Mapping[str, Any]) -> str:
    canonical = json.dumps(graph, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
