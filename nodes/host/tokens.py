"""Token tables made by the host's tokenizers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import folder_paths

from ...diffulizer.comfyui.graph import Text
from ...diffulizer.maths.tensors import tensor_digest
from ...diffulizer.prompts import EncodedPrompt, TokenTable, join_words

CARRIED = "diffulizer"
"""Key under which token data travel in a conditioning's dict."""

_EMBEDDING = re.compile(r"(?<![^\s(])embedding:([^\s,:()]+)")
_ORDER = ("l", "g", "h")


def encoded(clip: Any, text: str) -> list[Any]:
    """Return the conditioning of a text, as CLIPTextEncode makes it. Raises: ValueError."""
    if clip is None:
        raise ValueError(
            "clip is None: the checkpoint holds no text encoder. Load one with Load CLIP or use another checkpoint."
        )
    conditioning: list[Any] = clip.encode_from_tokens_scheduled(clip.tokenize(text))
    return conditioning


def text_prompt(clip: Any, text: str) -> EncodedPrompt:
    """Return the tokens and words of a text, as a CLIP reads it."""
    return encoded_prompt(_tables(clip, text), "conditioning")


def carry_tokens(conditioning: Any, clip: Any, text: str) -> list[Any]:
    """Return the conditioning with the tokens of its text in each entry, and the digest of the embedding that they
    belong to."""
    tables = _tables(clip, text)
    return [
        [embedding, {**extra, CARRIED: {"tables": tables, "digest": tensor_digest(embedding)}}]
        for embedding, extra in conditioning
    ]


def carried_prompt(conditioning: dict[str, Any]) -> tuple[EncodedPrompt | None, str]:
    """Return the prompt that a conditioning carries, or the reason why there is none that still holds."""
    carried = conditioning.get(CARRIED)
    if carried is None:
        return None, "it was not made by CLIP Text Encode (Diffulizer)"
    if tensor_digest(conditioning["cross_attn"]) != carried["digest"]:
        return None, "another node changed the embedding after CLIP Text Encode (Diffulizer)"
    return encoded_prompt(carried["tables"], "conditioning"), ""


def graph_prompt(texts: tuple[Text, ...], family: str) -> EncodedPrompt | None:
    """Return the prompt of texts from the graph, tokenised as the family's text encoders do; None if the family is
    unknown."""
    tokenizer = family_tokenizer(family)
    if tokenizer is None:
        return None
    parts = []
    for text in texts:
        tokens = _tokenize(tokenizer, text)
        if tokens is None:
            return None
        parts.append(tables_of(tokens, tokenizer, text.by_encoder))
    joined = {name: _concatenate([part[name] for part in parts]) for name in parts[0]}
    return encoded_prompt(joined, "graph")


