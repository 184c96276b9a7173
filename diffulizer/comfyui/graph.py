"""ComfyUI's executed graph: its format, and the settings and texts in it that lead to a sampler.

The graph is in ComfyUI's API format: ``{id: {"class_type": ..., "inputs": {...}}}``; an input is a
constant or a link ``[id, output index]``. Only this module knows the names that nodes give to their inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

DEMO = "demo"
"""Name of the demo model as a checkpoint."""
DEMO_NODE = "Diffulizer_DemoModel"

SETTINGS = {
    "ckpt_name": "model_id",
    "unet_name": "model_id",
    "model_name": "model_id",
    "seed": "seed",
    "noise_seed": "seed",
    "cfg": "cfg_scale",
    "sampler_name": "sampler",
    "scheduler": "scheduler",
    "steps": "num_steps",
    "start_at_step": "start_step",
    "end_at_step": "end_step",
    "denoise": "denoise",
    "width": "width",
    "height": "height",
}
"""Settings of a pass, by the names of the inputs that hold them."""
TEXTS = ("text", "text_l", "text_g")
"""Inputs that hold a prompt or a negative one."""

SAMPLING_LINKS = ("sampler", "sigmas", "guider", "noise")
MODEL_LINKS = ("model", "guider")
GUIDER_NAMES = {
    "positive": ("positive", "conditioning", "cond1"),
    "middle": ("middle", "cond2"),
    "negative": ("negative",),
}
"""Inputs that a guider's conditionings may come from, by the guider's own name for them."""

_ENCODERS = ("CLIPTextEncode", "CLIPTextEncodeSDXL", "CLIPTextEncodeSDXLRefiner", "Diffulizer_TextEncode")
"""Nodes that encode their text as it is. Encoders of other packs may rewrite it."""
_CONSTANTS = (
    "PrimitiveString",
    "PrimitiveStringMultiline",
    "PrimitiveInt",
    "PrimitiveFloat",
    "PrimitiveBoolean",
)
"""Nodes that put out their input ``value`` as it is. Any other node may change it."""
_COMBINING = {
    "ConditioningAverage": "it is the average of two prompts (ConditioningAverage)",
    "ConditioningZeroOut": "it was set to zero (ConditioningZeroOut)",
}


@dataclass(frozen=True)
class Text:
    """The text of one stretch of a conditioning, per text encoder ("l", "g", ...; "" is any)."""

    by_encoder: dict[str, str]


@dataclass(frozen=True)
class Entry:
    """One entry of a conditioning list: its texts, one after another, or the reason why they are not known."""

    texts: tuple[Text, ...] = ()
    reason: str = ""


class Graph:
    """A graph in API format.

    Args:
        get_node: returns the node of an id, or None.
    """

    def __init__(self, get_node: Callable[[str], dict[str, Any] | None]) -> None:
        self._get_node = get_node

    def node(self, node_id: Any) -> dict[str, Any] | None:
        return None if node_id is None else self._get_node(str(node_id))

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
        """Return the checkpoint that the sampler's model comes from: its name, "demo" or "unknown"."""
        node = self.loader(node_id)
        if node is None:
            return "unknown"
        if node["class_type"] == DEMO_NODE:
            return DEMO
        names = (self.value(node["inputs"].get(key)) for key, setting in SETTINGS.items() if setting == "model_id")
        return next((name for name in names if isinstance(name, str)), "unknown")

    def value(self, value: Any) -> Any:
        """Return a widget's value. A link is followed to a node that holds a constant; from any other node the value is
        None."""
        for _ in range(16):
            if not is_link(value):
                return value
            node = self.node(value[0])
            if node is None or node["class_type"] not in _CONSTANTS:
                return None
            value = node["inputs"].get("value")
        return None

    def conditioning(self, node_id: str | None, name: str) -> list[Entry]:
        """Return the entries that arrive at a sampler under a guider's name for them.

        Args:
            node_id: the executing sampler.
            name: "positive", "negative", "middle", ...
        """
        node = self.node(node_id)
        if node is None:
            return [Entry(reason="no graph is being executed")]
        guider = node["inputs"].get("guider")
        if is_link(guider):
            node = self.node(guider[0]) or node
        for key in GUIDER_NAMES.get(name, (name,)):
            if is_link(link := node["inputs"].get(key)):
                return self._entries(link, depth=0)
        return [Entry(reason=f"{node['class_type']} has no input for its {name} conditioning")]

    def _entries(self, link: Any, depth: int) -> list[Entry]:
        node = self.node(link[0])
        if node is None or depth > 64:
            return [Entry(reason="the graph could not be followed")]
        kind, inputs = node["class_type"], node["inputs"]
        if kind in _ENCODERS:
            return [self._encoded(kind, inputs)]
        if kind == "ConditioningCombine":
            parts = [inputs.get("conditioning_1"), inputs.get("conditioning_2")]
            return [entry for part in parts if is_link(part) for entry in self._entries(part, depth + 1)]
        if kind == "ConditioningConcat":
            return self._concatenated(inputs, depth)
        if kind in _COMBINING:
            return [Entry(reason=_COMBINING[kind])]
        return self._passed_through(node, link[1], depth)

    def _encoded(self, kind: str, inputs: dict[str, Any]) -> Entry:
        """Return the text of an encoder node: ``text``, or ``text_l`` and ``text_g``."""
        names = {k.removeprefix("text").removeprefix("_"): v for k, v in inputs.items() if k in TEXTS}
        texts = {encoder: self.value(v) for encoder, v in names.items()}
        if not texts or not all(isinstance(t, str) for t in texts.values()):
            return Entry(reason=f"the text of {kind} is computed by another node")
        return Entry((Text(texts),))

    def _concatenated(self, inputs: dict[str, Any], depth: int) -> list[Entry]:
        to, extra = inputs.get("conditioning_to"), inputs.get("conditioning_from")
        if not (is_link(to) and is_link(extra)):
            return [Entry(reason="the graph could not be followed")]
        first = next(iter(self._entries(extra, depth + 1)), Entry(reason="the graph could not be followed"))
        return [
            Entry(reason=e.reason or first.reason) if e.reason or first.reason else Entry(e.texts + first.texts)
            for e in self._entries(to, depth + 1)
        ]

    def _passed_through(self, node: dict[str, Any], output: int, depth: int) -> list[Entry]:
        """Follow a node that passes conditionings on: through the input with the output's name, or through its only
        one."""
        inputs, kind = node["inputs"], node["class_type"]
        if is_link(inputs.get("positive")) and is_link(inputs.get("negative")) and output in (0, 1):
            return self._entries(inputs["positive" if output == 0 else "negative"], depth + 1)
        only = [v for k, v in inputs.items() if k.startswith("conditioning") and is_link(v)]
        if len(only) == 1:
            return self._entries(only[0], depth + 1)
        return [Entry(reason=f"node {kind} is not known to pass a prompt on")]


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
