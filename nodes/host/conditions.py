"""Conditionings of a guider, named, to tell which chunk of a batch belongs to which of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from torch import Tensor

from ...diffulizer.capture import Chunk
from ...diffulizer.capture.joint import Rows
from ...diffulizer.prompts import EncodedPrompt, positional_table
from ...diffulizer.recording import Condition
from .execution import Execution
from .families import family_of, network_of
from .model_facts import model_family
from .origins import Origins
from .tokens import carried_prompt, graph_prompt
from .words import UnknownWordsError, as_given

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
        self._rows: dict[str, Rows | None] = {}
        self.conditions: list[Condition] = []
        self.gaps: list[tuple[str, str, str]] = []
        family = model_family(guider.model_patcher)
        self._family = family_of(network_of(guider.model_patcher))
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
        prompt, rows = _prompt(source, family, origins), None
        if self._family is not None:
            prompt, rows = self._family.prompt(prompt, cond)
        self._rows[condition_id] = rows
        self._ids[name, cond["uuid"]] = condition_id, int(_given(source).shape[1])
        self.conditions.append(
            Condition(
                id=condition_id,
                polarity=name,
                prompt=prompt,
                area=_area(cond),
                mask="mask" in cond or "default" in cond,  # the host masks the default one with what others leave
                strength=float(cond.get("strength", 1.0)),
                start=max(float(cond.get(key, 0.0)) for key in ("start_percent", "clip_start_percent")),
                end=min(float(cond.get(key, 1.0)) for key in ("end_percent", "clip_end_percent")),
            )
        )

    @property
    def by_id(self) -> dict[str, Condition]:
        """The conditionings by their ids."""
        return {condition.id: condition for condition in self.conditions}

    def id_of(self, name: str, cond: dict[str, Any]) -> str | None:
        """Return the id of a conditioning of a list; None if it carries no prompt."""
        known = self._ids.get((name, cond["uuid"]))
        return None if known is None else known[0]

    def rows_of(self, condition: str) -> Rows | None:
        """Return the rows of the keys of a conditioning, by its id; None where each of its tokens is a key."""
        return self._rows[condition]

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

    def chunks_of(
        self, names: Sequence[str | None], options: dict[str, Any], context: Tensor | None
    ) -> list[Chunk | None]:
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
            chunks.append(None if known is None else Chunk(known[0], copies, self._rows[known[0]]))
        return chunks


def _given(cond: dict[str, Any]) -> Tensor:
    """Return the embedding that the network is given for a conditioning, [1, tokens, channels]."""
    embedding: Tensor = getattr(cond.get("model_conds", {}).get("c_crossattn"), "cond", cond["cross_attn"])
    return embedding


def _rows(cond: dict[str, Any]) -> int:
    """Return how many rows of text the network is given for a conditioning, those of HunyuanImage's byT5 included."""
    glyphs = getattr(cond.get("model_conds", {}).get("txt_byt5"), "cond", None)
    return int(_given(cond).shape[1]) + (0 if glyphs is None else int(glyphs.shape[1]))


def _prompt(cond: dict[str, Any], family: str, origins: Origins) -> EncodedPrompt:
    """Return the best labels that are certain: carried ones, else those of the graph, else positions; a row for each
    that the network is given."""
    rows = _rows(cond)
    prompt, why = carried_prompt(cond)
    if prompt is None:
        prompt, why_not = _from_graph(cond["cross_attn"], family, origins)
        why = f"{why}; {why_not}" if why_not else why
    given = None if prompt is None else as_given(prompt, rows, family)
    if given is None:
        why = why if prompt is None else f"the text has {len(prompt.table)} tokens, the network is given {rows}"
        return EncodedPrompt(positional_table(rows), None, "position", why)
    return replace(given, reason=why)


def _from_graph(embedding: Tensor, family: str, origins: Origins) -> tuple[EncodedPrompt | None, str]:
    """Return the prompt that the graph has for an embedding [1, rows, channels], or the reason why it has none."""
    origin = origins.of(embedding)
    if origin.reason:
        return None, origin.reason
    try:
        return graph_prompt(origin.texts, family, origin.held, int(embedding.shape[1])), ""
    except UnknownWordsError as reason:
        return None, str(reason)


def _area(cond: dict[str, Any]) -> tuple[int, int, int, int] | None:
    """Return the area of a conditioning as (rows, columns, top, left) in latent cells, or None."""
    area = cond.get("area")
    if area is None or len(area) != 4:
        return None
    rows, columns, top, left = (int(v) for v in area)
    return rows, columns, top, left
