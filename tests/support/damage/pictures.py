"""Damage to maps and images."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from .kinds import BREAKING, METADATA, files, kind, read


@kind(BREAKING, 2)
def map_values(run: Path, draw: random.Random) -> object:
    maps = [p for p in files(run) if p.suffix == ".bin" and p.parent.parent.name == "attention"]
    maps = [p for p in maps if 0 < p.stat().st_size < 2**26]
    if not maps or _version(run) == "1.0.0":
        return None
    file = draw.choice(maps)
    values = np.fromfile(file, "<f2")
    new = draw.choice((np.nan, np.inf, -np.inf, -1.0, 2.0, 65504.0))
    values[draw.randrange(len(values)) :] = new
    file.write_bytes(values.tobytes())
    return f"{file.name} {new}"


def _version(run: Path) -> Any:
    try:
        return read(run / METADATA).get("schema_version")
    except (OSError, ValueError, RecursionError, AttributeError):
        return None


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n%%EndComments\nshowpage\n%%EOF\n"


def images(run: Path) -> list[Path]:
    return [p for p in files(run) if p.suffix == ".png"]


@kind(BREAKING, 3)
def other_image(run: Path, draw: random.Random) -> object:
    """An image of another kind under a name that ends in .png."""
    if not images(run):
        return None
    file = draw.choice(images(run))
    form = draw.choice(("EPS", "TIFF", "JPEG", "GIF", "BMP", "PPM", "ICO", "SGI", "TGA", "WEBP", "PCX", "PSD", "SVG"))
    if form in ("EPS", "PSD", "SVG"):
        file.write_bytes({"EPS": EPS, "PSD": b"8BPS\0\1" + bytes(200), "SVG": b"<svg/>"}[form])
    else:
        Image.new("RGB", (64, 48)).save(file, form)
    return f"{file.name} {form}"


def png(width: int, height: int, depth: int, colour: int, data: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """Write a PNG from its parts; ``data`` are the filtered rows, ``more`` further chunks before them."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", header), *(chunk(*one) for one in more), chunk(b"IDAT", zlib.compress(data, 1))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


@kind(BREAKING, 3)
def odd_png(run: Path, draw: random.Random) -> object:
    """A PNG of another depth or colour than 8 bits RGB."""
    if not images(run):
        return None
    file = draw.choice(images(run))
    name, depth, colour, bits = draw.choice(
        (("rgb16", 16, 2, 48), ("grey", 8, 0, 8), ("grey16", 16, 0, 16), ("rgba", 8, 6, 32), ("grey1", 1, 0, 1))
    )
    row = b"\0" + bytes((64 * bits + 7) // 8)
    file.write_bytes(png(64, 48, depth, colour, row * 48))
    return f"{file.name} {name}"


@kind(BREAKING, 2)
def large_png(run: Path, draw: random.Random) -> object:
    """A picture that is small on disk and large in memory, or claims to be."""
    if not images(run):
        return None
    file = draw.choice(images(run))
    width, height, rows = draw.choice(
        (
            (13_300, 13_300, 13_300),
            (2**31 - 1, 2**31 - 1, 1),
            (100_000, 1, 1),
            (1, 100_000, 100_000),
            (40_000, 40_000, 1),
        )
    )
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(bytes(1 + 3 * min(width, 2**20))) for _ in range(rows)) + packer.flush()
    file.write_bytes(png(width, height, 8, 2, b"").replace(_idat(b""), _idat_of(data)))
    return f"{file.name} {width} x {height}"


def _idat(data: bytes) -> bytes:
    return _idat_of(zlib.compress(data, 1))


def _idat_of(packed: bytes) -> bytes:
    return struct.pack(">I", len(packed)) + b"IDAT" + packed + struct.pack(">I", zlib.crc32(b"IDAT" + packed))


@kind(weight=2)
def png_with_parts(run: Path, draw: random.Random) -> object:
    """A PNG with parts that a writer of ours never makes: texts, profiles, bombs in them, animation."""
    if not images(run):
        return None
    file = draw.choice(images(run))
    bomb = zlib.compress(bytes(2**27), 9)
    part = draw.choice(
        (
            (b"zTXt", b"a\0\0" + bomb),
            (b"iCCP", b"a\0\0" + bomb),
            (b"iTXt", b"a\0\1\0\0\0" + bomb),
            (b"tEXt", b"a\0" + bytes(2**21)),
            (b"acTL", struct.pack(">II", 2**31 - 1, 0)),
            (b"PLTE", bytes(5)),
            (b"tRNS", b"\0"),
            (b"gAMA", b"\0"),
            (b"pHYs", bytes(9)),
            (b"eXIf", b"II*\0" + b"\xff" * 40),
        )
    )
    with Image.open(file) as opened:
        size = opened.size
    row = b"\0" + bytes(3 * size[0])
    file.write_bytes(png(size[0], size[1], 8, 2, row * size[1], part))
    return f"{file.name} {part[0].decode()}"
