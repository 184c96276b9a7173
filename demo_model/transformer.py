"""The transformer in training: the host's own Flux with initial weights, so that its state dict fits a checkpoint.

Flow matching (Lipman et al. 2023, "Flow Matching for Generative Modeling"; Liu et al. 2023, "Flow Straight and Fast"):
a noisy latent is x_t = (1 - t) x_0 + t noise for a time t in 0..1, and the network predicts the velocity noise - x_0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import architecture as sizes
from . import host as _host  # noqa: F401 (the import path of what follows)

import comfy.ops  # isort: skip
from comfy.ldm.flux.layers import timestep_embedding  # isort: skip
from comfy.ldm.flux.model import Flux  # isort: skip

PATCH: int = sizes.TRANSFORMER["patch_size"]
HEADS: int = sizes.TRANSFORMER["num_heads"]
GATE = 0.2
"""Initial strength of what each block adds, by a bias; Peebles and Xie 2023 ("Scalable Diffusion Models with
Transformers", section 3.2) begin at 0."""


@dataclass(frozen=True)
class _Joint:
    """What the attention of all blocks has in common.

    Attributes:
        turn: (1, 1, tokens, head width / 2), complex64: rotation of each pair of numbers of queries and keys.
        bias: (batch, 1, tokens, 1), what is added to the scores of each key: 0, or much less where it may not be looked
            at; None if all may.
    """

    turn: Tensor
    bias: Tensor | None


class Transformer(nn.Module):
    """The host's Flux in small.

    The host's own forward adds in place, which autograd refuses; this one runs the same modules out of place.
    """

    def __init__(self) -> None:
        super().__init__()
        self.model = Flux(
            image_model="flux",
            dtype=torch.float32,
            device="cpu",
            operations=comfy.ops.disable_weight_init,
            **sizes.TRANSFORMER,
        )
        _initialise(self.model)
        self._begin_as_a_copy()

    def _begin_as_a_copy(self) -> None:
        """Let the untrained network predict its own input, which is nearly right where noise prevails.

        Patches go in by orthonormal columns and out by the same. A constant at right angles to them, larger than any
        patch, keeps the scale of the last LayerNorm, which else would take a patch's strength away.
        """
        first, last = self.model.img_in, self.model.final_layer.linear
        width, channels = first.weight.shape
        with torch.no_grad():
            constant = torch.ones(width, 1)
            constant[1::2] = -1  # its mean is 0, which LayerNorm leaves as it is
            basis, _ = torch.linalg.qr(torch.cat([torch.ones(width, 1), constant, torch.randn(width, channels)], 1))
            first.weight.copy_(basis[:, 2:])
            first.bias.copy_(constant[:, 0])
            last.weight.copy_(basis[:, 2:].T * math.sqrt(1 + channels / width))
            last.bias.zero_()

    def forward(
        self,
        noisy: Tensor,
        time: Tensor,
        context: Tensor,
        pooled: Tensor,
        seen: Tensor | None = None,
        shrink: int = 1,
    ) -> Tensor:
        """Predict the velocity, in the shape of ``noisy``.

        Args:
            noisy: x_t, (batch, 4, height, width).
            time: t, (batch,), 0..1.
            context: (batch, tokens, 160).
            pooled: (batch, 96).
            seen: (batch, tokens), True for tokens of the text that may be looked at; None if all may.
            shrink: side of the squares of cells whose means ``noisy`` holds. A patch of means stands where the middle
                of its patches stands in the whole picture.
        """
        model = self.model
        image, text = model.img_in(_patches(noisy)), model.txt_in(context)
        vector = model.time_in(timestep_embedding(time, 256)) + model.vector_in(pooled)
        rows, columns = noisy.shape[-2] // PATCH, noisy.shape[-1] // PATCH
        joint = _Joint(
            self._turn(text.shape[1], rows, columns, shrink).to(noisy.device),
            None if seen is None else F.pad((~seen).float() * -1e4, (0, rows * columns))[:, None, :, None],
        )
        for block in model.double_blocks:
            image, text = _double(block, image, text, vector, joint)
        both = torch.cat([text, image], 1)
        for block in model.single_blocks:
            both = _single(block, both, vector, joint)
        return _picture(model.final_layer(both[:, text.shape[1] :], vector), rows, columns)

    def _turn(self, words: int, rows: int, columns: int, shrink: int) -> Tensor:
        """Return the rotations of `_Joint`; all of the text stands at the first patch, as in Flux."""
        ids = torch.zeros(words + rows * columns, 3)
        y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
        ids[words:, 1] = y.flatten() * shrink + (shrink - 1) / 2
        ids[words:, 2] = x.flatten() * shrink + (shrink - 1) / 2
        matrices = self.model.pe_embedder(ids[None])
        return torch.view_as_complex(matrices[..., 0].contiguous())


def _double(block: Any, image: Tensor, text: Tensor, vector: Tensor, joint: _Joint) -> tuple[Tensor, Tensor]:
    (image_first, image_second), (text_first, text_second) = block.img_mod(vector), block.txt_mod(vector)
    streams = (
        _heads(block.txt_attn.qkv(_modulated(text, text_first)), block.txt_attn.norm),
        _heads(block.img_attn.qkv(_modulated(image, image_first)), block.img_attn.norm),
    )
    query, key, value = (torch.cat(parts, 2) for parts in zip(*streams, strict=True))
    mixed = _attend(query, key, value, joint)
    words = text.shape[1]
    image = image + block.img_attn.proj(mixed[:, words:]) * image_first.gate
    image = image + block.img_mlp(_modulated(image, image_second)) * image_second.gate
    text = text + block.txt_attn.proj(mixed[:, :words]) * text_first.gate
    text = text + block.txt_mlp(_modulated(text, text_second)) * text_second.gate
    return image, text


def _single(block: Any, both: Tensor, vector: Tensor, joint: _Joint) -> Tensor:
    modulation, _ = block.modulation(vector)
    inner = block.linear1(_modulated(both, modulation))
    triple, wide = inner.split([3 * block.hidden_size, block.mlp_hidden_dim], -1)
    mixed = _attend(*_heads(triple, block.norm), joint)
    return both + block.linear2(torch.cat([mixed, block.mlp_act(wide)], 2)) * modulation.gate


def _modulated(x: Tensor, modulation: Any) -> Tensor:
    return torch.addcmul(modulation.shift, F.layer_norm(x, x.shape[-1:], eps=1e-6), 1 + modulation.scale)


def _heads(triple: Tensor, norm: Any) -> tuple[Tensor, Tensor, Tensor]:
    """Return queries, keys and values, (batch, heads, tokens, head width), the first two normalised."""
    query, key, value = triple.unflatten(-1, (3, HEADS, -1)).permute(2, 0, 3, 1, 4)
    return _unit(query, norm.query_norm), _unit(key, norm.key_norm), value


def _unit(x: Tensor, norm: Any) -> Tensor:
    return F.rms_norm(x.float(), x.shape[-1:], norm.scale, 1e-6)


def _attend(query: Tensor, key: Tensor, value: Tensor, joint: _Joint) -> Tensor:
    query, key = _turned(query, joint.turn) * query.shape[-1] ** -0.5, _turned(key, joint.turn)
    if joint.bias is not None:  # as one more number of each query and key, which costs less than a mask of the scores
        query, key = F.pad(query, (0, 1), value=1.0), torch.cat([key, joint.bias.expand(-1, HEADS, -1, -1)], -1)
    scores = query.to(value.dtype) @ key.to(value.dtype).transpose(-1, -2)
    return (scores.softmax(-1).to(value.dtype) @ value).transpose(1, 2).flatten(2)


def _turned(x: Tensor, turn: Tensor) -> Tensor:
    pairs = torch.view_as_complex(x.unflatten(-1, (-1, 2)))
    return torch.view_as_real(pairs * turn).flatten(-2)


def _patches(latents: Tensor) -> Tensor:
    """Return patches, row by row: (batch, patches, 4 * PATCH^2), channel first, as Flux orders them."""
    cut = latents.unflatten(-1, (-1, PATCH)).unflatten(-3, (-1, PATCH))
    return cut.permute(0, 2, 4, 1, 3, 5).flatten(3).flatten(1, 2)


def _picture(patches: Tensor, rows: int, columns: int) -> Tensor:
    """Undo `_patches`."""
    cut = patches.unflatten(1, (rows, columns)).unflatten(-1, (-1, PATCH, PATCH))
    return cut.permute(0, 3, 1, 4, 2, 5).flatten(4).flatten(2, 3)


def _initialise(model: Any) -> None:
    for part in model.modules():
        if isinstance(part, nn.Linear):
            nn.init.xavier_uniform_(part.weight)
            if part.bias is not None:
                nn.init.zeros_(part.bias)
        elif hasattr(part, "scale") and isinstance(part.scale, nn.Parameter):
            nn.init.ones_(part.scale)
    gates = [block.modulation for block in model.single_blocks]
    for block in model.double_blocks:
        gates += [block.img_mod, block.txt_mod]
    for modulation in gates:
        nn.init.zeros_(modulation.lin.weight)
        parts = modulation.lin.bias.detach().chunk(modulation.multiplier)
        for gate in parts[2::3]:
            gate.fill_(GATE)
    nn.init.zeros_(model.final_layer.adaLN_modulation[1].weight)
