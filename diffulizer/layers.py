"""Attention layers of a diffusion network: their names, their blocks, and which of them to record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from .errors import SettingsError
from .maths.pooling import Grid, pooled_grid
from .settings import CaptureSettings

_NAME = re.compile(
    r"(?:(?P<stage>input|output)_blocks\.(?P<number>\d+)|(?P<middle>middle_block))"
    r"\.\d+\.transformer_blocks\.(?P<index>\d+)\.attn[12]$"
)
_ORDER = {"input": 0, "middle": 1, "output": 2, "double": 0, "single": 1, "block": 0}
_LABELS = {
    "input": "Encoder",
    "middle": "Middle",
    "output": "Decoder",
    "double": "Double",
    "single": "Single",
    "block": "Block",
}
_TYPES = {"attn1": "self", "attn2": "cross"}
_NAMES_SHOWN = 8
PARTS = {
    "input": "input",
    "middle": "middle",
    "output": "output",
    "encoder": "input",
    "decoder": "output",
    "early": "input",
    "late": "output",
}
"""Parts of the U-Net by name: the host's, those that the viewer shows, and those of their order."""


@dataclass(frozen=True)
class AttentionLayer:
    """One attention layer of a network.

    Attributes:
        id: "layer_0", ... in the order of execution; empty until the layer is selected.
        name: the module's name in the model's state dict, its ``processor_key``. Where text and picture are one
            sequence, it is the block's name with the kind: "double_blocks.3.cross".
        diffusers_name: the diffusers library's name of the same module.
        attention_type: "cross" (of the picture to the text) or "self" (of the picture to itself).
        block: the host's name of its block: ("input", 4), ("middle", 0), ("output", 2) of a UNet; ("double", 3),
            ("single", 21) or ("block", 5) of a transformer.
        block_index: the number of the transformer block within that block.
        heads: number of attention heads.
        level: how often the latent's grid is halved there.
        grid: (rows, columns) at which the layer works; (0, 0) until it has run.
        map_grid: (rows, columns) of the stored maps; (0, 0) until it has run.
    """

    id: str
    name: str
    diffusers_name: str
    attention_type: str
    block: tuple[str, int]
    block_index: int
    heads: int
    level: int = 0
    grid: tuple[int, int] = (0, 0)
    map_grid: tuple[int, int] = (0, 0)

    @property
    def label(self) -> str:
        """Name of the layer for people, as in the viewer. "Decoder 4.1" names its part of the U-Net, the number of the
        block and the transformer block in it; "Middle" is the first of the middle block. A layer whose block is not
        known has its module name."""
        part, number = self.block
        if part not in _LABELS:
            return self.name
        named = _LABELS[part] if part == "middle" else f"{_LABELS[part]} {number}"
        if not self.block_index:
            return named
        return f"{named} {self.block_index}" if part == "middle" else f"{named}.{self.block_index}"


def block_of(name: str) -> tuple[tuple[str, int], int] | None:
    """Return the block of the attention module called ``name`` and the number of its transformer block in it, in the
    form that ``AttentionLayer`` holds; None if the module is no attention of a UNet transformer."""
    match = _NAME.match(name)
    if match is None:
        return None
    block = ("middle", 0) if match["middle"] else (match["stage"], int(match["number"]))
    return block, int(match["index"])


def parse_layer(name: str, heads: int, blocks_per_level: Sequence[int]) -> AttentionLayer | None:
    """Describe the attention module called ``name``, or return None if it is no attention of a UNet transformer.

    Args:
        name: a module name such as "input_blocks.4.1.transformer_blocks.0.attn2".
        heads: its number of heads.
        blocks_per_level: residual blocks per resolution level, such as [2, 2, 2] for SDXL.
    """
    known = block_of(name)
    if known is None:
        return None
    block, index = known
    attention = name.rpartition(".")[2]
    if block[0] == "middle":
        module, level = "mid_block.attentions.0", len(blocks_per_level) - 1
    else:
        module, level = _diffusers_module(block, blocks_per_level)
    return AttentionLayer(
        id="",
        name=name,
        diffusers_name=f"{module}.transformer_blocks.{index}.{attention}",
        attention_type=_TYPES[attention],
        block=block,
        block_index=index,
        heads=heads,
        level=level,
    )


def _diffusers_module(block: tuple[str, int], blocks_per_level: Sequence[int]) -> tuple[str, int]:
    """Return the diffusers library's name for a block's attentions, and the block's level.

    Each level holds its residual blocks and, on the way down, one block that halves the grid.
    """
    stage, number = block
    if stage == "input":
        sizes, number, side = [n + 1 for n in blocks_per_level], number - 1, "down_blocks"
    else:
        sizes, side = [n + 1 for n in reversed(blocks_per_level)], "up_blocks"
    level = 0
    while level < len(sizes) and number >= sizes[level]:
        number -= sizes[level]
        level += 1
    return f"{side}.{level}.attentions.{number}", level if stage == "input" else len(sizes) - 1 - level


