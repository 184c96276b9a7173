"""Conditionings of a guider, named, to tell which chunk of a batch belongs to which of them."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from ...diffulizer.capture import Chunk
from ...diffulizer.prompts import EncodedPrompt, positional_table
from ...diffulizer.recording import Condition
from .execution import Execution
from .model_facts import model_family
from .origins import Origins
from .tokens import carried_prompt, graph_prompt

POSITIVE = "positive"
"""A guider's name of its list of positive conditionings."""


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
        self._ids: dict[tuple[str, Any], tuple[str, int]] = {}  # and the length of its embedding
        self.conditions: list[Condition] = []
        self.gaps: list[tuple[str, str, str]] = []
        family = model_family(guider.model_patcher)
        origins = Origins(execution.graph, execution.node_id)
        for name in sorted(self._lists, key=lambda n: n != POSITIVE):
            for cond in self._lists[name]:
                self._add(name, cond, family, origins)

    def _add(self, name: str, cond: dict[str, Any], family: str, origins: Origins) -> None:
        if "cross_attn" not in cond:
            self.gaps.append(("conditioning", name, "it carries no prompt embedding"))
            return
        condition_id = f"c{len(self.conditions)}"
        source = self._source(cond)
        self._ids[name, cond["uuid"]] = condition_id, int(source["cross_attn"].shape[1])
        self.conditions.append(
            Condition(
                id=condition_id,
                polarity=name,
                prompt=_prompt(source, family, origins),
                area=_area(cond),
                mask="mask" in cond or "default" in cond,  # the host masks the default one with what others leave
                strength=float(cond.get("strength", 1.0)),
                start=max(float(cond.get(key, 0.0)) for key in ("start_percent", "clip_start_percent")),
                end=min(float(cond.get(key, 1.0)) for key in ("end_percent", "clip_end_percent")),
            )
        )

    @property
    def lengths(self) -> dict[str, int]:
        """Number of tokens of each conditioning, by its id."""
        return {condition.id: len(condition.prompt.table) for condition in self.conditions}

    def id_of(self, name: str, cond: dict[str, Any]) -> str | None:
        """Return the id of a conditioning of a list; None if it carries no prompt."""
        known = self._ids.get((name, cond["uuid"]))
        return None if known is None else known[0]

    def _source(self, cond: dict[str, Any]) -> dict[str, Any]:
        """Return the entry whose embedding the network is given for a conditioning: as a rule itself. The host copies a
        region's entry into the opposite list, where it has the region's words and the opposite prompt's embedding."""
        given = _given(cond)
        if given is not cond["cross_attn"]:
            for other in (other for conds in self._lists.values() for other in conds):
                if other.get("cross_attn") is given and _given(other) is given:
                    return other
        return cond

    def names_of(self, lists: Any) -> list[str | None]:
        """Return the guider's name of each list of conditionings that a prediction evaluates."""
        return [next((n for n, own in self._lists.items() if own is given), None) for given in lists]

    def chunks_of(self, names: list[str | None], options: dict[str, Any], context: Tensor | None) -> list[Chunk | None]:
        """Return the chunks of a model call; None for one whose conditioning is not known.

        Args:
            names: the guider's name for each index of ``cond_or_uncond``.
            options: the call's ``transformer_options``.
            context: [N, tokens, channels] the embeddings of the call, repeated to one length.
        """
        indices, uuids = options["cond_or_uncond"], options.get("uuids") or ()
        if len(indices) != len(uuids):  # another node took them away
            return [None] * len(indices)
        chunks: list[Chunk | None] = []
        for index, uuid in zip(indices, uuids, strict=True):
            name = names[index] if index < len(names) else None
            known = None if name is None else self._ids.get((name, uuid))
            copies = 1 if known is None or context is None else context.shape[1] // known[1]
            chunks.append(None if known is None else Chunk(known[0], copies))
        return chunks


def _given(cond: dict[str, Any]) -> Tensor:
    """Return the embedding that the network is given for a conditioning, [1, tokens, channels]."""
    embedding: Tensor = getattr(cond.get("model_conds", {}).get("c_crossattn"), "cond", cond["cross_attn"])
    return embedding


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
