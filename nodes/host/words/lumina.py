"""Gemma, which Lumina 2 and NetaYume read a prompt with: text up to ``<Prompt Start>`` is their template."""

from __future__ import annotations

from ....diffulizer.pieces import SENTENCEPIECE
from ....diffulizer.token_tables import table_of_rows
from .encoded import Encoded, Labels
from .rows import rows_of, with_template

NAMES = ("gemma2_2b", "gemma3_4b")
MARKER = "<Prompt Start>"


def reads(names: frozenset[str]) -> bool:
    return len(names) == 1 and names <= set(NAMES)


def labels(encoded: Encoded) -> Labels:
    (name,) = encoded.tokens
    text = encoded.text(name)
    typed, marker, _ = text.rpartition(MARKER)
    rows = with_template(rows_of(encoded, name), SENTENCEPIECE, encoded.before + typed + marker, "")
    table = table_of_rows(text, rows, SENTENCEPIECE)
    return Labels({name: table}, len(table))
