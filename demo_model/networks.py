"""The networks in training: the host's own modules with initial weights, so that their state dicts fit a checkpoint.

Importing this module puts ComfyUI on the import path.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import cycle
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import architecture as sizes
from . import host as _host  # noqa: F401 (the import path of what follows)
from .captions import UNKNOWN, VOCABULARY

import comfy.ops  # isort: skip
from comfy import clip_model  # isort: skip
from comfy.ldm.modules.diffusionmodules.openaimodel import UNetModel  # isort: skip

_OPERATIONS = sizes.with_groups(comfy.ops.disable_weight_init)  # the host's layers skip initialisation
START_WORD, END_WORD, ZERO_WORD = "<start>", "<end>", "<zero>"
TOKENS = (START_WORD, END_WORD, ZERO_WORD, UNKNOWN, *VOCABULARY)
"""Tokens that have an embedding row, in the order of the rows."""
_ROW = {token: row for row, token in enumerate(TOKENS)}


class Tokens:
    """Sentences as rows of the embedding tables.

    Attributes:
        clip_l: (batch, tokens), int64, padded with the end token.
        clip_g: (batch, tokens), int64, padded with zeros.
        end: (batch,), the position of the end token.

    Args:
        sentences: texts in words of the vocabulary; any other word counts as the unknown one.
        device: the device to put the rows on.
        filled: whether sentences are padded to 77 tokens, as the host does; else only to the longest sentence.
    """

    def __init__(self, sentences: list[str], device: torch.device, *, filled: bool = True) -> None:
        rows = [[_ROW[START_WORD], *(_ROW.get(w, _ROW[UNKNOWN]) for w in s.split()), _ROW[END_WORD]] for s in sentences]
        length = sizes.LENGTH if filled else max(map(len, rows))
        self.clip_l = self._filled(rows, length, _ROW[END_WORD]).to(device)
        self.clip_g = self._filled(rows, length, _ROW[ZERO_WORD]).to(device)
        self.end = torch.tensor([len(r) - 1 for r in rows]).to(device)

    @staticmethod
    def _filled(rows: list[list[int]], length: int, filler: int) -> Tensor:
        return torch.tensor([r + [filler] * (length - len(r)) for r in rows])


class TextTower(nn.Module):
    """One text encoder: the host's CLIPTextModel with a row for each known word only.

    The host's own forward adds in place, which autograd refuses; this one runs the same modules out of place.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        self.model = clip_model.CLIPTextModel(config, torch.float32, "cpu", comfy.ops.disable_weight_init)
        self.heads = config["num_attention_heads"]
        embeddings = self.model.text_model.embeddings
        embeddings.token_embedding = nn.Embedding(len(TOKENS), config["hidden_size"])
        _initialise(self.model)
        nn.init.normal_(embeddings.token_embedding.weight)
        with torch.no_grad():
            embeddings.position_embedding.weight.copy_(_sinusoids(sizes.LENGTH, config["hidden_size"]))

    def forward(self, rows: Tensor, end: Tensor) -> tuple[Tensor, Tensor]:
        """Return the penultimate hidden states (batch, tokens, width), and the projected last state at ``end`` (batch,
        width)."""
        text = self.model.text_model
        x = text.embeddings.token_embedding(rows) + text.embeddings.position_embedding.weight[: rows.shape[1]]
        penultimate = x
        for layer in text.encoder.layers:
            penultimate = x
            x = x + self._attend(layer.self_attn, layer.layer_norm1(x))
            x = x + layer.mlp(layer.layer_norm2(x))
        last = text.final_layer_norm(x[torch.arange(len(x)), end])
        return penultimate, self.model.text_projection(last)

    def _attend(self, attention: Any, x: Tensor) -> Tensor:
        query, key, value = (
            project(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for project in (attention.q_proj, attention.k_proj, attention.v_proj)
        )
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        return attention.out_proj(mixed.transpose(1, 2).flatten(2))


class TextEncoders(nn.Module):
    """Both text encoders."""

    def __init__(self) -> None:
        super().__init__()
        self.clip_l = TextTower(sizes.CLIP_L)
        self.clip_g = TextTower(sizes.CLIP_G)

    def encode(self, tokens: Tokens) -> tuple[Tensor, Tensor]:
        """Return the context (batch, tokens, 160) and the pooled text (batch, 96)."""
        hidden_l, _ = self.clip_l(tokens.clip_l, tokens.end)
        hidden_g, pooled = self.clip_g(tokens.clip_g, tokens.end)
        return torch.cat([hidden_l, hidden_g], -1), pooled


class Networks(TextEncoders):
    """Both text encoders and the UNet."""

    def __init__(self) -> None:
        super().__init__()
        self.unet = UNetModel(**sizes.UNET, dtype=torch.float32, device="cpu", operations=_OPERATIONS)
        _initialise(self.unet)
        for name, module in self.unet.named_modules():
            if name.endswith(("out_layers.3", "proj_out")) or name == "out.2":
                nn.init.zeros_(module.weight)
        self._begin_as_a_copy()

    def _begin_as_a_copy(self) -> None:
        """Let the untrained UNet predict its own input, scaled to unit variance: nearly right where noise prevails.

        The influence of the text is small against that noise, and is learned only once the noise is right. Each
        latent channel goes as a pair of opposite sign through the first and the last block: silu(a) - silu(-a) = a,
        and the pairs are a whole group of the last GroupNorm, whose mean they keep at 0.
        """
        first, mix, last = (
            self.unet.input_blocks[0][0],
            self.unet.output_blocks[-1][0].skip_connection,
            self.unet.out[2],
        )
        before = mix.in_channels - first.out_channels
        channels = first.in_channels
        with torch.no_grad():
            first.weight[: 2 * channels] = 0
            mix.weight[: 2 * channels] = 0
            for pair in range(2 * channels):
                channel, sign = pair % channels, 1 if pair < channels else -1
                first.weight[pair, channel, 1, 1] = sign
                mix.weight[pair, before + pair] = 1
                last.weight[channel, pair, 1, 1] = sign

    def copying_parameters(self) -> list[nn.Parameter]:
        """Return the parameters of the blocks that carry the noise through (`_begin_as_a_copy`)."""
        blocks = (self.unet.input_blocks[0], self.unet.output_blocks[-1], self.unet.out)
        return [parameter for block in blocks for parameter in block.parameters()]

    def predict(
        self,
        noisy: Tensor,
        timestep: Tensor,
        context: Tensor,
        pooled: Tensor,
        size_conditioning: Tensor,
        attention: Callable[..., Tensor] | None = None,
    ) -> Tensor:
        """Predict the noise, in the shape of ``noisy``.

        Args:
            noisy: x_t / sqrt(1 + sigma^2), (batch, 4, height, width).
            timestep: (batch,), 0..999.
            context: (batch, tokens, 160).
            pooled: (batch, 96).
            size_conditioning: (batch, 6): height, width, crop top, crop left, target height, target width, in pixels.
            attention: replaces the host's attention (as its ``optimized_attention_override``).
        """
        options = {"optimized_attention_override": attention} if attention else {}
        vector = torch.cat([pooled, _waves(size_conditioning).flatten(1)], 1)
        return self.unet(noisy, timestep, context, vector, transformer_options=options)


def plain_attention(hidden: Tensor | None = None, kept: list[Tensor] | None = None) -> Callable[..., Tensor]:
    """Return a softmax attention without a fused kernel, which at these sizes is the fastest on a CPU, backwards
    included.

    It serves one call of the UNet, whose blocks attend to the picture first and to the text next, in turn.

    Args:
        hidden: (batch, tokens), True for tokens that cross-attention must not see.
        kept: list that gets each cross-attention's probabilities, mean over heads, (batch, positions, tokens).
    """
    turn = cycle((False, True))

    def attend(_: Any, query: Tensor, key: Tensor, value: Tensor, heads: int, *_args: Any, **_options: Any) -> Tensor:
        query, key, value = (z.unflatten(-1, (heads, -1)).transpose(1, 2) for z in (query, key, value))
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
        cross = next(turn)
        if hidden is not None and cross:
            scores = scores.masked_fill(hidden[:, None, None], -1e4)
        weights = scores.softmax(-1)
        if kept is not None and cross:
            kept.append(weights.float().mean(1))
        return (weights.to(value.dtype) @ value).transpose(1, 2).flatten(2)

    return attend


def sigmas() -> Tensor:
    """Return SDXL's noise schedule: sigma of the timesteps 0..999 (scaled-linear betas, DDPM's cumulative product)."""
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2
    kept = torch.cumprod(1 - betas, 0)
    return ((1 - kept) / kept).sqrt().float()


def _waves(values: Tensor, width: int = 256) -> Tensor:
    """Return SDXL's Fourier features of each size and crop number."""
    steps = torch.arange(width // 2, device=values.device) / (width // 2)
    angles = values[..., None].float() * torch.exp(-math.log(10000) * steps)
    return torch.cat([angles.cos(), angles.sin()], -1)


def _sinusoids(length: int, width: int) -> Tensor:
    """Return initial position embeddings, (length, width): as in Vaswani et al. 2017, section 3.5, to a base of 100."""
    angles = torch.arange(length)[:, None] * torch.exp(-math.log(100) * torch.arange(width // 2) / (width // 2))
    return torch.cat([angles.sin(), angles.cos()], 1)


def _initialise(module: nn.Module) -> None:
    for part in module.modules():
        if isinstance(part, (nn.Linear, nn.Conv2d)):
            nn.init.kaiming_uniform_(part.weight, a=math.sqrt(5))
            if part.bias is not None:
                nn.init.zeros_(part.bias)
        elif isinstance(part, (nn.GroupNorm, nn.LayerNorm)):
            nn.init.ones_(part.weight)
            nn.init.zeros_(part.bias)
