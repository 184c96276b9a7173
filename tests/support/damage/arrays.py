"""Damage to the archive of latents and to the arrays in it."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from .kinds import ARCHIVE, BREAKING, HARMLESS, headers, kind, small


def npy(shape: tuple[Any, ...], data: bytes, descr: str = "'<f2'", fortran: bool = False, more: str = "") -> bytes:
    header = f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, {more}}}".encode() + b"\n"
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(header) % 65536) + header + data


def arrays(run: Path) -> dict[str, Any] | None:
    try:
        small(run / ARCHIVE)
        with np.load(run / ARCHIVE) as archive:
            return {name: archive[name] for name in archive.files}
    except Exception:  # damaged already
        return None


def with_entry(run: Path, draw: random.Random, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> object:
    """Replace an array of the archive by these bytes."""
    known = arrays(run)
    if not known:
        return None
    chosen = draw.choice(sorted(known))
    with zipfile.ZipFile(run / ARCHIVE, "w") as archive:
        for name, array in known.items():
            held = io.BytesIO()
            np.lib.format.write_array(held, array)
            data = content if name == chosen else held.getvalue()
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), data, method, 1)
    return chosen


@kind(BREAKING, 2)
def array_of_other_things(run: Path, draw: random.Random) -> object:
    pickled = b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R."
    content = draw.choice(
        (
            pickled,
            b"",
            b"\x93NUMPY",
            b"\x93NUMPY\x09\0",
            npy((2, 4, 16, 16), pickled, "'|O'"),
            npy((2**40, 2), b""),
            npy((2**62, 2**62, 2**62), b""),
            npy((2, 4, 16, 16), b"short"),
            npy((-1, 4), b""),
            npy((), b"\0\0"),
            npy((0, 4, 16, 16), b""),
            npy((2, 4, 16, 16), bytes(8192), "'<c8'"),
            npy((2, 4, 16, 16), bytes(8192), "'<M8[s]'"),
            npy((2, 4, 16, 16), bytes(8192), "[('a', '<f2')]"),
            npy((2, 4, 16, 16), bytes(8192), "'<U1'"),
            npy((2, 4, 16, 16), bytes(8192), "'zz'"),
            npy((2, 4, 16, 16), bytes(8192), "'<f2'", more="'x': " + "(" * 500 + ")" * 500 + ","),
            npy((2, 4, 16, 16), bytes(4096), "'<f2'", more="'x': [" + "1," * 9000 + "],"),
            b"\x93NUMPY\x01\0\x40\0" + b"__import__('os').system('true')".ljust(63) + b"\n",
            b"\x93NUMPY\x02\0" + struct.pack("<I", 2**31) + b"{",
        )
    )
    return with_entry(run, draw, content)


@kind(BREAKING)
def array_bomb(run: Path, draw: random.Random) -> object:
    """An array that is small on disk and as large as its header says: 0.5 or 2.4 GB."""
    known = arrays(run)
    if not known:
        return None
    rows = draw.choice((2**28 // 1024, 1_200_000))
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    head = npy((rows, 1, 32, 32), b"")
    with zipfile.ZipFile(run / ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in known:
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                if name != "latents":
                    held = io.BytesIO()
                    np.lib.format.write_array(held, known[name])
                    entry.write(held.getvalue())
                    continue
                entry.write(head)
                piece = bytes(2**24)
                left = rows * 2048
                while left:
                    entry.write(piece[: min(left, len(piece))])
                    left -= min(left, len(piece))
    del packer
    return f"{rows * 2048} bytes"


@kind(BREAKING, 2)
def array_form(run: Path, draw: random.Random) -> object:
    """Arrays of another type, shape or number."""
    known = arrays(run)
    if not known:
        return None
    name = draw.choice(sorted(known))
    array = known[name]
    what = draw.choice(("f4", "f8", "i2", "c8", "b1", "cut", "flat", "scalar", "missing", "empty", "more"))
    if what == "missing":
        if name not in ("latents", "predicted_noise"):
            return None
        del known[name]
    elif what in ("f4", "f8", "i2", "c8", "b1"):
        known[name] = np.nan_to_num(array).astype(what)
    else:
        known[name] = {
            "cut": array[:-1],
            "flat": array.ravel(),
            "scalar": np.float16(3),
            "empty": array[:0],
            "more": np.repeat(array, 2, axis=1),
        }[what]
    np.savez(run / ARCHIVE, **known)
    return f"{name} {what}"


@kind(BREAKING)
def array_values(run: Path, draw: random.Random) -> object:
    known = arrays(run)
    if not known:
        return None
    name = draw.choice(sorted(known))
    known[name] = np.array(known[name])
    known[name].ravel()[draw.randrange(known[name].size) :] = draw.choice((np.nan, np.inf, -np.inf))
    np.savez(run / ARCHIVE, **known)
    return name


@kind(HARMLESS)
def array_order(run: Path, draw: random.Random) -> object:
    """The same arrays in another order, with one more, compressed."""
    known = arrays(run)
    if not known:
        return None
    np.savez_compressed(run / ARCHIVE, **dict(reversed(known.items())), x_more=np.arange(3))
    return "reversed"


@kind(BREAKING, 2)
def no_archive(run: Path, draw: random.Random) -> object:
    known = arrays(run)
    if not known:
        return None
    what = draw.choice(("npy", "text", "gzip", "empty_zip", "pickle", "nested", "flags", "method", "names"))
    file = run / ARCHIVE
    if what == "npy":
        with file.open("wb") as opened:
            np.save(opened, known["latents"])
    elif what in ("flags", "method"):
        data = bytearray(file.read_bytes())
        for at in headers(bytes(data)):
            central = data[at : at + 4] == b"PK\1\2"
            offset = at + (8 if central else 6) if what == "flags" else at + (10 if central else 8)
            struct.pack_into("<H", data, offset, 1 if what == "flags" else draw.choice((1, 6, 12, 14, 93, 99)))
        file.write_bytes(bytes(data))
    elif what == "empty_zip":
        zipfile.ZipFile(file, "w").close()
    elif what == "nested":
        inner = file.read_bytes()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("inner.npz", inner)
    elif what == "names":
        with zipfile.ZipFile(file, "w") as archive:
            for name in ("../x.npy", "/latents.npy", "latents", "\0.npy", "latents.npy/"):
                archive.writestr(zipfile.ZipInfo(name), npy((2,), bytes(4)))
    else:
        file.write_bytes({"text": b"hello", "gzip": zlib.compress(b"x"), "pickle": b"\x80\x04N."}[what])
    return what
