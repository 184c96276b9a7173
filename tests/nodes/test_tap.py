"""The tap alone: how the host may pass shapes, masks and scales."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from fake_host import FakeHost

BLOCK = {"block": ("input", 4), "block_index": 1, "activations_shape": [2, 8, 2, 3]}


class Listener:
    """Stands in for the recorder and keeps what it is told."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def attention(self, *calls: Any) -> None:
        self.heard += calls


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def override(host: FakeHost, listener: Listener) -> Any:
    """The override of one call that listens to input_blocks.4, transformer block 1."""
    parse = host.module("diffulizer.layers").parse_layer
    names = [f"input_blocks.4.1.transformer_blocks.1.attn{i}" for i in (1, 2)]
    layers = [parse(name, 2, [2, 2, 2]) for name in names]
    tap = host.module("nodes.host.attention_tap").AttentionTap(listener, layers, lambda action: action())
    return tap.compose(unet_call(host, {}), ["c0"])["optimized_attention_override"]


def unet_call(host: FakeHost, options: dict[str, Any]) -> Any:
    """A call of a network that counts as a UNet."""
    network: Any = torch.nn.Module()
    network.num_res_blocks = [2, 2, 2]
    return host.module("nodes.host.families.contract").NetworkCall(network, options, {})


def attend(override: Any, *args: Any, options: dict[str, Any] = BLOCK, **kwargs: Any) -> Any:
    return override(lambda *a, **k: "the host's result", *args, transformer_options=options, **kwargs)


def test_first_is_self_second_is_cross_more_is_neither(override: Any, listener: Listener) -> None:
    q = torch.randn(2, 6, 8)
    for _ in range(4):
        assert attend(override, q, q, q, 2) == "the host's result"
    assert [call.layer.name[-5:] for call in listener.heard] == ["attn1", "attn2"]
    assert listener.heard[0].grid == (2, 3)


def test_equal_lengths_of_queries_and_keys_mean_nothing(override: Any, listener: Listener) -> None:
    """154 tokens may be a grid of 11 x 14: only the order tells self from cross."""
    q = torch.randn(2, 154, 8)
    options = {**BLOCK, "activations_shape": [2, 8, 11, 14]}
    attend(override, q, q, q, 2, options=options)
    attend(override, q, q, q, 2, options=options)
    assert [call.layer.name[-5:] for call in listener.heard] == ["attn1", "attn2"]


@pytest.mark.parametrize("skip_reshape", [False, True])
def test_heads_are_split_unless_the_host_has(override: Any, listener: Listener, skip_reshape: bool) -> None:
    q = torch.randn(2, 6, 8)
    split = q.view(2, 6, 2, 4).transpose(1, 2)
    given = split if skip_reshape else q
    attend(override, given, given, given, 2, skip_reshape=skip_reshape)
    assert torch.equal(listener.heard[0].q, split)


@pytest.mark.parametrize("skip_reshape", [False, True])
def test_a_head_of_keys_may_serve_several_of_queries(override: Any, listener: Listener, skip_reshape: bool) -> None:
    q, k = torch.randn(2, 6, 16), torch.randn(2, 6, 8)  # four heads of queries, two of keys
    given = [t.view(2, 6, -1, 4).transpose(1, 2) if skip_reshape else t for t in (q, k, k)]
    attend(override, *given, 4, skip_reshape=skip_reshape, enable_gqa=True)
    heard = listener.heard[0]
    assert heard.q.shape == heard.k.shape == (2, 4, 6, 4)
    own = k.view(2, 6, 2, 4).transpose(1, 2)
    assert torch.equal(heard.k, own[:, [0, 0, 1, 1]])


def test_arguments_may_have_names(override: Any, listener: Listener) -> None:
    q = torch.randn(2, 6, 8)
    attend(override, q, k=q, v=q, heads=2)
    assert listener.heard[0].k.shape == (2, 2, 6, 4)


@pytest.mark.parametrize("shape", [(6, 6), (2, 6, 6), (2, 2, 6, 6), (2, 1, 6)])
@pytest.mark.parametrize("positional", [True, False])
def test_masks_get_the_axes_that_are_left_out(
    override: Any, listener: Listener, shape: tuple[int, ...], positional: bool
) -> None:
    q, mask = torch.randn(2, 6, 8), torch.zeros(shape)
    if positional:
        attend(override, q, q, q, 2, mask)
    else:
        attend(override, q, q, q, 2, mask=mask)
    heard = listener.heard[0].mask
    assert heard.ndim == 4
    torch.broadcast_to(heard, (2, 2, 6, 6))


def test_the_hosts_scale_is_passed_on(override: Any, listener: Listener) -> None:
    q = torch.randn(2, 6, 8)
    attend(override, q, q, q, 2, scale=0.25)
    assert listener.heard[0].scale == 0.25


@pytest.mark.parametrize("options", [{}, None, {**BLOCK, "block": ("input", 5)}, {**BLOCK, "block_index": 0}], ids=str)
def test_other_places_are_not_recorded(override: Any, listener: Listener, options: Any) -> None:
    q = torch.randn(2, 6, 8)
    assert attend(override, q, q, q, 2, options=options) == "the host's result"
    assert listener.heard == []


def test_the_hosts_options_are_not_changed(host: FakeHost, listener: Listener) -> None:
    tap = host.module("nodes.host.attention_tap").AttentionTap(listener, [], lambda action: action())
    patch = object()
    options = {"patches_replace": {"attn1": {("input", 4): patch}}, "other": 1}
    composed = tap.compose(unet_call(host, options), [])
    assert options == {"patches_replace": {"attn1": {("input", 4): patch}}, "other": 1}
    assert composed["other"] == 1
    assert composed["patches_replace"]["attn1"][("input", 4)] is not patch


def test_heads_are_split_as_the_host_lays_them_out(host: FakeHost) -> None:
    x = torch.arange(2 * 5 * 12).view(2, 5, 12)
    assert torch.equal(host.module("nodes.host.attention_hook").split_heads(x, 4)[1, 2, 4], x[1, 4, 8:12])
