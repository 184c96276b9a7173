"""T5 and its kin: Flux.1 (beside a CLIP, which makes no rows), Chroma, Cosmos-Predict2, Wan (umT5), AuraFlow (Pile)."""

from __future__ import annotations

from ....diffulizer.pieces import SENTENCEPIECE
from ....diffulizer.prompts import TokenTable
from ....diffulizer.token_tables import table_of_rows
from .encoded import Encoded, Labels
from .rows import rows_of

NAMES = ("t5xxl", "umt5xxl", "pile_t5xl")


def reads(names: frozenset[str]) -> bool:
    return len(names & set(NAMES)) == 1 and names <= {*NAMES, "l"}


def labels(encoded: Encoded) -> Labels:
    name = next(name for name in NAMES if name in encoded.tokens)
    table = table_of(encoded, name)
    return Labels({name: table}, len(table))


def table_of(encoded: Encoded, name: str) -> TokenTable:
    return table_of_rows(encoded.text(name), rows_of(encoded, name), SENTENCEPIECE)
