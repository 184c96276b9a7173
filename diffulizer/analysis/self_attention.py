"""Self-attention maps: where a place of the image looks in the rest of the image."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from ..errors import RecordingError, SettingsError
from ..maths.resizing import on_whole_image, place_within, shares, stacked
from ..recording import Condition, SamplingPass, latent_grid
from .missing import no_maps
from .selection import POSITIVE, select_conditions, select_layers


def place_map(
    pass_: SamplingPass,
    x: float,
    y: float,
    *,
    condition: str = POSITIVE,
    layers: str = "*",
    steps: Sequence[int],
    items: Sequence[int],
) -> Tensor:
    """Return the attention of a place to all positions: [items, r, c] float32, each map of sum 1.

    It is the row of softmax(QK^T / sqrt(d)) of the cell that holds the place, the mean over steps, then over layers,
    at the finest grid of all. Steps without maps are passed over.

    Args:
        x, y: the place, as fractions of the image's width and height from its upper left corner.
        condition: the conditioning, see ``select_conditions``; of several, the first.
        layers: the self-attention layers, see ``select_layers``.
        steps: indices of steps, from 0.
        items: images of the batch.

    Raises:
        SettingsError: the place is outside the image, or outside the conditioning's area.
        RecordingError: no maps were recorded in these layers at these steps.
    """
    for name, value in (("x", x), ("y", y)):
        if not 0 <= value <= 1:
            raise SettingsError(f"{name} is {value:g}; expected 0 to 1, as a fraction of the image's side.")
    conditioning = select_conditions(pass_.conditions, condition)[0]
    by_layer = []
    for layer in select_layers(pass_.layers, layers, "self"):
        rows = []
        for step in steps:
            grid = latent_grid(pass_.steps[step])
            within_area = _within_area(x, y, conditioning, grid)
            own = pass_.steps[step].self_attention.get((layer.id, conditioning.id))
            if own is not None and own.maps is not None:
                row = _row(own.maps, own.cells or layer.map_grid, *within_area, items)
                rows.append(shares(on_whole_image(row, conditioning.area, grid)))
        if rows:
            by_layer.append(shares(stacked(rows)).mean(0))
    if not by_layer:
        raise RecordingError(no_maps("self", pass_, conditioning, select_layers(pass_.layers, layers, "self"), steps))
    return shares(shares(stacked(by_layer)).mean(0))


def _row(maps: Tensor, cells: tuple[int, int], x: float, y: float, items: Sequence[int]) -> Tensor:
    """Return the row of the cell that holds the place: [items, r, c]."""
    rows, columns = cells
    query = min(rows - 1, int(y * rows)) * columns + min(columns - 1, int(x * columns))
    return maps[list(items), query].float().reshape(-1, rows, columns)


def _within_area(x: float, y: float, condition: Condition, grid: tuple[int, int]) -> tuple[float, float]:
    """Return the place as fractions of the conditioning's area within the image. Raises: SettingsError."""
    place = place_within(condition.area, grid, x, y)
    if place is None:
        raise SettingsError(
            f"x is {x:g} and y is {y:g}, outside the area of the conditioning {condition.id}. Choose a place inside "
            "it, or another condition."
        )
    return place
