"""Edits of one attention's tensors, against attention written out."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from diffulizer.capture.editing import TokenEdit, combined, edited_keys, edited_values, logit_bias
from diffulizer.edits import AttentionEdit, Edit, parse_heads, titles
from diffulizer.errors import SettingsError

ITEMS, HEADS, QUERIES, TOKENS, WIDTH = 4, 3, 5, 6, 8
FLOAT = {"dtype": torch.float32, "device": torch.device("cpu")}


@pytest.fixture
def qkv() -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    sizes = (QUERIES, TOKENS, TOKENS)
    q, k, v = (torch.randn(ITEMS, HEADS, n, WIDTH, generator=generator) for n in sizes)
    return q, k, v


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
    logits = q @ k.transpose(2, 3) / WIDTH**0.5
    return (logits if mask is None else logits + mask).softmax(-1) @ v


def bias(*edits: TokenEdit) -> Tensor:
    made = logit_bias(edits, ITEMS, HEADS, TOKENS, **FLOAT)  # type: ignore[arg-type]
    assert made is not None
    return made


def test_removed_tokens_are_as_if_they_were_not_there(qkv: tuple[Tensor, Tensor, Tensor]) -> None:
    q, k, v = qkv
    own = attend(q, k, v, bias(TokenEdit("remove", (1, 3), (0, 4))))
    kept = [1, 2, 3, 5]
    torch.testing.assert_close(own[1:3], attend(q, k[:, :, kept], v[:, :, kept])[1:3])
    assert torch.equal(own[[0, 3]], attend(q, k, v)[[0, 3]])


def test_a_factor_is_on_the_odds(qkv: tuple[Tensor, Tensor, Tensor]) -> None:
    q, k, _ = qkv
    logits = q @ k.transpose(2, 3)
    before = logits.softmax(-1)[..., 2]
    after = (logits + bias(TokenEdit("scale", (0, ITEMS), (2,), factor=3.0))).softmax(-1)[..., 2]
    torch.testing.assert_close(after / (1 - after), 3 * before / (1 - before), rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_what_is_removed_gets_exactly_nothing(dtype: torch.dtype) -> None:
    edits = [TokenEdit("remove", (0, 1), (2,)), TokenEdit("remove", (0, 1), (2,)), TokenEdit("scale", (0, 1), (1,))]
    made = logit_bias(edits, 1, HEADS, TOKENS, dtype=dtype, device=torch.device("cpu"))
    assert made is not None
    assert made.dtype == dtype
    logits = torch.full((1, HEADS, QUERIES, TOKENS), -20.0, dtype=dtype) + made
    assert logits.isfinite().all()
    assert torch.equal(logits.softmax(-1)[..., 2], torch.zeros(1, HEADS, QUERIES, dtype=dtype))


def test_single_heads(qkv: tuple[Tensor, Tensor, Tensor]) -> None:
    q, k, v = qkv
    edit = TokenEdit("remove", (0, ITEMS), (0,), heads=(1, 7))
    own = attend(q, k, v, bias(edit))
    torch.testing.assert_close(own[:, 1], attend(q, k[:, :, 1:], v[:, :, 1:])[:, 1])
    assert torch.equal(own[:, [0, 2]], attend(q, k, v)[:, [0, 2]])
    muted = edited_values(v, [TokenEdit("mute", (0, 1), (3,), heads=(2,))])
    assert not muted[0, 2, 3].any()
    changed = muted != v
    assert int(changed.sum()) == WIDTH


def test_swapping_keys_exchanges_where_they_are_looked_at(qkv: tuple[Tensor, Tensor, Tensor]) -> None:
    q, k, v = qkv
    edit = TokenEdit("swap", (0, 2), (1, 2), (4, 5))
    swapped = edited_keys(k, [edit])
    p, own = ((q @ keys.transpose(2, 3)).softmax(-1) for keys in (k, swapped))
    torch.testing.assert_close(own[:2, ..., [1, 2, 4, 5]], p[:2, ..., [4, 5, 1, 2]])
    assert torch.equal(own[2:], p[2:])
    other = v.clone()
    other[:2, :, [1, 2, 4, 5]] = v[:2, :, [4, 5, 1, 2]]
    both = attend(q, swapped, other)
    torch.testing.assert_close(both, attend(q, k, v), msg="keys and values together: nothing changes")


def test_what_is_not_edited_is_the_same_tensor(qkv: tuple[Tensor, Tensor, Tensor]) -> None:
    _, k, v = qkv
    scale = [TokenEdit("scale", (0, 1), (0,))]
    assert edited_keys(k, scale) is k
    assert edited_values(v, scale) is v
    assert logit_bias([TokenEdit("mute", (0, 1), (0,))], ITEMS, HEADS, TOKENS, **FLOAT) is None  # type: ignore[arg-type]
    before = k.clone()
    edited_keys(k, [TokenEdit("swap", (0, 1), (0,), (1,))])
    assert torch.equal(k, before), "the host's tensor stays"


def test_a_mask_of_the_hosts_stays(qkv: tuple[Tensor, Tensor, Tensor]) -> None:
    q, k, v = qkv
    own = bias(TokenEdit("remove", (0, ITEMS), (0,)))
    keep = torch.ones(1, 1, QUERIES, TOKENS, dtype=torch.bool)
    keep[..., 5] = False
    added = torch.zeros(1, 1, 1, TOKENS)
    added[..., 5] = -math.inf
    expected = attend(q, k[:, :, 1:5], v[:, :, 1:5])
    for mask in (keep, added):
        torch.testing.assert_close(attend(q, k, v, combined(mask, own)), expected)


def test_heads_are_numbers_and_ranges() -> None:
    assert parse_heads("*") is parse_heads("") is None
    assert parse_heads("7, 0-2 1") == (0, 1, 2, 7)
    for text in ("-1", "3-1", "a", "0,x", "1.5"):
        with pytest.raises(SettingsError, match="expected numbers from 0 and ranges"):
            parse_heads(text)


def test_edits_in_words() -> None:
    def edit(action: str, *words: str, factor: float | None = None) -> Edit:
        return Edit(action, words, factor, "positive", {"c0": (1,)}, ("a",))

    edits = [
        edit("remove", "red", "circle"),
        edit("mute", "of"),
        edit("scale", "a", factor=0.5),
        edit("swap", "x", "y"),
    ]
    assert titles(edits) == "without “red” and “circle”; “of” muted; “a” ×0.5; “x” and “y” swapped"


@pytest.mark.parametrize(
    "values",
    [{"action": "cut"}, {"condition": "c0"}, {"words": ""}, {"factor": -1.0}, {"heads": "z"}, {"start_percent": 1.0}],
)
def test_values_out_of_range_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        AttentionEdit(**{"words": "red", **values})  # type: ignore[arg-type]
