"""Anima: Qwen3 makes the embedding, and the network's adapter turns it into rows of the tokens of T5."""

from __future__ import annotations

from . import t5
from .encoded import Encoded, Labels

QWEN, T5 = "qwen3_06b", "t5xxl"


def reads(names: frozenset[str]) -> bool:
    return names == {QWEN, T5}


def labels(encoded: Encoded) -> Labels:
    return Labels({T5: t5.table_of(encoded, T5)}, sum(map(len, encoded.tokens[QWEN])))
