"""Tokenizers of two encoders and a text encoder: one token a word, longer words in two pieces."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .network import CONTEXT

START, END, LENGTH, PIECE = 49406, 49407, 77, 6
Chunks = list[list[tuple[int, float, int]]]


class _Encoder:
    def __init__(self) -> None:
        self.inv_vocab = {START: "<|startoftext|>", END: "<|endoftext|>"}
        self._ids: dict[str, int] = {}

    def chunks(self, text: str) -> Chunks:
        """Chunks of 77 with a start and an end each; words of ``(word:1.5)`` weigh 1.5."""
        tokens: list[tuple[int, float, int]] = []
        for number, word in enumerate(text.split(), start=1):
            weight = 1.0
            if word.startswith("(") and ":" in word:
                word, given = word.strip("()").split(":")
                weight = float(given)
            for piece in (word[:PIECE], word[PIECE:] + "</w>") if len(word) > PIECE else (word + "</w>",):
                tokens.append((self._id(piece), weight, number))
        made = []
        for i in range(0, max(1, len(tokens)), LENGTH - 2):
            body = tokens[i : i + LENGTH - 2]
            made.append([(START, 1.0, 0), *body, *[(END, 1.0, 0)] * (LENGTH - 1 - len(body))])
        return made

    def _id(self, piece: str) -> int:
        number = self._ids.setdefault(piece, len(self._ids))
        self.inv_vocab[number] = piece
        return number


class SDXLTokenizer:
    def __init__(self, embedding_directory: Any = None, tokenizer_data: Any = None) -> None:
        self.clip_l, self.clip_g = _Encoder(), _Encoder()

    def tokenize_with_weights(self, text: str, return_word_ids: bool = False, **kwargs: Any) -> dict[str, Chunks]:
        return {"g": _given(self.clip_g, text, return_word_ids), "l": _given(self.clip_l, text, return_word_ids)}


class SD1Tokenizer:
    def __init__(
        self,
        embedding_directory: Any = None,
        tokenizer_data: Any = None,
        clip_name: str = "l",
        tokenizer: type[_Encoder] = _Encoder,
    ) -> None:
        self.clip_name = clip_name
        setattr(self, f"clip_{clip_name}", tokenizer())

    def tokenize_with_weights(self, text: str, return_word_ids: bool = False, **kwargs: Any) -> dict[str, Chunks]:
        return {self.clip_name: _given(getattr(self, f"clip_{self.clip_name}"), text, return_word_ids)}


class SD2Tokenizer(SD1Tokenizer):
    def __init__(self, embedding_directory: Any = None, tokenizer_data: Any = None) -> None:
        super().__init__(embedding_directory, tokenizer_data, clip_name="h")


class SDXLClipGTokenizer(_Encoder):
    """The larger encoder's, which the pack names when it builds the refiner's tokenizer."""


def _given(encoder: _Encoder, text: str, return_word_ids: bool) -> Chunks:
    chunks: Any = encoder.chunks(text)
    return chunks if return_word_ids else [[token[:2] for token in chunk] for chunk in chunks]


class SDXLClipModel:
    """Base class of the demo model's text encoders."""


class FakeClip:
    """A CLIP object: an embedding is a fixed random vector per token."""

    def __init__(self) -> None:
        self.tokenizer = SDXLTokenizer()
        self._table = torch.randn(64, CONTEXT, generator=torch.Generator().manual_seed(1)) * 1.5

    def tokenize(self, text: str, return_word_ids: bool = False, **kwargs: Any) -> dict[str, Chunks]:
        return self.tokenizer.tokenize_with_weights(text, return_word_ids, **kwargs)

    def encode_from_tokens_scheduled(self, tokens: dict[str, Chunks]) -> list[list[Any]]:
        flat = [entry for chunk in tokens["l"] for entry in chunk]
        places = torch.arange(len(flat))[None, :, None].float() / LENGTH
        rows: Tensor = torch.stack([self._table[entry[0] % 64] * entry[1] for entry in flat])[None]
        return [[rows + places, {"pooled_output": rows.mean(1)}]]


def process_qwen2vl_images(images: Tensor) -> tuple[Tensor, Tensor]:
    """Return the patches of one picture [1, H, W, 3], empty here, and how many there are in time, rows and columns."""
    rows, columns = (2 * round(side / 28) for side in images.shape[1:3])
    return torch.zeros(rows * columns, 0), torch.tensor([[1, rows, columns]])
