"""Conversion of a saved workflow (the graph that the editor keeps) to a prompt (the graph that is executed).

The editor does this when a person presses Run; without an editor, this module does it. The server's
/object_info says which inputs of a node are widgets, and in which order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import HostError
from .graph import STOP

MUTED, BYPASSED = 2, 4
COMMENTS = ("Note", "MarkdownNote")
WIDGET_TYPES = ("INT", "FLOAT", "STRING", "BOOLEAN", "COMBO")
AFTER_GENERATE = ("fixed", "increment", "decrement", "randomize", "increment-wrap")
UPLOADS = ("image_upload", "video_upload", "animated_image_upload", "audio_upload")

Node = dict[str, Any]
Source = tuple[str, int]


def load_workflow(path: Path) -> dict[str, Any]:
    """Read a saved workflow.

    Raises:
        HostError: the file can't be read or holds no workflow in the editor's format.
    """
    try:
        workflow = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise HostError(f"The workflow {path} can't be read: {error}.") from None
    if not isinstance(workflow, dict) or not isinstance(workflow.get("nodes"), list):
        raise HostError(f"{path} has no list of nodes; expected a workflow that the editor saved.")
    return workflow


def to_prompt(workflow: dict[str, Any], object_info: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Convert a saved workflow to an API prompt.

    Args:
        workflow: the editor's graph.
        object_info: the server's /object_info.

    Raises:
        HostError: the server lacks a node type, or the graph needs the editor to be resolved.
    """
    return _Converter(workflow, object_info).prompt()


def stopping(prompt: dict[str, dict[str, Any]], object_info: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Let every node that can choose end the prompt if it fails, for callers whose exit status tells."""
    for node in prompt.values():
        if STOP in object_info[node["class_type"]].get("input", {}).get("optional", {}):
            node["inputs"][STOP] = True
    return prompt


class _Converter:
    def __init__(self, workflow: dict[str, Any], object_info: dict[str, Any]) -> None:
        self.info = object_info
        self.nodes: dict[str, Node] = {str(node["id"]): node for node in workflow["nodes"]}
        self.links: dict[Any, Source] = dict(_sources(workflow.get("links", [])))
        subgraphs = (workflow.get("definitions") or {}).get("subgraphs") or []
        self.subgraphs = {str(item.get("id")): str(item.get("name", "?")) for item in subgraphs}

    def prompt(self) -> dict[str, dict[str, Any]]:
        return {key: self.entry(key) for key, node in self.nodes.items() if self.is_executed(node)}

    def is_executed(self, node: Node) -> bool:
        virtual = (*COMMENTS, "Reroute", "PrimitiveNode")
        return node["type"] not in virtual and node.get("mode", 0) not in (MUTED, BYPASSED)

    def entry(self, key: str) -> dict[str, Any]:
        node = self.nodes[key]
        kind = node["type"]
        if kind in self.subgraphs:
            raise HostError(
                f"Node {key} is the subgraph {self.subgraphs[kind]!r}; only the editor can run subgraphs. "
                "Unpack it there and save the workflow again."
            )
        if kind not in self.info:
            raise HostError(
                f"Node {key} has the type {kind!r}, which this ComfyUI does not know. "
                "Install the node pack that has it, and look in ComfyUI's log for whether it loaded."
            )
        inputs = dict(self.widget_values(node))
        for slot in node.get("inputs") or []:
            if slot.get("link") is None:
                continue
            value = self.resolve(slot["link"])
            if value is None:
                if "widget" not in slot:
                    inputs.pop(slot["name"], None)
            else:
                inputs[slot["name"]] = value
        entry = {"class_type": kind, "inputs": inputs}
        return {**entry, "_meta": {"title": node["title"]}} if node.get("title") else entry

    def widget_values(self, node: Node) -> Iterator[tuple[str, Any]]:
        """Yield names and values of a node's widgets, in the order in which the editor saves them."""
        saved = node.get("widgets_values") or []
        specs = list(_widgets(self.info[node["type"]]))
        if isinstance(saved, dict):  # some packs save by name
            yield from ((name, saved[name]) for name, *_ in specs if name in saved)
            return
        values = list(saved)
        for name, options, required in specs:
            if values:
                yield name, values.pop(0)
                if values and _is_companion(options, values[0]):
                    values.pop(0)
            elif required and "default" in options:
                yield name, options["default"]

    def resolve(self, link: Any, seen: tuple[Any, ...] = ()) -> Any:
        """Return the value that a link carries: [node, output], a primitive's value, or None if nothing arrives."""
        if link in seen or link not in self.links:
            return None
        origin, slot = self.links[link]
        node = self.nodes.get(origin)
        if node is None or node.get("mode", 0) == MUTED:
            return None
        if node["type"] == "PrimitiveNode":
            return (node.get("widgets_values") or [None])[0]
        if node["type"] == "Reroute":
            through: Any = (node.get("inputs") or [{}])[0].get("link")
        elif node.get("mode", 0) == BYPASSED:
            through = _bypass(node, slot)
        else:
            return [origin, slot]
        return None if through is None else self.resolve(through, (*seen, link))


def _sources(links: list[Any]) -> Iterator[tuple[Any, Source]]:
    """Yield the id and the source of each link, which is saved as a list, or as an object by newer editors."""
    for link in links:
        if isinstance(link, dict):
            yield link["id"], (str(link["origin_id"]), int(link["origin_slot"]))
        elif link:
            yield link[0], (str(link[1]), int(link[2]))


def _widgets(info: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield the name and the options of each input that the editor shows as a widget, and whether it is required."""
    for group in ("required", "optional"):
        inputs = info.get("input", {}).get(group) or {}
        for name in (info.get("input_order") or {}).get(group) or inputs:
            spec = inputs.get(name)
            if not isinstance(spec, list | tuple) or not spec:
                continue
            options = dict(spec[1]) if len(spec) > 1 and isinstance(spec[1], dict) else {}
            if options.get("forceInput") or not (isinstance(spec[0], list) or spec[0] in WIDGET_TYPES):
                continue
            if options.get("control_after_generate") is None and name in ("seed", "noise_seed"):
                options["control_after_generate"] = spec[0] == "INT"
            choices = spec[0] if isinstance(spec[0], list) else options.get("options")
            if choices:
                options.setdefault("default", choices[0])
            yield name, options, group == "required"


def _is_companion(options: dict[str, Any], value: Any) -> bool:
    """Return whether the value belongs to the widget that the editor adds after this one."""
    if options.get("control_after_generate") and value in AFTER_GENERATE:
        return True
    return value in ("image", "video", "audio") and any(options.get(name) for name in UPLOADS)


def _bypass(node: Node, slot: int) -> Any:
    """Return the link that passes through a bypassed node: one of the output's type, in the same slot if it fits."""
    outputs, inputs = node.get("outputs") or [], node.get("inputs") or []
    if slot >= len(outputs):
        return None
    wanted = outputs[slot].get("type")
    order = [inputs[slot], *inputs] if slot < len(inputs) else inputs
    return next((item.get("link") for item in order if item.get("type") in (wanted, "*")), None)
