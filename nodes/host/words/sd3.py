"""SD3 and SD3.5: the rows of a pair of CLIP encoders, then those of T5. Each of the three may be missing."""

from __future__ import annotations

from dataclasses import replace

from ....diffulizer.prompts import TokenTable
from ....diffulizer.token_tables import joined, made_by, merged
from . import clip, t5
from .encoded import Encoded, Labels, UnknownWordsError

CLIPS, T5 = ("l", "g"), "t5xxl"


def reads(names: frozenset[str]) -> bool:
    return names == {*CLIPS, T5}


def labels(encoded: Encoded) -> Labels:
    pair = [name for name in CLIPS if encoded.runs(f"clip_{name}")]
    own = {name: clip.table_of(encoded, name) for name in pair if encoded.tokens[name]}
    count = min((len(table) for table in own.values()), default=0)
    if any(len(table) != count for table in own.values()):
        raise UnknownWordsError("its two CLIP encoders made different numbers of tokens")
    behind = [t5.table_of(_never_empty(encoded), T5)] if encoded.runs(T5) else []
    if encoded.model is None and encoded.rows not in (None, count + sum(map(len, behind))):
        raise UnknownWordsError("not all of its text encoders are loaded, and which ones is not known")
    title = "+".join(own)
    tables = {name: _one(made_by(table, title), behind) for name, table in own.items()} or dict(
        zip([T5], behind, strict=False)
    )
    if not tables:
        raise UnknownWordsError("none of its text encoders is loaded")
    return Labels(tables, count + sum(map(len, behind)))


def _never_empty(encoded: Encoded) -> Encoded:
    """Return a text without tokens of T5 with those that the host makes of it all the same: an end."""
    if encoded.tokens[T5]:
        return encoded
    return replace(encoded, tokens={**encoded.tokens, T5: [[(encoded.inner(T5).end_token, 1.0, 0)]]})


def _one(table: TokenTable, behind: list[TokenTable]) -> TokenTable:
    """Return CLIP's rows and T5's as one table; a word that both read is one word."""
    if not behind:
        return replace(table, encoders=())
    both = [table, made_by(behind[0], T5)]
    if table.text == behind[0].text:
        return merged(both, table.text)
    return joined(both, " ".join(part.text for part in both if part.text))
