"""Damage to a run that is packed into a .zip; ``path`` is the archive."""

from __future__ import annotations

import random
import stat
import struct
import zipfile
import zlib
from pathlib import Path

from .kinds import ARCHIVE, BREAKING, HARMLESS, METADATA, METRICS, UNKNOWN, VALIDATION, headers, kind


@kind(HARMLESS, 2, archive=True)
def zip_whole(path: Path, draw: random.Random) -> object:
    return "whole"


@kind(weight=4, archive=True)
def zip_flipped(path: Path, draw: random.Random) -> object:
    data = bytearray(path.read_bytes())
    start = data.find(b"PK\1\2") if draw.random() < 0.6 else 0
    for _ in range(draw.choice((1, 2, 20))):
        data[draw.randrange(start, len(data))] = draw.randrange(256)
    path.write_bytes(bytes(data))
    return f"from {start}"


@kind(weight=2, archive=True)
def zip_cut(path: Path, draw: random.Random) -> object:
    data = path.read_bytes()
    cut = draw.randrange(len(data))
    path.write_bytes(draw.choice((data[:cut], data[cut:], data + data[cut:], b"")))
    return cut


@kind(weight=3, archive=True)
def zip_header(path: Path, draw: random.Random) -> object:
    """A number of a file's header, in the archive's directory or before the file, is another one."""
    data = bytearray(path.read_bytes())
    at = draw.choice(headers(bytes(data)))
    central = data[at : at + 4] == b"PK\1\2"
    fields = ((8, "<H"), (10, "<H"), (20, "<I"), (24, "<I"), (28, "<H"), (30, "<H"), (38, "<I"), (42, "<I"))
    offset, form = draw.choice(fields if central else ((6, "<H"), (8, "<H"), (18, "<I"), (22, "<I"), (26, "<H")))
    value = draw.choice((0, 1, 2, 8, 9, 12, 99, 2**16 - 1, 2**31, 2**32 - 1)) % 2 ** (8 * struct.calcsize(form))
    struct.pack_into(form, data, at + offset, value)
    path.write_bytes(bytes(data))
    return f"{'directory' if central else 'file'} {offset} = {value}"


@kind(BREAKING, 2, archive=True)
def zip_bomb(path: Path, draw: random.Random) -> object:
    """A file of the run unpacks to 1 or 6 GiB."""
    size = draw.choice((2**30, 6 * 2**30))
    name = draw.choice((METADATA, METRICS, "images/step_000.png", ARCHIVE))
    with zipfile.ZipFile(path) as archive:
        known = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    within = "" if METADATA in known else f"{path.stem}/"
    if within + name not in known:
        return None
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for entry, data in known.items():
            if entry != within + name:
                archive.writestr(zipfile.ZipInfo(entry), data)
        packed = _zeros(size)
        archive.writestr(zipfile.ZipInfo(within + name), b"")
    _replace_last(path, packed, size)
    return f"{name} {size}"


def _zeros(size: int) -> tuple[bytes, int]:
    """Return deflated zeros and their checksum; 16 MiB are packed once and repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(2**24)) + packer.flush(zlib.Z_FULL_FLUSH)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(bytes(2**24))
    return piece * (size // 2**24) + b"\x03\0", 0


def _replace_last(path: Path, packed: tuple[bytes, int], size: int) -> None:
    """Put packed bytes behind the last file's header, which was written for an empty file, with sizes in zip64."""
    data = path.read_bytes()
    last = data.rfind(b"PK\3\4")
    directory = data.rfind(b"PK\5\6")
    count, _, start = struct.unpack("<HII", data[directory + 10 : directory + 20])
    entries = data[start:directory]
    central = entries.rfind(b"PK\1\2")
    name_length = struct.unpack("<H", entries[central + 28 : central + 30])[0]
    name = entries[central + 46 : central + 46 + name_length]
    extra = struct.pack("<HHQQ", 1, 16, size, len(packed[0]))
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 45, 0, 8, 0, 33, 0, 2**32 - 1, 2**32 - 1, len(name), len(extra))
    body = data[:last] + local + name + extra + packed[0]
    new = b"PK\1\2" + struct.pack(
        "<HHHHHHIIIHHHHHII", 0x32D, 45, 0, 8, 0, 33, 0, 2**32 - 1, 2**32 - 1, len(name), len(extra), 0, 0, 0, 0, last
    )
    listed = entries[:central] + new + name + extra
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), len(body), 0)
    path.write_bytes(body + listed + end)


@kind(UNKNOWN, archive=True)
def zip_of_many(path: Path, draw: random.Random) -> object:
    """Many more files than a run has."""
    count = draw.choice((2000, 100_000))
    with zipfile.ZipFile(path, "a") as archive:
        for i in range(count):
            archive.writestr(zipfile.ZipInfo(f"more/{i}"), b"")
    return count


@kind(BREAKING, archive=True)
def zip_of_two_runs(path: Path, draw: random.Random) -> object:
    with zipfile.ZipFile(path) as archive:
        known = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for folder in ("one/", "two/"):
            for name, data in known.items():
                archive.writestr(zipfile.ZipInfo(folder + name), data)
    return "two"


@kind(BREAKING, 2, archive=True)
def zip_links(path: Path, draw: random.Random) -> object:
    """A file of the run is a link, a pipe or a device."""
    form = draw.choice((stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR))
    with zipfile.ZipFile(path) as archive:
        known = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    chosen = draw.choice([name for name in known if not name.endswith(VALIDATION)])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in known.items():
            entry = zipfile.ZipInfo(name)
            if name == chosen:
                entry.external_attr = (form | 0o777) << 16
            archive.writestr(entry, b"/etc/passwd" if name == chosen else data)
    return f"{chosen} {form:o}"


@kind(UNKNOWN, 2, archive=True)
def zip_names(path: Path, draw: random.Random) -> object:
    """Further entries whose names lead elsewhere, or repeat others."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    odd = draw.choice(
        ("../../x", "/etc/x", "C:\\x", "a\\b", "\0", "x" * 60_000, "", "./metadata.json", names[0], "a//b")
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipfile.ZipInfo(odd), b"x")
    return odd[:20]


@kind(UNKNOWN, archive=True)
def zip_other_format(path: Path, draw: random.Random) -> object:
    """Not a .zip at all, or one within another."""
    what = draw.choice(("text", "zip", "json", "empty", "nul"))
    data = path.read_bytes()
    if what == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("run.zip", data)
    else:
        path.write_bytes({"text": b"hello", "json": b"{}", "empty": b"PK\5\6" + bytes(18), "nul": bytes(100)}[what])
    return what


@kind(BREAKING, archive=True)
def zip_method(path: Path, draw: random.Random) -> object:
    """Packed by a method that the format does not know."""
    method = draw.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(path) as archive:
        known = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in known.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return method
