"""Networks small enough to run in a millisecond, with the host's names and calling habits."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from .wrappers import WrapperExecutor, WrappersMP, get_all_wrappers

CHANNELS, WIDTH, HEADS, CONTEXT = 4, 8, 2, 6


def _wrap_attn(func: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Let the override in the options, if there is one, call the attention function."""

    @functools.wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Tensor:
        if "_inside_attn_wrapper" not in kwargs:
            kwargs["_inside_attn_wrapper"] = True
            override = (kwargs.get("transformer_options") or {}).get("optimized_attention_override")
            if override is not None:
                return override(func, *args, **kwargs)
        return func(*args, **kwargs)

    return wrapper


@_wrap_attn
def optimized_attention(
    q: Tensor, k: Tensor, v: Tensor, /, heads: int, mask: Any = None, attn_precision: Any = None, **kwargs: Any
) -> Tensor:
    """Attention [B, positions, H*d]."""
    split = [t.unflatten(-1, (heads, -1)).transpose(1, 2) for t in (q, k, v)]
    query, key, value = split
    return nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask).transpose(1, 2).flatten(-2)


class CrossAttention(nn.Module):
    def __init__(self, context: int) -> None:
        super().__init__()
        self.heads, self.attn_precision = HEADS, None
        self.to_q, self.to_out = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.to_k, self.to_v = nn.Linear(context, WIDTH), nn.Linear(context, WIDTH)

    def forward(
        self, x: Tensor, context: Any = None, value: Any = None, mask: Any = None, transformer_options: Any = None
    ) -> Tensor:
        context = x if context is None else context
        q, k, v = self.to_q(x), self.to_k(context), self.to_v(context if value is None else value)
        options = {"attn_precision": self.attn_precision, "transformer_options": transformer_options}
        return self.to_out(optimized_attention(q, k, v, self.heads, **options))


class TransformerBlock(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attn1, self.attn2 = CrossAttention(WIDTH), CrossAttention(CONTEXT)
        self.merge: int | None = None
        """Keeps every n-th position only while attending, as token merging does."""

    def forward(self, x: Tensor, context: Tensor, options: dict[str, Any]) -> Tensor:
        kept = x if self.merge is None else x[:, :: self.merge]
        kept = _normed(kept)
        own = self._attend("attn1", kept, kept, options)
        if self.merge is not None:
            own = own.repeat_interleave(self.merge, 1)[:, : x.shape[1]]
        x = x + own
        return x + self._attend("attn2", _normed(x), context, options)

    def _attend(self, kind: str, x: Tensor, context: Tensor, options: dict[str, Any]) -> Tensor:
        attention = getattr(self, kind)
        replacements = options.get("patches_replace", {}).get(kind, {})
        block = options["block"]
        place = (*block, options["block_index"])
        patch = replacements.get(place, replacements.get(block))
        if patch is None:
            return attention(x, context=context, value=None, transformer_options=options)
        extra = {k: v for k, v in options.items() if k not in ("patches", "patches_replace")}
        extra |= {"n_heads": attention.heads, "dim_head": WIDTH // HEADS, "attn_precision": attention.attn_precision}
        q, k, v = attention.to_q(x), attention.to_k(context), attention.to_v(context)
        return attention.to_out(patch(q, k, v, extra))


def _normed(x: Tensor) -> Tensor:
    return nn.functional.layer_norm(x, x.shape[-1:])


class SpatialTransformer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.transformer_blocks = nn.ModuleList([TransformerBlock()])

    def forward(self, x: Tensor, context: Tensor, options: dict[str, Any]) -> Tensor:
        options["activations_shape"] = list(x.shape)
        tokens = x.flatten(2).transpose(1, 2)
        for i, block in enumerate(self.transformer_blocks):
            options["block_index"] = i
            tokens = block(tokens, context, options)
        return tokens.transpose(1, 2).unflatten(2, x.shape[2:])


class Network(nn.Module):
    """A network that the host calls a diffusion model: its call runs the DIFFUSION_MODEL wrappers.

    Attributes:
        before: called before each evaluation, with the options of the call.
        calls: ``cond_or_uncond`` of each call.
    """

    def __init__(self) -> None:
        super().__init__()
        self.before: Callable[[dict[str, Any]], None] = lambda _: None
        self.calls: list[list[int]] = []

    def predict(self, x: Tensor, context: Tensor, options: dict[str, Any]) -> Tensor:
        """Return the network's answer; each of our networks has its own."""
        raise NotImplementedError

    def forward(
        self,
        x: Tensor,
        timesteps: Any = None,
        context: Any = None,
        y: Any = None,
        control: Any = None,
        transformer_options: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> Tensor:
        options = transformer_options if transformer_options is not None else {}
        wrappers = get_all_wrappers(WrappersMP.DIFFUSION_MODEL, options)
        executor = WrapperExecutor.new_class_executor(self._forward, self, wrappers)
        return executor.execute(x, timesteps, context, y, control, options, **kwargs)

    def _forward(self, x: Tensor, timesteps: Tensor, context: Tensor, y: Any, control: Any, options: Any) -> Tensor:
        self.calls.append(list(options["cond_or_uncond"]))
        self.before(options)
        return self.predict(x, context, options)


class UNet(Network):
    """Transformer blocks at ("input", 1) and ("output", 0) at full size, ("middle", 0) at half size."""

    def __init__(self) -> None:
        super().__init__()
        self.num_res_blocks = [1]
        self.input_blocks: Any = nn.ModuleList(
            [nn.ModuleList([nn.Conv2d(CHANNELS, WIDTH, 1)]), nn.ModuleList([nn.Identity(), SpatialTransformer()])]
        )
        self.middle_block: Any = nn.ModuleList([nn.Identity(), SpatialTransformer()])
        self.output_blocks: Any = nn.ModuleList([nn.ModuleList([nn.Identity(), SpatialTransformer()])])
        self.out = nn.Conv2d(WIDTH, CHANNELS, 1)

    def predict(self, x: Tensor, context: Tensor, options: dict[str, Any]) -> Tensor:
        options["original_shape"] = list(x.shape)
        options["transformer_index"] = 0
        h = self.input_blocks[0][0](x)
        options["block"] = ("input", 1)
        h = self.input_blocks[1][1](h, context, options)
        options["block"] = ("middle", 0)
        middle = self.middle_block[1](nn.functional.avg_pool2d(h, 2), context, options)
        h = h + nn.functional.interpolate(middle, scale_factor=2)
        options["block"] = ("output", 0)
        return self.out(self.output_blocks[0][1](h, context, options))


class Foreign(Network):
    """A network without UNet transformer blocks, whose attention still passes the host's function."""

    def __init__(self) -> None:
        super().__init__()
        self.mix = nn.Conv2d(CHANNELS, CHANNELS, 1)

    def predict(self, x: Tensor, context: Tensor, options: dict[str, Any]) -> Tensor:
        tokens = x.flatten(2).transpose(1, 2)
        mixed = optimized_attention(tokens, tokens, tokens, 1, transformer_options=options)
        return self.mix(mixed.transpose(1, 2).unflatten(2, x.shape[2:])) + context.mean()


def seeded(kind: type[Network]) -> Network:
    """A network whose weights are the same each time, large enough that attention is not uniform."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = kind()
        for weight in network.parameters():
            nn.init.normal_(weight, std=0.6)
    return network.requires_grad_(False).eval()
