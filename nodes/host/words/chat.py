"""Language models that get the prompt within a chat's text, all of which they keep: Z-Image (Qwen3), Flux.2 dev
(Mistral) and Klein (Qwen3), OmniGen2 (Qwen2.5)."""

from __future__ import annotations

from ....diffulizer.pieces import BYTES
from ....diffulizer.token_tables import Row, table_of_rows
from .encoded import Encoded, Labels
from .rows import rows_of, with_template

NAMES = ("qwen3_4b", "qwen3_8b", "mistral3_24b", "qwen25_3b")
_WHOLE_CHATS = ("<|im_start|>", "<|start_header_id|>")
"""Beginnings of a text that is a whole chat already."""


def reads(names: frozenset[str]) -> bool:
    return len(names) == 1 and names <= set(NAMES)


def labels(encoded: Encoded) -> Labels:
    (name,) = encoded.tokens
    table = table_of_rows(encoded.text(name), chat_rows(encoded, name), BYTES)
    return Labels({name: table}, len(table))


def chat_rows(encoded: Encoded, name: str) -> list[Row]:
    """Return all rows of a chat, those around the prompt marked."""
    text = encoded.text(name)
    own: str = getattr(encoded.tokenizer, "llama_template", "{}")
    template = encoded.template or ("{}" if text.startswith(_WHOLE_CHATS) else own)
    before, _, after = template.partition("{}")
    return with_template(rows_of(encoded, name), BYTES, before + encoded.before, after)
