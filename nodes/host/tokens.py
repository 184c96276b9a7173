"""Token tables made by the host's tokenizers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import folder_paths

from ...diffulizer.comfyui.graph import Text
from ...diffulizer.maths.tensors import tensor_digest
from ...diffulizer.prompts import EncodedPrompt, TokenTable
from ...diffulizer.token_tables import joined
from .words import Encoded, UnknownWordsError, labels_of
from .words import clip as clip_words
from .words.from_nodes import before_text, pads_empty, picture_rows, template_of

CARRIED = "diffulizer"
"""Key under which token data travel in a conditioning's dict."""


_FOREIGN = (AttributeError, IndexError, KeyError, TypeError, RuntimeError)
"""Errors of other packs' text encoders, which need not have what the host's have."""


def encoded(clip: Any, text: str) -> list[Any]:
    """Return the conditioning of a text, as CLIPTextEncode makes it. Raises: ValueError."""
    if clip is None:
        raise ValueError(
            "clip is None: the checkpoint holds no text encoder. Load one with Load CLIP or use another checkpoint."
        )
    conditioning: list[Any] = clip.encode_from_tokens_scheduled(clip.tokenize(text))
    return conditioning


def text_prompt(clip: Any, text: str) -> EncodedPrompt:
    """Return the tokens and words of a text, as a text encoder reads it.

    Raises:
        ValueError: the text encoder is not known.
    """
    try:
        return encoded_prompt(labels_of(_read(clip, text)).tables, "conditioning")
    except UnknownWordsError as reason:
        raise ValueError(f"The words of this prompt are not known: {reason}. Use another text encoder.") from None


def carry_tokens(conditioning: Any, clip: Any, text: str) -> list[Any]:
    """Return the conditioning with the tokens of its text in each entry, or the reason why they are not known, and the
    digest of the embedding that they belong to."""
    read = _read(clip, text)
    return [
        [embedding, {**extra, CARRIED: {**_carried(read, embedding), "digest": tensor_digest(embedding)}}]
        for embedding, extra in conditioning
    ]


def carried_prompt(conditioning: dict[str, Any]) -> tuple[EncodedPrompt | None, str]:
    """Return the prompt that a conditioning carries, or the reason why there is none that still holds."""
    carried = conditioning.get(CARRIED)
    if carried is None:
        return None, "it was not made by CLIP Text Encode (Diffulizer)"
    if tensor_digest(conditioning["cross_attn"]) != carried["digest"]:
        return None, "another node changed the embedding after CLIP Text Encode (Diffulizer)"
    if "tables" not in carried:
        return None, carried["reason"]
    return encoded_prompt(carried["tables"], "conditioning"), ""


def graph_prompt(
    texts: Sequence[Text], family: str, held: Sequence[Mapping[str, Any]] = (), rows: int | None = None
) -> EncodedPrompt:
    """Return the prompt of texts from the graph, one after another.

    Args:
        texts: the texts.
        family: the model's, whose tokenizer reads texts whose own text encoder is not at hand.
        held: of each text the values that links gave to its node, such as its text encoder, by its inputs.
        rows: those of the embedding [1, rows, channels], None if there is none to compare with.

    Raises:
        UnknownWordsError: the tokenizer is not known, or has made another number of rows.
    """
    held = held or [{}] * len(texts)
    own = rows if len(texts) == 1 else None
    try:
        parts = [labels_of(_from_graph(text, values, family, own)) for text, values in zip(texts, held, strict=True)]
    except _FOREIGN as error:
        raise UnknownWordsError(
            f"its text encoder could not be asked again ({type(error).__name__}: {error})"
        ) from error
    made = sum(part.rows for part in parts)
    if rows not in (None, made):
        raise UnknownWordsError(f"the text has {made} tokens, the embedding {rows}")
    tables = {name: _one([part.tables[name] for part in parts]) for name in parts[0].tables}
    return encoded_prompt(tables, "graph")


