"""Reduced attention against the plain definition, with the full matrix held."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from diffulizer.capture import attention
from diffulizer.capture.attention import CrossSums, SelfSums, accumulate
from diffulizer.capture.memory import tensors_of
from diffulizer.maths.pooling import cell_means, cell_sums

GRID = (6, 4)


def reduce_cross(
    q: Tensor,
    k: Tensor,
    *,
    grid: Any,
    tokens: int,
    cells: Any,
    chunks: Any = (True,),
    keep_heads: bool = False,
    **how: Any,
) -> Any:
    sums = CrossSums(q, tokens, keep_heads=keep_heads)
    accumulate(q, k, [sums], **how)
    return sums.result(grid, cells, chunks)


def reduce_self(
    q: Tensor, k: Tensor, *, grid: Any, cells: Any, chunks: int = 1, keep_heads: bool = False, **how: Any
) -> Any:
    sums = SelfSums(q, grid, cells, keep_heads=keep_heads)
    accumulate(q, k, [sums], **how)
    return sums.result(chunks)


def make(keys: int, *, batch: int = 2, heads: int = 3, width: int = 8) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(keys)
    q = torch.randn(batch, heads, GRID[0] * GRID[1], width, generator=generator) * 2
    return q, torch.randn(batch, heads, keys, width, generator=generator)


def plain(q: Tensor, k: Tensor) -> Tensor:
    return (q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5).softmax(-1)


@pytest.fixture(params=["one block", "many blocks", "blocks of some heads"], autouse=True)
def _block_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two items and 24 keys: all, five rows of three heads, or four rows of two heads."""
    if request.param != "one block":
        rows = 3 * 5 if request.param == "many blocks" else 2 * 4
        monkeypatch.setattr(attention, "block_bytes", lambda _: 2 * 24 * 4 * rows)


@pytest.mark.parametrize("cells", [GRID, (3, 2), (4, 3)])
def test_cross(cells: tuple[int, int]) -> None:
    q, k = make(10)
    p = plain(q, k)
    mean = p.mean(1)
    (found,) = reduce_cross(q, k, grid=GRID, tokens=10, cells=cells, keep_heads=True)
    assert found.maps is not None
    assert found.heads is not None
    expected = cell_means(mean.transpose(1, 2).unflatten(-1, GRID), GRID, cells)
    torch.testing.assert_close(found.maps.float(), expected, atol=5e-4, rtol=0)
    by_head = cell_means(p.transpose(2, 3).unflatten(-1, GRID), GRID, cells)
    torch.testing.assert_close(found.heads.float(), by_head, atol=5e-4, rtol=0)
    torch.testing.assert_close(found.maps.float().sum(1), torch.ones(2, *cells), atol=2e-3, rtol=0)
    torch.testing.assert_close(found.token_mean, mean.mean(1))
    torch.testing.assert_close(found.entropy, -(mean * mean.log()).sum(-1).mean(-1))
    share = mean / mean.sum(1, keepdim=True)
    torch.testing.assert_close(found.spatial_entropy, -(share * share.log()).sum(1))


def test_repeated_copies_of_a_prompt_are_added_up() -> None:
    q, k = make(10)
    (once,) = reduce_cross(q, k, grid=GRID, tokens=10, cells=GRID)
    (twice,) = reduce_cross(q, torch.cat([k, k, k], 2), grid=GRID, tokens=10, cells=GRID)
    torch.testing.assert_close(once.maps, twice.maps, atol=1e-3, rtol=0)
    torch.testing.assert_close(once.token_mean, twice.token_mean)


@pytest.mark.parametrize("cells", [GRID, (3, 2), (4, 3)])
def test_self(cells: tuple[int, int]) -> None:
    q, k = make(24)
    p = plain(q, k)
    (found,) = reduce_self(q, k, grid=GRID, cells=cells, keep_heads=True)
    assert found.maps is not None
    assert found.heads is not None
    by_key = cell_sums(p.mean(1).unflatten(-1, GRID), GRID, cells).flatten(-2)
    expected = cell_means(by_key.transpose(1, 2).unflatten(-1, GRID), GRID, cells).flatten(-2).transpose(1, 2)
    torch.testing.assert_close(found.maps.float(), expected, atol=5e-4, rtol=0)
    torch.testing.assert_close(found.heads.float().mean(1), expected, atol=1e-3, rtol=0)
    torch.testing.assert_close(found.maps.float().sum(-1), torch.ones(found.maps.shape[:-1]), atol=2e-3, rtol=0)
    mean = p.mean(1)
    torch.testing.assert_close(found.entropy, -(mean * mean.log()).sum(-1).mean(-1))


