"""Workflows of the user's own, in ComfyUI's API format, with inputs that have names."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..comfyui.graph import STOP
from ..errors import SettingsError

if TYPE_CHECKING:
    from ..comfyui.client import Prompt

EXPORT = "Diffulizer_ExportRun"


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
        graph = copy.deepcopy(dict(self.graph))
        for name, value in values.items():
            node, key = self.inputs[name]
            graph[node]["inputs"][key] = value
        export = next(node for node in graph.values() if node["class_type"] == EXPORT)
        export["inputs"] |= {"run_name": run_name, "overwrite_output": True, STOP: True}
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
    canonical = json.dumps(graph, sort_keys=True, separators=(",", ":"))
    return OwnWorkflow(graph, inputs, hashlib.sha256(canonical.encode()).hexdigest())
