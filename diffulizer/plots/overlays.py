"""Maps as colours over pictures."""

from __future__ import annotations

import torch
from torch import Tensor

from ..packages import require
from .style import check_colour_map


def coloured(values: Tensor, colour_map: str) -> Tensor:
    """[..., H, W] in 0..1 as colours [..., H, W, 3] in 0..1, from the viewer's 256 colours.

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
    """Colours [N, H, W, 3] over pictures of the same shape, at one opacity everywhere, so that a colour goes on meaning
    one value."""
    return pictures * (1 - opacity) + colours * opacity


def marked(pictures: Tensor, x: float, y: float) -> Tensor:
    """Pictures [N, H, W, 3] with a white ring in a black one around a place, as fractions of width and height."""
    height, width = pictures.shape[1:3]
    radius = max(4.0, min(height, width) / 50)
    line = max(1.0, radius / 4)
    down = (torch.arange(height) + 0.5 - y * height)[:, None]
    across = (torch.arange(width) + 0.5 - x * width)[None]
    off = ((down**2 + across**2).sqrt() - radius).abs()[..., None]
    white = (line + 0.5 - off).clamp(0, 1)
    dark = (2 * line + 0.5 - off).clamp(0, 1)
    return pictures * (1 - dark) + white