def in_execution_order(layers: Iterable[AttentionLayer]) -> list[AttentionLayer]:
    """Sort layers into the order in which the network runs them: down, middle, up, or double blocks before single ones,
    and self before cross in each transformer block."""
    return sorted(
        layers,
        key=lambda a: (_ORDER[a.block[0]], a.block[1], a.block_index, a.attention_type == "cross"),
    )


def select_layers(layers: Sequence[AttentionLayer], settings: CaptureSettings) -> list[AttentionLayer]:
    """Choose the layers to record and give them their ids.

    The budget ``max_layers`` is shared by both kinds of attention and, within a kind, spread evenly
    over the depth of the network, its first and last layer included.

    Raises:
        SettingsError: the patterns match nothing although attention was asked for, or one of
            ``head_layers`` matches no recorded layer although single heads were.
    """
    kinds = [
        kind
        for kind, wanted in (
            ("cross", settings.include_cross_attention),
            ("self", settings.include_self_attention),
        )
        if wanted
    ]
    ordered = in_execution_order(layers)
    matching = [a for a in ordered if a.attention_type in kinds and matches(a, settings.layers)]
    if kinds and ordered and not matching:
        raise SettingsError(
            f"layers is {', '.join(settings.layers)!r} with {' and '.join(kinds)} attention: no layer of this model "
            f"matches. Names look like {ordered[0].name!r} or {ordered[0].diffusers_name!r}; '*attn2*' matches "
            "all cross-attention."
        )
    if settings.max_layers:
        by_kind = {kind: [a for a in matching if a.attention_type == kind] for kind in kinds}
        kept = [a for kind, n in _share(by_kind, settings.max_layers).items() for a in spread(by_kind[kind], n)]
        matching = in_execution_order(kept)
    _check_head_layers(matching, settings)
    return [_with_id(a, i) for i, a in enumerate(matching)]


def keeps_heads(layer: AttentionLayer, settings: CaptureSettings) -> bool:
    """Return whether single heads of a recorded layer are stored."""
    return settings.heads == "each" and matches(layer, settings.head_layers)


def _check_head_layers(recorded: Sequence[AttentionLayer], settings: CaptureSettings) -> None:
    if settings.heads != "each" or not recorded:
        return
    idle = [p for p in settings.head_layers if not any(matches(layer, [p]) for layer in recorded)]
    if idle:
        names = ", ".join(repr(layer.name) for layer in recorded[:_NAMES_SHOWN])
        more = f" and {len(recorded) - _NAMES_SHOWN} more" if len(recorded) > _NAMES_SHOWN else ""
        raise SettingsError(
            f"head_layers is {', '.join(settings.head_layers)!r}: no recorded layer matches "
            f"{', '.join(repr(p) for p in idle)}. Recorded are {names}{more}; layers and max_layers choose them."
        )


def map_cells(attention_type: str, grid: Grid, settings: CaptureSettings) -> Grid:
    """Return the (rows, columns) of the stored maps of a layer that works at ``grid``."""
    cross = attention_type == "cross"
    return pooled_grid(grid, settings.attention_resolution if cross else settings.self_attention_resolution)


def matches(layer: AttentionLayer, patterns: Sequence[str]) -> bool:
    """Return whether one of the layer's names matches one of the glob patterns. "attn1" and "attn2" name the kinds of
    attention in each network, as they do in UNets."""
    kind = "attn2" if layer.attention_type == "cross" else "attn1"
    names = (layer.name, layer.diffusers_name, f"{layer.diffusers_name}.processor", f"{layer.name}.{kind}")
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def named(layers: Sequence[AttentionLayer], patterns: Sequence[str]) -> tuple[list[AttentionLayer], list[str]]:
    """Return the layers that patterns name, in their own order, and the patterns that name none.

    Args:
        patterns: glob patterns of names, ids ("layer_3"), or parts of the network; see ``PARTS``.
    """

    def is_named(layer: AttentionLayer, pattern: str) -> bool:
        return pattern in (layer.id, "*") or PARTS.get(pattern) == layer.block[0] or matches(layer, [pattern])

    idle = [pattern for pattern in patterns if not any(is_named(layer, pattern) for layer in layers)]
    return [layer for layer in layers if any(is_named(layer, pattern) for pattern in patterns)], idle


def _share(by_kind: dict[str, list[AttentionLayer]], budget: int) -> dict[str, int]:
    """Split the budget evenly between the kinds of attention. A kind gives what it can't use to the other, and
    cross-attention gets an odd one."""
    shares = dict.fromkeys(by_kind, 0)
    while budget:
        open_kinds = [k for k in by_kind if shares[k] < len(by_kind[k])]
        if not open_kinds:
            break
        poorest = min(open_kinds, key=lambda k: shares[k])
        shares[poorest] += 1
        budget -= 1
    return shares


def spread(layers: list[AttentionLayer], count: int) -> list[AttentionLayer]:
    """Return ``count`` of the layers at even distances; a single one is taken from the middle."""
    if count >= len(layers):
        return layers
    if count == 0:
        return []
    if count == 1:
        return [layers[len(layers) // 2]]
    last = len(layers) - 1
    return [layers[round(i * last / (count - 1))] for i in range(count)]


def _with_id(layer: AttentionLayer, index: int) -> AttentionLayer:
    return replace(layer, id=f"layer_{index}")
