"""Outputs of the nodes of the executing graph, as far as the host still holds them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from comfy_execution.graph import ExecutionList

Outputs = Callable[[str], Sequence[Sequence[Any]] | None]
"""Function from a node's id to a list of values for each of its outputs; None where the host does not hold them."""


def held_outputs() -> Outputs:
    """Return the function for the execution in this thread.

    The host hands a node its own inputs, and nothing that leads to the outputs of other nodes. Its list of nodes to
    execute does; it is a local variable of the functions of its module ``execution`` that have called us. The names of
    these functions and variables do not matter. A node that the host runs as a task of its own has no such callers:
    then nothing is held.
    """
    frame: Any = sys._getframe(1)
    while frame is not None:
        if frame.f_globals.get("__name__") == "execution":
            for value in frame.f_locals.values():
                if isinstance(value, ExecutionList):
                    return lambda node_id: _outputs(value, node_id)
        frame = frame.f_back
    return lambda _: None


def _outputs(waiting: ExecutionList, node_id: str) -> Sequence[Sequence[Any]] | None:
    """Return a node's outputs from the host's cache, or from what it keeps for nodes that wait for them."""
    cache = waiting.output_cache
    entry = getattr(cache, "get_local", cache.get)(node_id)  # get is a coroutine where there is get_local
    if entry is None:
        kept = getattr(waiting, "execution_cache", {}).values()
        entry = next((of_node[node_id] for of_node in kept if of_node.get(node_id) is not None), None)
    outputs: Sequence[Sequence[Any]] | None = getattr(entry, "outputs", entry)  # in older hosts the entry is they
    return outputs
