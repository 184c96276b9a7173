"""How large a run will be, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from ..layers import AttentionLayer
from ..recording import SamplingPass, Step
from ..render import fitted_size
from . import layout

MIB = 2**20
HEADER = 256
"""Bytes beyond the values of an array in an npz file."""
PNG_SHARE = 0.8
"""Bytes of a PNG of a noisy preview, as a share of its pixels' bytes."""
NUMBER = 22
"""Bytes of a number in a JSON file."""
TOKEN = 120
"""Bytes of a token in metadata.json."""
MAP_ENTRY = 420
"""Bytes of a map's entry in metadata.json."""


@dataclass(frozen=True)
class Map:
    """A map of one step that will be written; ``values`` holds the whole batch at the first axis."""

    layer: AttentionLayer
    condition: str
    head: int | None
    values: Tensor
    grid: tuple[int, int]


def maps_of(step: Step, layers: Iterable[AttentionLayer]) -> Iterator[Map]:
    """Every map of a step in the order of the layers: means first, then single heads [B, ...]."""
    for layer in layers:
        attention = step.cross if layer.attention_type == "cross" else step.self_
        for layer_id, condition in attention:
            if layer_id != layer.id:
                continue
            values = attention[layer_id, condition]
            grid = values.cells or layer.map_grid
            if values.maps is not None:
                yield Map(layer, condition, None, values.maps, grid)
            if values.heads is not None:
                for head in range(values.heads.shape[1]):
                    yield Map(layer, condition, head, values.heads[:, head], grid)


def estimate_bytes(
    pass_: SamplingPass,
    *,
    save_latents_noise: bool = True,
    image_size: tuple[int, int] | None = None,
    max_side: int | None = layout.MAX_IMAGE_SIDE,
    x0_images: bool = True,
    include_workflow: bool = True,
) -> int:
    """Bytes of one batch item's run: maps and arrays exactly, images and JSON roughly.

    Args:
        image_size: (height, width) of the decoded previews; by default that of the image.
    """
    rows, columns = pass_.initial_latent.shape[-2:]
    height, width = image_size or (rows * layout.LATENT_PIXELS, columns * layout.LATENT_PIXELS)
    height, width = fitted_size(height, width, max_side)
    images = (2 if x0_images else 1) * len(pass_.steps)
    total = images * int(height * width * 3 * PNG_SHARE)
    if include_workflow:
        total += len(str(pass_.workflow)) + len(str(pass_.prompt_graph))
    tokens = sum(len(c.prompt.table) for c in pass_.conditions)
    total += tokens * TOKEN + len(pass_.steps) * tokens * 2 * NUMBER
    total += len(pass_.layers) * (len(pass_.steps) * 4 * NUMBER + MAP_ENTRY)
    for step in pass_.steps:
        for item in maps_of(step, pass_.layers):
            total += item.values[0].nbytes + MAP_ENTRY
    if save_latents_noise:
        item_bytes = pass_.initial_latent[0].nbytes
        arrays = [a for a in layout.ARRAYS.values() if all(getattr(s, a) is not None for s in pass_.steps)]
        total += (len(arrays) * len(pass_.steps) + 1) * item_bytes + (len(arrays) + 1) * HEADER
    return total


def folder_bytes(folder: Path) -> tuple[int, int]:
    """(files, bytes) of all files below ``folder``."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)
