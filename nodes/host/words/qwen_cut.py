"""Qwen2.5-VL and Qwen3-VL, whose template is cut off before the prompt and kept behind it: Qwen-Image, HunyuanImage,
Kandinsky 5 (beside a CLIP that makes no rows), Krea 2."""

from __future__ import annotations

from dataclasses import replace

from ....diffulizer.cut_words import word_spans
from ....diffulizer.pieces import BYTES
from ....diffulizer.prompts import REFERENCE, TEMPLATE
from ....diffulizer.token_tables import Row, made_by, merged, table_of_rows
from . import glyphs
from .chat import chat_rows
from .encoded import Encoded, Labels, UnknownWordsError

NAMES = ("qwen25_7b", "qwen3vl_4b")
_CHAT, _USER, _LINE = 151644, 872, 198
"""Ids of ``<|im_start|>``, "user" and a line break, by which the host finds where the prompt begins."""
_PICTURE = 151655
"""Id of ``<|image_pad|>``, which the host puts a picture's rows in the place of."""
_REFINER, _REFINER_ROWS = 27, 36
"""First id of the prompt of HunyuanImage's refiner, and how many rows are cut off there."""


def reads(names: frozenset[str]) -> bool:
    return len(names & set(NAMES)) == 1 and names <= {*NAMES, "l", glyphs.NAME}


def labels(encoded: Encoded) -> Labels:
    name = next(name for name in NAMES if name in encoded.tokens)
    rows = chat_rows(encoded, name)
    kept = _with_pictures(rows[_cut(rows, refined=hasattr(encoded.tokenizer, glyphs.NAME)) :], encoded)
    table = table_of_rows(encoded.text(name), kept, BYTES)
    count = len(table)
    if glyphs.NAME in encoded.tokens and encoded.runs(glyphs.MODEL):
        behind, spans = glyphs.table_of(encoded)
        own = word_spans(table.text, table.words, literal=True)
        table = merged([made_by(table, name), behind], table.text, [own, spans])
    return Labels({name: table}, count)


def _with_pictures(rows: list[Row], encoded: Encoded) -> list[Row]:
    """Return rows with those of each picture in the place of its token. Those of a single picture are what the text
    leaves of all rows."""
    places = [i for i, row in enumerate(rows) if row.id == _PICTURE and row.kind == TEMPLATE]
    counts = list(encoded.pictures)
    if len(places) == 1 and encoded.rows is not None:
        counts = [encoded.rows - len(rows) + 1]
    if len(counts) != len(places):
        raise UnknownWordsError("how many rows each picture in the text has is not known")
    repeated = dict(zip(places, counts, strict=True))
    return [
        replace(row, kind=REFERENCE) if i in repeated else row
        for i, row in enumerate(rows)
        for _ in range(repeated.get(i, 1))
    ]


def _cut(rows: list[Row], refined: bool) -> int:
    """Return how many rows the host cuts off: up to the second ``<|im_start|>``, and "user" with its line break."""
    ids = [row.id for row in rows]
    if refined and ids[0] == _REFINER and len(ids) > _REFINER_ROWS:
        return _REFINER_ROWS
    chats = [i for i, number in enumerate(ids) if number == _CHAT][:2]
    if not chats:
        return len(ids) - 1  # as the host's slice from -1
    end = chats[-1]
    return end + 3 if len(ids) > end + 3 and ids[end + 1 : end + 3] == [_USER, _LINE] else end
