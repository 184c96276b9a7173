"""Save pictures of the documentation as PNG files of 256 colours: a third of the bytes, which each clone downloads."""

from __future__ import annotations

from pathlib import Path

from PIL import Image


def shrink(path: Path) -> None:
    """Replace a PNG file by the same picture with a palette."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
