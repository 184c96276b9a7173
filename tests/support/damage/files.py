"""Damage to whole files: gone, cut, exchanged, links, pipes and devices in their place."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Callable
from pathlib import Path

from .kinds import (
    ARCHIVE,
    BREAKING,
    HARMLESS,
    JSON_FILES,
    METADATA,
    SPARSE,
    UNKNOWN,
    files,
    kind,
    read,
    small_files,
    write,
)


def replaced(make: Callable[[Path, Path], object], run: Path, draw: random.Random) -> object:
    """Put something else in a file's place."""
    listed = files(run)
    common = [run / name for name in (*JSON_FILES, ARCHIVE) if run / name in listed]
    file = draw.choice(draw.choice((listed, common or listed)))
    file.unlink()
    made = make(file, run)
    return f"{file.relative_to(run)} {made or ''}"


@kind(BREAKING, 3, last=True)
def fifo(run: Path, draw: random.Random) -> object:
    return replaced(lambda file, _: os.mkfifo(file), run, draw)


@kind(BREAKING, last=True)
def a_socket(run: Path, draw: random.Random) -> object:
    def make(file: Path, _run: Path) -> None:
        here = os.getcwd()  # noqa: PTH109 - a socket's path must be short
        os.chdir(file.parent)
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(file.name)
        os.chdir(here)

    return replaced(make, run, draw)


@kind(BREAKING, 2, last=True)
def folder_for_a_file(run: Path, draw: random.Random) -> object:
    return replaced(lambda file, _: file.mkdir(), run, draw)


@kind(BREAKING, 2, last=True)
def link_to_a_device(run: Path, draw: random.Random) -> object:
    device = draw.choice(("/dev/zero", "/dev/urandom", "/dev/stdin", "/dev/tty", "/proc/self/mem", "/dev/full"))
    return replaced(lambda file, _: file.symlink_to(device), run, draw)


@kind(BREAKING, 2, last=True)
def link_out(run: Path, draw: random.Random) -> object:
    def make(file: Path, _run: Path) -> None:
        outside = run.parent / f"outside_{file.name}"
        outside.write_text("{}", "utf-8")
        file.symlink_to(draw.choice((outside, Path("/etc/passwd"), Path("/proc/self/environ"))))

    return replaced(make, run, draw)


@kind(BREAKING, last=True)
def link_loop(run: Path, draw: random.Random) -> object:
    return replaced(lambda file, _: file.symlink_to(file), run, draw)


@kind(BREAKING, last=True)
def folder_out(run: Path, draw: random.Random) -> object:
    """A folder of the run is a link to one outside."""
    folders = [p.name for p in sorted(run.iterdir()) if p.is_dir() and any(p.iterdir())]
    folder = run / draw.choice(folders or ["none"])
    if not folder.is_dir() or folder.is_symlink():
        return None
    outside = run.parent / f"outside_{folder.name}"
    folder.rename(outside)
    folder.symlink_to(outside)
    return folder.name


@kind(UNKNOWN, last=True)
def folder_loop(run: Path, draw: random.Random) -> object:
    """A folder of the run is a link to the run."""
    (run / draw.choice(("again", "images2"))).symlink_to(run)
    return "again"


@kind(HARMLESS, last=True)
def link_inside(run: Path, draw: random.Random) -> object:
    file = draw.choice([p for p in files(run) if p.suffix in (".bin", ".png")])
    kept = file.with_name(f"kept_{file.name}")
    file.rename(kept)
    file.symlink_to(kept.name)
    return file.name


@kind(HARMLESS)
def unlisted_files(run: Path, draw: random.Random) -> object:
    name = draw.choice(
        ("notes.txt", "Ä ö.txt", "images/step_999.png", "x" * 200, "a/b/c/d", ".hidden", "a\nb", "%2e%2e")
    )
    (run / name).parent.mkdir(parents=True, exist_ok=True)
    (run / name).write_bytes(b"x" * 100)
    return name[:20]