def encoded_prompt(tables: dict[str, TokenTable], source: str, reason: str = "") -> EncodedPrompt:
    """Join tables by encoder into one prompt: the first encoder's, and the second's where its text differs."""
    ordered = sorted(tables, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    first = tables[ordered[0]]
    second = tables[ordered[1]] if len(ordered) > 1 else None
    return EncodedPrompt(first, second if second is not None and second.text != first.text else None, source, reason)


def tables_of(tokens: dict[str, Any], tokenizer: Any, texts: dict[str, str]) -> dict[str, TokenTable]:
    """Make token tables by encoder.

    Args:
        tokens: the result of the host's ``tokenize_with_weights(..., return_word_ids=True)``: per encoder chunks
            of (id or embedding vector, weight, word id).
        tokenizer: the tokenizer that made them.
        texts: the text of each encoder; "" is the text of all.
    """
    return {
        name: _table(chunks, _vocabulary(tokenizer, name), texts.get(name, texts.get("", "")))
        for name, chunks in tokens.items()
    }


def _tables(clip: Any, text: str) -> dict[str, TokenTable]:
    return tables_of(clip.tokenize(text, return_word_ids=True), clip.tokenizer, {"": text})


def _table(chunks: list[list[tuple[Any, float, int]]], vocabulary: dict[int, str], text: str) -> TokenTable:
    written = _EMBEDDING.findall(text)
    embedded = {word for chunk in chunks for token, _, word in chunk if not isinstance(token, int)}
    # a name whose file is missing leaves no vectors, so the names of the other vectors are uncertain
    names = iter(written if len(written) == len(embedded) else ())
    tokens: list[str] = []
    groups: list[int] = []
    embedding: tuple[int, str] = (-1, "")
    flat = [entry for chunk in chunks for entry in chunk]
    for token, _, word in flat:
        if isinstance(token, int):
            tokens.append(vocabulary.get(token, f"id {token}"))
        else:
            if embedding[0] != word:
                embedding = (word, f"embedding:{next(names, '?')}")
            first = not groups or groups[-1] != word
            tokens.append(embedding[1] if first else "")
        groups.append(word)
    special = tuple(word == 0 for _, _, word in flat)
    return TokenTable(
        text=text,
        tokens=tuple(tokens),
        ids=tuple(token if isinstance(token, int) else -1 for token, _, _ in flat),
        weights=tuple(float(weight) for _, weight, _ in flat),
        special=special,
        words=join_words(tokens, special, groups),
    )


def _vocabulary(tokenizer: Any, name: str) -> dict[int, str]:
    """Return the encoder's id -> token map."""
    for candidate in (f"clip_{name}", name):
        inner = getattr(tokenizer, candidate, None)
        if inner is not None and hasattr(inner, "inv_vocab"):
            return dict(inner.inv_vocab)
    return dict(getattr(tokenizer, "inv_vocab", {}))


def _concatenate(tables: list[TokenTable]) -> TokenTable:
    """Join tables one after another, as ConditioningConcat joins embeddings."""
    if len(tables) == 1:
        return tables[0]
    tokens = tuple(t for table in tables for t in table.tokens)
    special = tuple(s for table in tables for s in table.special)
    groups = [i for i, table in enumerate(tables) for _ in table.tokens]
    return TokenTable(
        text=" ".join(table.text for table in tables),
        tokens=tokens,
        ids=tuple(i for table in tables for i in table.ids),
        weights=tuple(w for table in tables for w in table.weights),
        special=special,
        words=join_words(tokens, special, groups),
    )


def _tokenize(tokenizer: Any, text: Text) -> dict[str, Any] | None:
    """Return the tokens per encoder; encoders with texts of their own are padded to equal length, as the host does."""

    def tokenize(part: str) -> dict[str, Any]:
        return dict(tokenizer.tokenize_with_weights(part, return_word_ids=True))

    if "" in text.by_encoder:
        return tokenize(text.by_encoder[""])
    names = set(tokenize(""))
    if not names <= set(text.by_encoder):
        return None
    tokens = {name: tokenize(text.by_encoder[name])[name] for name in sorted(names)}
    longest = max(len(chunks) for chunks in tokens.values())
    for name, chunks in tokens.items():
        chunks += tokenize("")[name] * (longest - len(chunks))
    return tokens


@lru_cache(maxsize=4)
def family_tokenizer(family: str) -> Any:
    """Return a tokenizer of the kind that the family's text encoders use, or None for an unknown family."""
    import comfy.sd1_clip
    import comfy.sdxl_clip
    import comfy.text_encoders.sd2_clip

    folders = folder_paths.get_folder_paths("embeddings")
    if family in ("sdxl", "ssd1b"):
        return comfy.sdxl_clip.SDXLTokenizer(embedding_directory=folders)
    if family == "sdxl_refiner":
        return comfy.sd1_clip.SD1Tokenizer(
            embedding_directory=folders, clip_name="g", tokenizer=comfy.sdxl_clip.SDXLClipGTokenizer
        )
    if family == "sd1":
        return comfy.sd1_clip.SD1Tokenizer(embedding_directory=folders)
    if family == "sd2":
        return comfy.text_encoders.sd2_clip.SD2Tokenizer(embedding_directory=folders)
    return None
