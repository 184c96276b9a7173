"""Maps as colours laid over pictures."""

from __future__ import annotations

import torch
from torch import Tensor

from ..packages import require
from .style import check_colour_map


def coloured(values: Tensor, colour_map: str) -> Tensor:
    """Colour values [..., H, W] in 0..1 as [..., H, W, 3] in 0..1, with the 256 colours of the viewer.

    Raises:
        SettingsError: the colour map is unknown.
        MissingPackageError: matplotlib is not installed.
    """
    check_colour_map(colour_map)
    require("matplotlib", "Colouring a map")
    from matplotlib import colormaps

    table = torch.tensor(colormaps[colour_map].colors, dtype=torch.float32)  # type: ignore[attr-defined]  # a listed map
    return table[(values.clamp(0, 1) * (len(table) - 1)).round().long()]


def overlaid(pictures: Tensor, colours: Tensor, opacity: float) -> Tensor:
    """Lay colours [N, H, W, 3] over pictures of the same shape, at one opacity everywhere, so that each colour means
    the same value throughout."""
    return pictures * (1 - opacity) + colours * opacity


def marked(pictures: Tensor, x: float, y: float) -> Tensor:
    """Mark a place, in fractions of width and height, on pictures [N, H, W, 3]: a white ring within a black one."""
    height, width = pictures.shape[1:3]
    radius = max(4.0, min(height, width) / 50)
    line = max(1.0, radius / 4)
    down = (torch.arange(height) + 0.5 - y * height)[:, None]
    across = (torch.arange(width) + 0.5 - x * width)[None]
    off = ((down**2 + across**2).sqrt() - radius).abs()[..., None]
    white = (line + 0.5 - off).clamp(0, 1)
    dark = (2 * line + 0.5 - off).clamp(0, 1)
    return pictures * (1 - dark) + white
