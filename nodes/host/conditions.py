"""Conditionings of a guider, named, to tell which chunk of a batch belongs to which of them."""

from __future__ import annotations

from typing import Any

from ...diffulizer.prompts import EncodedPrompt, positional_table
from ...diffulizer.recording import Condition
from .execution import Execution
from .model_facts import model_family
from .origins import Origins
from .tokens import carried_prompt, graph_prompt


class GuiderConditions:
    """The conditionings that a guider holds once the host has prepared them.

    A conditioning is identified by the guider's name for its list and by the host's ``uuid``. The host copies
    a region's entry, uuid included, into the opposite list, so neither is enough alone.

    Attributes:
        conditions: "c0" is the first positive one; the other positives follow, then the rest.
        gaps: (what, where, reason) for what can't be recorded.
    """

    def __init__(self, guider: Any, execution: Execution) -> None:
        self._lists: dict[str, list[dict[str, Any]]] = guider.conds
        self._ids: dict[tuple[str, Any], str] = {}
        self.conditions: list[Condition] = []
        self.gaps: list[tuple[str, str, str]] = []
        family = model_family(guider.model_patcher)
        origins = Origins(execution.graph, execution.node_id)
        for name in sorted(self._lists, key=lambda n: n != "positive"):
            for cond in self._lists[name]:
                self._add(name, cond, family, origins)

    def _add(self, name: str, cond: dict[str, Any], family: str, origins: Origins) -> None:
        if "cross_attn" not in cond:
            self.gaps.append(("conditioning", name, "it carries no prompt embedding"))
            return
        condition_id = f"c{len(self.conditions)}"
        self._ids[name, cond["uuid"]] = condition_id
        self.conditions.append(
            Condition(
                id=condition_id,
                polarity=name,
                prompt=_prompt(cond, family, origins),
                area=_area(cond),
                mask="mask" in cond,
                strength=float(cond.get("strength", 1.0)),
                start=float(cond.get("start_percent", 0.0)),
                end=float(cond.get("end_percent", 1.0)),
            )
        )

    def names_of(self, lists: Any) -> list[str | None]:
        """Return the guider's name of each list of conditionings that a prediction evaluates."""
        return [next((n for n, own in self._lists.items() if own is given), None) for given in lists]

    def ids_of(self, names: list[str | None], options: dict[str, Any]) -> list[str | None]:
        """Return the condition id of each chunk of a model call.

        Args:
            names: the guider's name for each index of ``cond_or_uncond``.
            options: the call's ``transformer_options``.
        """
        indices, uuids = options["cond_or_uncond"], options.get("uuids") or ()
        if len(indices) != len(uuids):  # another node took them away
            return [None] * len(indices)
        return [
            self._ids.get((names[index], uuid)) if index < len(names) and names[index] is not None else None
            for index, uuid in zip(indices, uuids, strict=True)
        ]


def _prompt(cond: dict[str, Any], family: str, origins: Origins) -> EncodedPrompt:
    """Return the best labels that are certain: carried ones, else those of the graph, else positions."""
    carried, why = carried_prompt(cond)
    if carried is not None:
        return carried
    embedding = cond["cross_attn"]  # [1, tokens, channels]
    length, origin = int(embedding.shape[1]), origins.of(embedding)
    why_not = origin.reason
    if not why_not:
        prompt = graph_prompt(origin.texts, family)
        if prompt is not None and len(prompt.table) == length:
            return EncodedPrompt(prompt.table, prompt.second, "graph", why)
        why_not = (
            f"the tokenizer of {family} is not known"
            if prompt is None
            else f"the text in the graph has {len(prompt.table)} tokens, the embedding {length}"
        )
    return EncodedPrompt(positional_table(length), None, "position", f"{why}; {why_not}")


def _area(cond: dict[str, Any]) -> tuple[int, int, int, int] | None:
    """Return the area of a conditioning as (rows, columns, top, left) in latent cells, or None."""
    area = cond.get("area")
    if area is None or len(area) != 4:
        return None
    rows, columns, top, left = (int(v) for v in area)
    return rows, columns, top, left