@pytest.mark.parametrize("keep_heads", [False, True])
@pytest.mark.parametrize("cells", [GRID, (3, 2)])
def test_text_and_picture_in_one_sequence(cells: tuple[int, int], keep_heads: bool) -> None:
    q, k = make(29)
    mask = torch.randn(1, 3, 24, 29)
    p = (q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5 + mask).softmax(-1)
    text, own = p[..., :5], p[..., 5:] / p[..., 5:].sum(-1, keepdim=True)
    cross = CrossSums(q, 5, keep_heads=keep_heads, counted=lambda p: p[..., :5])
    within = SelfSums(q, GRID, cells, keep_heads=keep_heads, own=slice(5, 29))
    accumulate(q, k, [cross, within], mask=mask)
    (of_text,), (of_picture,) = cross.result(GRID, cells, [True]), within.result(1)
    torch.testing.assert_close(of_text.token_mean, text.mean((1, 2)))
    of_keys = cell_sums(own.unflatten(-1, GRID), GRID, cells).flatten(-2)
    by_head = cell_means(of_keys.transpose(2, 3).unflatten(-1, GRID), GRID, cells).flatten(-2).transpose(2, 3)
    torch.testing.assert_close(of_picture.maps.float(), by_head.mean(1), atol=5e-4, rtol=0)
    mean = own.mean(1)
    torch.testing.assert_close(of_picture.entropy, -(mean * mean.log()).sum(-1).mean(-1))
    if keep_heads:
        assert of_text.heads is not None
        assert of_picture.heads is not None
        expected = cell_means(text.transpose(2, 3).unflatten(-1, GRID), GRID, cells)
        torch.testing.assert_close(of_text.heads.float(), expected, atol=5e-4, rtol=0)
        torch.testing.assert_close(of_picture.heads.float(), by_head, atol=5e-4, rtol=0)


def test_masks_and_scale() -> None:
    q, k = make(10)
    keep = torch.ones(1, 1, 1, 10, dtype=torch.bool)
    keep[..., 7:] = False
    (masked,) = reduce_cross(q, k, grid=GRID, tokens=10, cells=GRID, mask=keep)
    assert masked.token_mean[:, 7:].abs().max() == 0
    torch.testing.assert_close(
        masked.token_mean[:, :7], reduce_cross(q, k[:, :, :7], grid=GRID, tokens=7, cells=GRID)[0].token_mean
    )
    (biased,) = reduce_cross(q, k, grid=GRID, tokens=10, cells=GRID, mask=torch.where(keep, 0.0, -1e9))
    torch.testing.assert_close(biased.token_mean, masked.token_mean)
    (scaled,) = reduce_cross(q, k, grid=GRID, tokens=10, cells=GRID, scale=0.5)
    torch.testing.assert_close(scaled.token_mean, (q @ k.transpose(-1, -2) * 0.5).softmax(-1).mean((1, 2)))


def test_statistics_alone_store_no_maps() -> None:
    q, k = make(10)
    (found,) = reduce_cross(q, k, grid=GRID, tokens=10, cells=GRID, chunks=[False], keep_heads=True)
    assert found.maps is None
    assert found.heads is None


def test_chunks_are_reduced_each_for_itself() -> None:
    q, k = make(10)
    first, second = reduce_cross(q, k, grid=GRID, tokens=10, cells=(3, 2), chunks=[False, True], keep_heads=True)
    assert first.maps is first.heads is None
    for i, part in enumerate((first, second)):
        (alone,) = reduce_cross(q[i : i + 1], k[i : i + 1], grid=GRID, tokens=10, cells=(3, 2), keep_heads=True)
        for name, values in tensors_of(part).items():
            torch.testing.assert_close(values, tensors_of(alone)[name])
    q, k = make(24)
    for i, whole in enumerate(reduce_self(q, k, grid=GRID, cells=(3, 2), chunks=2, keep_heads=True)):
        (only,) = reduce_self(q[i : i + 1], k[i : i + 1], grid=GRID, cells=(3, 2), keep_heads=True)
        for name, values in tensors_of(whole).items():
            torch.testing.assert_close(values, tensors_of(only)[name])


def test_half_precision_inputs_are_computed_in_float32() -> None:
    q, k = make(10)
    (large,) = reduce_cross((q * 200).half(), (k * 200).half(), grid=GRID, tokens=10, cells=GRID)
    assert torch.isfinite(large.maps).all()


class Named(TorchDispatchMode):
    """Notes the names of operations."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.names.append(func.overloadpacket.__name__)
        return func(*args, **(kwargs or {}))


def test_products_take_q_and_k_as_the_host_has_them() -> None:
    """The host's heads lie side by side in memory. No copy is made that brings them apart, and no value changes."""
    q, k = make(10)
    by_host = [t.to(torch.bfloat16).transpose(1, 2).contiguous().transpose(1, 2) for t in (q, k)]
    apart = [t.contiguous() for t in by_host]
    options: dict[str, Any] = {"grid": GRID, "tokens": 10, "cells": GRID}
    with Named() as made:
        (found,) = reduce_cross(*by_host, **options)
    assert "clone" not in made.names
    (expected,) = reduce_cross(*apart, **options)
    for name, value in tensors_of(found).items():
        assert torch.equal(value, tensors_of(expected)[name])


def test_beside_a_cpu_the_softmax_needs_no_memory_of_its_own() -> None:
    assert attention.block_bytes(torch.device("cuda")) <= 150 * 2**20, "with what is worked out of it, below 300 MiB"
    logits = torch.randn(2, 3, device="meta")
    assert attention._softmax(logits) is logits
    on_cpu = torch.randn(2, 3)
    before = on_cpu.clone()
    torch.testing.assert_close(attention._softmax(on_cpu).sum(-1), torch.ones(2))
    assert torch.equal(on_cpu, before)