@kind(UNKNOWN, last=True)
def unlisted_oddities(run: Path, draw: random.Random) -> object:
    """Things that nothing lists: a fifo, a loop, a device, a name that is no UTF-8."""
    what = draw.choice(("fifo", "loop", "device", "bytes"))
    if what == "fifo":
        os.mkfifo(run / "pipe")
    elif what == "bytes":
        Path(os.fsdecode(os.fsencode(run) + b"/\xff\xfe.txt")).write_text("x")
    else:
        (run / "odd").symlink_to(run / "odd" if what == "loop" else "/dev/zero")
    return what


@kind(BREAKING, 2, last=True)
def sparse_file(run: Path, draw: random.Random) -> object:
    """A file of 3 GiB in place of a small one, which takes no room on disk."""
    listed = files(run)
    common = [run / name for name in (*JSON_FILES, ARCHIVE) if run / name in listed]
    file = draw.choice(draw.choice((listed, common or listed)))
    if file.stat().st_size == 0:
        return None
    os.truncate(file, SPARSE)
    return file.relative_to(run)


@kind(BREAKING, 2, last=True)
def sparse_map(run: Path, draw: random.Random) -> object:
    """A map whose file is as large as its shape says, and empty."""
    held = read(run / METADATA)
    if held["schema_version"] == "1.0.0":
        return None  # the sums of its self maps are not checked
    side = draw.choice((400, 4000, 20_000))
    entry = draw.choice(held["attention_files"])
    cross = len(entry["shape"]) == 3
    entry["shape"] = [entry["shape"][0], side // 8, side // 8] if cross else [side, side]
    if "grid" in entry:
        entry["grid"] = entry["shape"][1:] if cross else [side, 1]
    file = run / entry["path"]
    if file not in files(run):
        return None
    size = 2
    for n in entry["shape"]:
        size *= n
    os.truncate(file, size)
    write(run / METADATA, held)
    return f"{entry['shape']}, {size} bytes"


@kind(BREAKING, 2)
def truncated(run: Path, draw: random.Random) -> object:
    file = draw.choice(small_files(run))
    data = file.read_bytes().rstrip()
    if len(data) < 2:
        return None
    file.write_bytes(data[: draw.randrange(len(data) - 1)])
    return file.relative_to(run)


@kind(weight=5)
def flipped_bytes(run: Path, draw: random.Random) -> object:
    listed = small_files(run)
    file = draw.choice(draw.choice((listed, [p for p in listed if p.suffix in (".npz", ".png", ".json")] or listed)))
    data = bytearray(file.read_bytes())
    for _ in range(draw.randint(1, 4) if data else 0):
        data[draw.randrange(min(len(data), draw.choice((64, 10**6))))] = draw.randrange(256)
    file.write_bytes(bytes(data))
    return file.relative_to(run)


@kind(weight=2)
def random_content(run: Path, draw: random.Random) -> object:
    file = draw.choice(small_files(run))
    file.write_bytes(draw.randbytes(draw.choice((0, 1, 100, file.stat().st_size))))
    return file.relative_to(run)


@kind(BREAKING)
def removed(run: Path, draw: random.Random) -> object:
    file = draw.choice(files(run))
    file.unlink()
    return file.relative_to(run)


@kind(BREAKING)
def renamed(run: Path, draw: random.Random) -> object:
    file = draw.choice(files(run))
    file.rename(file.with_name(draw.choice(("renamed.bin", "Ä.bin", "a b#c?d%2e.png", file.name + "~"))))
    return file.relative_to(run)


@kind(weight=2)
def exchanged(run: Path, draw: random.Random) -> object:
    """Two files take each other's place."""
    listed = small_files(run)
    if len(listed) < 2:
        return None
    a, b = draw.sample(listed, 2)
    first, second = a.read_bytes(), b.read_bytes()
    a.write_bytes(second)
    b.write_bytes(first)
    return f"{a.relative_to(run)} <-> {b.relative_to(run)}"


@kind(HARMLESS)
def whole(run: Path, draw: random.Random) -> object:
    """Nothing is damaged."""
    return run.name