def encoded_prompt(tables: dict[str, TokenTable], source: str, reason: str = "") -> EncodedPrompt:
    """Make tables by encoder one prompt: the first encoder's, and the second's where its text differs."""
    first, *others = tables.values()
    second = next(iter(others), first)
    # a text may be another one's, joined with none
    differs = second.text != first.text or (bool(first.encoders) and second.words != first.words)
    return EncodedPrompt(first, second if differs else None, source, reason)


def _carried(read: Encoded, embedding: Any) -> dict[str, Any]:
    """Return the tables of a text that an embedding [1, rows, channels] was made of, or the reason why there are
    none. CLIP's text encoders make a row of each token, unless a patch makes several (NegPip: a key and a value)."""
    rows = None if clip_words.reads(frozenset(read.tokens)) else int(embedding.shape[1])
    try:
        return {"tables": labels_of(replace(read, rows=rows)).tables}
    except UnknownWordsError as reason:
        return {"reason": str(reason)}


def _read(clip: Any, text: str) -> Encoded:
    """Tokenise a text for all encoders of a CLIP object."""
    tokens = clip.tokenize(text, return_word_ids=True)
    return Encoded(tokens, clip.tokenizer, {"": text}, model=getattr(clip, "cond_stage_model", None))


def _from_graph(text: Text, held: Mapping[str, Any], family: str, rows: int | None) -> Encoded:
    """Tokenise a text as its node did."""
    clip = held.get("clip")
    tokenizer = family_tokenizer(family) if clip is None else clip.tokenizer
    if tokenizer is None:
        raise UnknownWordsError(f"the tokenizer of {family} is not known")
    before, template = before_text(text), template_of(text, tokenizer)
    options = {} if template is None else {"llama_template": template}
    function = tokenizer.tokenize_with_weights if clip is None else clip.tokenize

    def tokenize(part: str) -> dict[str, Any]:
        return dict(function(before + part, return_word_ids=True, **options))

    tokens = _tokens_of(text, tokenize)
    model = getattr(clip, "cond_stage_model", None)
    pictures = picture_rows(text, held)
    return Encoded(tokens, tokenizer, text.by_encoder, rows, model, before, template, pictures)


def _tokens_of(text: Text, tokenize: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Return the tokens by encoder. CLIP encoders with texts of their own are padded to one length, as by the host."""
    if "" in text.by_encoder:
        return tokenize(text.by_encoder[""])
    empty = tokenize("")
    if missing := sorted(set(empty) - set(text.by_encoder)):
        raise UnknownWordsError(f"{text.node} has no text for the text encoder {missing[0]}")
    tokens = {
        name: tokenize(part)[name] if part or pads_empty(text) else []
        for name, part in text.by_encoder.items()
        if name in empty
    }
    side_by_side = [name for name in tokens if name in clip_words.ORDER]
    longest = max((len(tokens[name]) for name in side_by_side), default=0)
    for name in side_by_side:
        tokens[name] = [*tokens[name], *empty[name] * (longest - len(tokens[name]))]
    return tokens


def _one(tables: Sequence[TokenTable]) -> TokenTable:
    """Join tables one after another, as ConditioningConcat joins embeddings."""
    return tables[0] if len(tables) == 1 else joined(tables, " ".join(table.text for table in tables))


@lru_cache(maxsize=4)
def family_tokenizer(family: str) -> Any:
    """Return a tokenizer of the kind that the family's text encoders use; None for an unknown family, and for one whose
    tokenizer is a part of its checkpoint."""
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
    return _of_config(family, folders)


def _of_config(family: str, folders: list[str]) -> Any:
    """Return the tokenizer that the host's description of a model names, or None."""
    import comfy.supported_models

    kinds = getattr(comfy.supported_models, "models", ())
    config = next((kind for kind in kinds if kind.__name__.lower() == family), None)
    target = None if config is None else config({}).clip_target({})
    try:
        return None if target is None else target.tokenizer(embedding_directory=folders)
    except (TypeError, ValueError, OSError):  # its file is a part of the checkpoint
        return None
