"""Words from byte-pair pieces, and digests of embeddings."""

from __future__ import annotations

import torch

from diffulizer.maths.tensors import tensor_digest
from diffulizer.prompts import decode_pieces, join_words, positional_table


def test_pieces_become_words() -> None:
    tokens = ["<|startoftext|>", "un", "believ", "ably</w>", "red</w>", ",</w>", "<|endoftext|>", "!</w>"]
    special = [True, False, False, False, False, False, True, True]
    words = join_words(tokens, special)
    assert [(w.text, w.token_indices) for w in words] == [("unbelievably", (1, 2, 3)), ("red", (4,)), (",", (5,))]


def test_groups_and_special_tokens_end_a_word() -> None:
    assert [w.text for w in join_words(["em", "bed"], [False, False], [1, 2])] == ["em", "bed"]
    assert [w.text for w in join_words(["cut", "<|endoftext|>", "off</w>"], [False, True, False])] == ["cut", "off"]


def test_byte_level_pieces_are_decoded() -> None:
    assert decode_pieces("cafÃ©") == "café"
    assert decode_pieces("æĹ¥") == "日"
    assert decode_pieces("token 3") == "token 3"
    assert decode_pieces("日") == "日"


def test_positions_are_labels_of_their_own() -> None:
    table = positional_table(3)
    assert [w.text for w in table.words] == ["token 0", "token 1", "token 2"]
    assert table.ids == (-1, -1, -1)


def test_a_digest_tells_values_shape_and_type_apart() -> None:
    x = torch.arange(12.0).view(1, 3, 4)
    digests = {tensor_digest(t) for t in (x, x + 1e-6, x.view(1, 4, 3), x.half(), x.transpose(1, 2))}
    assert len(digests) == 5
    assert tensor_digest(x) == tensor_digest(x.clone())
