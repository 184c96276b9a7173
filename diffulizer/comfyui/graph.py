"""ComfyUI's executed graph: its format, and the settings and texts in it that lead to a sampler.

The graph is in ComfyUI's API format: ``{id: {"class_type": ..., "inputs": {...}}}``; an input is a
constant or a link ``[id, output index]``. Only this module, and ``format/graph.json``, know the names that nodes
give to their inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..format import read

DEMO = "demo"
DEMOS: Mapping[str, str] = {DEMO: "sdxl", f"{DEMO}-transformer": "transformer"}
"""Names of the demo models as checkpoints, and what their node's input ``kind`` calls them."""
DEMO_NODE = "Diffulizer_DemoModel"
STOP = "stop_on_error"
"""Input of our nodes by which their failure ends the prompt."""
FAILURES = "diffulizer_error"
"""Key of a node's ui output, where the host's history and page find the reasons of its failures."""

_NAMES = read("graph.json")
SETTINGS: Mapping[str, str] = _NAMES["settings"]
"""Settings of a pass, by the names of the inputs that hold them."""
_LORA: Mapping[str, str] = _NAMES["lora"]
TEXTS = tuple(_NAMES["texts"])
"""Inputs that hold a prompt or a negative one."""

SAMPLING_LINKS = ("sampler", "sigmas", "guider", "noise")
MODEL_LINKS = ("model", "guider")
ENCODERS: Mapping[str, Mapping[str, str]] = _NAMES["encoders"]
"""Nodes that encode their texts in a way that we know, with the text encoder ("" for all) of each input that holds one.
Encoders of other packs may rewrite a text."""
CONCATENATING = "ConditioningConcat"
"""Node that puts the rows of its second conditioning behind those of each entry of its first."""
_CONSTANTS = (
    "PrimitiveString",
    "PrimitiveStringMultiline",
    "PrimitiveInt",
    "PrimitiveFloat",
    "PrimitiveBoolean",
)
"""Nodes that put out their input ``value`` as it is. Any other node may change it."""


@dataclass(frozen=True)
class Text:
    """The text of one stretch of a conditioning.

    Attributes:
        by_encoder: per text encoder ("l", "g", ...; "" is any).
        node: class of the node that encoded it.
        inputs: all inputs of that node, widgets' values or links.
    """

    by_encoder: dict[str, str]
    node: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)


