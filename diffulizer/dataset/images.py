"""Opening of a run's images: PNG alone, and no larger than a picture may be.

Pillow knows many kinds of images and starts other programs for some, so that a file of a run is never given to its
choice of decoder.
"""

from __future__ import annotations

import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image

from ..errors import RunFormatError
from .files import RunFiles
from .layout import LIMITS, OTHER_IMAGES

START = struct.Struct(">8s4x4sIIBB")
"""Start of a PNG (https://www.w3.org/TR/png-3/#11IHDR): signature, type of the first chunk, width, height, depth,
colour."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB = 2


@dataclass(frozen=True)
class Header:
    """Facts that a PNG states before its pixels.

    Attributes:
        width, height: in pixels.
        depth: bits of each sample.
        colour: 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGBA.
    """

    width: int
    height: int
    depth: int
    colour: int

    @property
    def is_rgb8(self) -> bool:
        """True for what a run holds: RGB of 8 bits."""
        return (self.depth, self.colour) == (8, RGB)


def other_kind(files: RunFiles, name: str) -> str | None:
    """Return the kind of an image that a browser shows and a run must not hold, such as "JPEG"; else None. Raises:
    RunFormatError."""
    with files.open(name) as file:
        start = file.read(START.size)
    return next((kind for kind, known in OTHER_IMAGES.items() if start.startswith(known)), None)


def image_header(files: RunFiles, name: str) -> Header:
    """Read the start of an image.

    Raises:
        RunFormatError: the file can't be read, is no PNG, or has more pixels than are decoded.
    """
    with _opened(files, name) as file:
        return _header(files.path / name, file)


def read_image(files: RunFiles, name: str) -> npt.NDArray[np.uint8]:
    """Decode an image: [h, w, 3] uint8. Raises: RunFormatError, as ``image_header``, or it is damaged."""
    path = files.path / name
    with _opened(files, name) as file:
        _header(path, file)
        file.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with Image.open(file, formats=("PNG",)) as picture:
                    return np.asarray(picture.convert("RGB"))
        except Exception as error:  # Pillow raises nearly every kind there is on damaged files
            raise RunFormatError(f"{path}: the image can't be opened ({error}).") from error


def _opened(files: RunFiles, name: str) -> BinaryIO:
    size = files.size(name) or 0
    if size > LIMITS["unpacked_bytes"]:
        raise RunFormatError(f"{files.path / name} has {size} bytes; at most {LIMITS['unpacked_bytes']} are read.")
    return files.open(name)


def _header(path: Path, file: BinaryIO) -> Header:
    start = file.read(START.size)
    if len(start) < START.size or not start.startswith(SIGNATURE) or start[12:16] != b"IHDR":
        raise RunFormatError(f"{path}: the image can't be opened (it is not a PNG).")
    header = Header(*START.unpack(start)[2:])
    if not 0 < header.width * header.height <= LIMITS["pixels"]:
        raise RunFormatError(
            f"{path}: the image has {header.width} x {header.height} pixels; expected 1 to {LIMITS['pixels']}."
        )
    return header
