"""Differences between the executed graphs of two passes, besides the settings of the passes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..analysis.settings_diff import Difference, settings_differences, written
from ..recording import SamplingPass
from .graph import SETTINGS, TEXTS, is_link


def graph_differences(a: SamplingPass, b: SamplingPass) -> list[Difference]:
    """List the other differences of the executed graphs: "LoraLoader" that only one has, with its constants, or
    "LoraLoader.strength_model" where both have one.

    Nodes that no other node uses, such as those that save, are left out, as are values that are settings of the pass.
    The list is empty where a run does not hold its graph.
    """
    if a.prompt_graph is None or b.prompt_graph is None:
        return []
    known = {d.setting: (d.a, d.b) for d in settings_differences(a, b)}
    one, other = _nodes(a.prompt_graph), _nodes(b.prompt_graph)
    differences = []
    for kind in dict.fromkeys([*one, *other]):
        mine, theirs = list(one.get(kind, ())), list(other.get(kind, ()))
        for node in [n for n in mine if n in theirs]:
            if node in theirs:
                mine.remove(node)
                theirs.remove(node)
        if len(mine) == len(theirs) == 1:
            x, y = mine[0], theirs[0]
            pairs = [(name, x.get(name), y.get(name)) for name in dict.fromkeys([*x, *y])]
            differences += [
                Difference(f"{kind}.{n}", v, w) for n, v, w in pairs if v != w and not _is_setting(n, (v, w), known)
            ]
        elif mine or theirs:
            differences.append(Difference(kind, _constants(mine), _constants(theirs)))
    return differences


def _is_setting(name: str, values: tuple[Any, Any], known: Mapping[str, tuple[Any, Any]]) -> bool:
    """Return whether a node's input is a setting that is known to differ, judged by its name and its values."""
    settings = ("prompt", "negative") if name in TEXTS else (SETTINGS.get(name),)
    return any(setting in known and known[setting] == values for setting in settings if setting)


def _nodes(graph: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return, by class of node, the constants of each node that another one uses. What is no node is left out."""
    listed = {key: node.get("inputs") or {} for key, node in graph.items() if isinstance(node, dict)}
    inputs = {key: values for key, values in listed.items() if isinstance(values, dict)}
    used = {str(v[0]) for values in inputs.values() for v in values.values() if is_link(v)}
    nodes: dict[str, list[dict[str, Any]]] = {}
    for key, values in inputs.items():
        if key in used:
            constants = {name: v for name, v in values.items() if not isinstance(v, (list, dict))}
            nodes.setdefault(str(graph[key].get("class_type")), []).append(constants)
    return nodes


def _constants(nodes: list[dict[str, Any]]) -> str | None:
    listed = [", ".join(f"{name}={written(value)}" for name, value in node.items()) or "there" for node in nodes]
    return "; ".join(listed) or None