class Graph:
    """A graph in API format.

    Args:
        get_node: returns the node of an id, or None.
        get_outputs: returns what the node of an id put out, a list of values for each output; None where it is not
            known.
    """

    def __init__(
        self,
        get_node: Callable[[str], dict[str, Any] | None],
        get_outputs: Callable[[str], Sequence[Sequence[Any]] | None] = lambda _: None,
    ) -> None:
        self._get_node = get_node
        self._get_outputs = get_outputs

    def node(self, node_id: Any) -> dict[str, Any] | None:
        return None if node_id is None else self._get_node(str(node_id))

    def before(self, node_id: str | None) -> dict[str, tuple[str, dict[str, Any]]]:
        """Return the class and the inputs of a node, and of all nodes that links lead to from it, by their ids."""
        found: dict[str, tuple[str, dict[str, Any]]] = {}
        left: list[Any] = [node_id]
        while left:
            current = left.pop()
            node = self.node(current)
            if node is None or str(current) in found:
                continue
            found[str(current)] = (node["class_type"], node["inputs"])
            left += [link[0] for link in node["inputs"].values() if is_link(link)]
        return found

    def search(self, node_id: str | None, name: str, via: tuple[str, ...] = SAMPLING_LINKS) -> Any:
        """Return the value of input ``name`` at the node or, nearest first, at the nodes that its ``via`` links lead
        to."""
        queue, seen = [node_id], set()
        while queue:
            current = queue.pop(0)
            node = self.node(current)
            if node is None or current in seen:
                continue
            seen.add(current)
            value = self.value(node["inputs"].get(name))
            if value is not None:
                return value
            queue += [link[0] for key in via if is_link(link := node["inputs"].get(key))]
        return None

    def loader(self, node_id: str | None) -> dict[str, Any] | None:
        """Return the node that the sampler's model comes from: the end of the chain of model links."""
        node, seen = self.node(node_id), set()
        while node is not None:
            links = [node["inputs"].get(key) for key in MODEL_LINKS]
            link = next((x for x in links if is_link(x)), None)
            if link is None or link[0] in seen:
                return node
            seen.add(link[0])
            node = self.node(link[0])
        return None

    def setting(self, node_id: str | None, setting: str) -> Any:
        """Return a setting of the pass that the sampler ``node_id`` makes, by its name in ``SETTINGS``; None if it is
        not known."""
        values = (self.search(node_id, name) for name, known in SETTINGS.items() if known == setting)
        return next((value for value in values if value is not None), None)

    def model_id(self, node_id: str | None) -> str:
        """Return the checkpoint that the sampler's model comes from: its name, one of `DEMOS` or "unknown"."""
        node = self.loader(node_id)
        if node is None:
            return "unknown"
        if node["class_type"] == DEMO_NODE:
            kind = self.value(node["inputs"].get("kind"))
            return next((name for name, known in DEMOS.items() if known == kind), DEMO)
        names = (self.value(node["inputs"].get(key)) for key, setting in SETTINGS.items() if setting == "model_id")
        return next((name for name in names if isinstance(name, str)), "unknown")

    def value(self, value: Any) -> Any:
        """Return a widget's value. That of a link is what the node put out, or the constant that it holds; it is None
        where neither is known, or the node put out several values."""
        for _ in range(16):
            if not is_link(value):
                return value
            values = self.outputs(value)
            if values:
                return values[0] if len(values) == 1 and isinstance(values[0], (str, int, float)) else None
            node = self.node(value[0])
            if node is None or node["class_type"] not in _CONSTANTS:
                return None
            value = node["inputs"].get("value")
        return None

    def output_count(self, node_id: str) -> int:
        """Return how many outputs of a node are known."""
        return len(self._get_outputs(node_id) or ())

    def outputs(self, link: Any) -> Sequence[Any]:
        """Return the values that came out of a link [id, output index]; none where they are not known."""
        outputs = self._get_outputs(str(link[0])) or ()
        return outputs[link[1]] if 0 <= link[1] < len(outputs) else ()

    def text_inputs(self, node_id: str) -> dict[str, Any]:
        """Return the inputs of an encoder node that hold its texts, widgets' values or links, by text encoder: "l",
        "g", or "" for all of them."""
        node = self.node(node_id) or {"class_type": "", "inputs": {}}
        encoders = ENCODERS.get(node["class_type"], {})
        return {encoders[name]: value for name, value in node["inputs"].items() if name in encoders}

    def ancestors(self, node_id: str | None) -> list[str]:
        """Return the nodes that a node's inputs come from, directly or through others, the nearest first."""
        found = {node_id: None}
        queue = [node_id]
        while queue:
            node = self.node(queue.pop(0))
            links = [] if node is None else [str(v[0]) for v in node["inputs"].values() if is_link(v)]
            queue += (new := [link for link in dict.fromkeys(links) if link not in found])
            found.update(dict.fromkeys(new))
        return [name for name in found if name is not None and name != node_id]


def is_link(value: Any) -> bool:
    """Return whether an input's value is a link to another node's output."""
    return isinstance(value, (list, tuple)) and len(value) == 2 and isinstance(value[1], int)


def named_value(graph: Mapping[str, Any], title: str, widget: str) -> Any:
    """Return the value of a widget of the first node with this title or class; None if there is none, or a link feeds
    it."""
    for node in graph.values():
        if title in (node.get("_meta", {}).get("title"), node["class_type"]):
            value = node["inputs"].get(widget)
            return None if is_link(value) else value
    return None


def loras_of(graph: Mapping[str, Any]) -> list[tuple[str, float | None]]:
    """Return the LoRAs that a graph loads, with their strengths on the model, in the order of its nodes; None where a
    link gives the strength. Nodes whose outputs nothing uses are left out."""
    from ..maths.numbers import number  # numpy: only when it is needed

    nodes = {str(key): node for key, node in graph.items() if isinstance(node, dict)}
    inputs = {key: values for key, node in nodes.items() if isinstance(values := node.get("inputs"), dict)}
    used = {str(value[0]) for values in inputs.values() for value in values.values() if is_link(value)}
    named = [values for key, values in inputs.items() if key in used and isinstance(values.get(_LORA["name"]), str)]
    return [(values[_LORA["name"]], number(values.get(_LORA["strength"]))) for values in named]
