"""Words of a pass of which it is recorded which places of the picture they look at."""

from __future__ import annotations

from ...diffulizer.analysis.selection import occurrences, split_words
from ...diffulizer.capture.memory import MemoryPass
from ...diffulizer.errors import SettingsError
from ...diffulizer.gather import GATHER_GAP
from .conditions import GuiderConditions

NO_QUERIES = (
    "in {family}, the text is not in one sequence with the picture: its tokens are asked for by the picture's places, "
    "and look at no place themselves"
)
NO_LAYERS = "no layer of cross-attention is recorded, whose blocks they are measured in"


def find_gather_words(target: MemoryPass, conditions: GuiderConditions) -> None:
    """Note the tokens whose gather maps a pass is to record, in the prompts whose maps are recorded; where there can be
    none, name that among its gaps."""
    entries = split_words(target.settings.gather_words)
    if not entries:
        return
    joint = [c for c in conditions.conditions if _is_joint(conditions, c.id)]
    if not joint:
        target.add_gap(GATHER_GAP, ", ".join(entries), NO_QUERIES.format(family=target.model.family))
        return
    if not any(layer.attention_type == "cross" for layer in target.layers):
        target.add_gap(GATHER_GAP, ", ".join(entries), NO_LAYERS)
        return
    mapped = [c for c in joint if target.settings.wants_maps(c.polarity)] or joint
    tokens: dict[str, set[int]] = {}
    for entry in entries:
        try:
            found = occurrences(mapped, entry, name="gather_words")
        except SettingsError as error:
            target.add_gap(GATHER_GAP, entry, str(error))
            continue
        for id_, spelt in found.items():
            tokens.setdefault(id_, set()).update(token for one in spelt for token in one)
    target.gather_tokens = {id_: tuple(sorted(own)) for id_, own in tokens.items()}


def _is_joint(conditions: GuiderConditions, condition: str) -> bool:
    rows = conditions.rows_of(condition)
    return rows is not None and rows.picture is not None
