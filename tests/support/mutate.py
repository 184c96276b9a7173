"""The operations of case files: each changes one thing in a run on disk.

A case is JSON, so that readers in other languages can use it too. Keys of all operations: ``op`` and
``file``, relative to the run. ``path`` is a list of keys and indices in a JSON file; "*" stands for each
entry. ``shape`` is that of a map's float16 values.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

ARCHIVE = "latents_noise_fp16.npz"


def mutate(run: Path, operations: list[dict[str, Any]]) -> None:
    """Apply operations in order. An operation that changes nothing is an error in the case."""
    for operation in operations:
        before = snapshot(run)
        OPERATIONS[operation["op"]](run, operation)
        assert snapshot(run) != before, f"{operation} changes nothing"


def snapshot(run: Path) -> dict[str, bytes | None]:
    """Return every file's content; links and folders that can't be read are None."""
    files = (p for p in sorted(run.rglob("*")) if p.is_symlink() or p.is_file())
    return {p.relative_to(run).as_posix(): None if p.is_symlink() else p.read_bytes() for p in files}


def _places(content: Any, path: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Return (container, key) of every value that a path names."""
    head, rest = path[0], path[1:]
    keys = list(content) if head == "*" and isinstance(content, dict) else [head]
    if head == "*" and isinstance(content, list):
        keys = list(range(len(content)))
    for key in keys:
        if rest:
            if isinstance(content[key], (dict, list)):
                yield from _places(content[key], rest)
        else:
            yield content, key


def _edit(run: Path, operation: dict[str, Any], change: Callable[[Any, Any], None]) -> None:
    file = run / operation["file"]
    content = json.loads(file.read_text(encoding="utf-8"))
    places = list(_places(content, operation["path"]))
    assert places, f"{operation} names no place"
    for container, key in reversed(places):
        change(container, key)
    file.write_text(json.dumps(content), encoding="utf-8")


def _at(content: Any, path: list[Any]) -> Any:
    for key in path:
        content = content[key]
    return content


def json_set(run: Path, operation: dict[str, Any]) -> None:
    """``value`` at each place."""

    def change(container: Any, key: Any) -> None:
        container[key] = operation["value"]

    _edit(run, operation, change)


def json_scale(run: Path, operation: dict[str, Any]) -> None:
    """Numbers at each place times ``factor``; others stay."""

    def change(container: Any, key: Any) -> None:
        value = container[key]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            container[key] = value * operation["factor"]

    _edit(run, operation, change)


def json_delete(run: Path, operation: dict[str, Any]) -> None:
    """Remove each place, where it is."""

    def change(container: Any, key: Any) -> None:
        if isinstance(container, list) or key in container:
            del container[key]

    _edit(run, operation, change)


def json_append(run: Path, operation: dict[str, Any]) -> None:
    """Append ``value``, or what stands at ``from``, to the list."""
    content = json.loads((run / operation["file"]).read_text(encoding="utf-8"))
    value = _at(content, operation["from"]) if "from" in operation else operation["value"]
    _edit(run, operation, lambda container, key: container[key].append(value))


def json_swap(run: Path, operation: dict[str, Any]) -> None:
    """Exchange the entries ``a`` and ``b`` of the list or object."""
    a, b = operation["a"], operation["b"]

    def change(container: Any, key: Any) -> None:
        values = container[key]
        values[a], values[b] = values[b], values[a]

    _edit(run, operation, change)


def json_roll(run: Path, operation: dict[str, Any]) -> None:
    """Move the entries of the list on by one; the last becomes the first."""

    def change(container: Any, key: Any) -> None:
        container[key] = container[key][-1:] + container[key][:-1]

    _edit(run, operation, change)


def text_replace(run: Path, operation: dict[str, Any]) -> None:
    """The first ``old`` becomes ``new``, character by character."""
    file = run / operation["file"]
    text = file.read_text(encoding="utf-8")
    assert operation["old"] in text, f"{operation}: not found"
    file.write_text(text.replace(operation["old"], operation["new"], 1), encoding="utf-8")


def write(run: Path, operation: dict[str, Any]) -> None:
    """A file that holds ``text``, repeated ``times``."""
    file = run / operation["file"]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(operation["text"] * operation.get("times", 1), encoding="utf-8")


def delete(run: Path, operation: dict[str, Any]) -> None:
    """Remove the file."""
    (run / operation["file"]).unlink()


def truncate(run: Path, operation: dict[str, Any]) -> None:
    """Keep the first ``bytes``."""
    file = run / operation["file"]
    file.write_bytes(file.read_bytes()[: operation["bytes"]])


def copy(run: Path, operation: dict[str, Any]) -> None:
    """Copy the file to ``to``."""
    (run / operation["to"]).write_bytes((run / operation["file"]).read_bytes())


def swap_files(run: Path, operation: dict[str, Any]) -> None:
    """Exchange the contents of ``file`` and ``other``."""
    a, b = run / operation["file"], run / operation["other"]
    first, second = a.read_bytes(), b.read_bytes()
    a.write_bytes(second)
    b.write_bytes(first)


def move_out(run: Path, operation: dict[str, Any]) -> None:
    """Move the file beside the run and leave a symbolic link to it."""
    file = run / operation["file"]
    outside = run.parent / f"outside_{file.name}"
    file.replace(outside)
    file.symlink_to(outside)


def _map(run: Path, operation: dict[str, Any], change: Callable[[Any], Any]) -> None:
    file = run / operation["file"]
    values = np.fromfile(file, "<f2").reshape(operation["shape"])
    file.write_bytes(np.ascontiguousarray(change(values)).astype("<f2").tobytes())


def map_transpose(run: Path, operation: dict[str, Any]) -> None:
    """Write the values with their ``axes`` in another order."""
    _map(run, operation, lambda values: values.transpose(operation["axes"]))


def map_swap(run: Path, operation: dict[str, Any]) -> None:
    """Exchange the entries ``a`` and ``b`` of the first axis."""

    def change(values: Any) -> Any:
        values[[operation["a"], operation["b"]]] = values[[operation["b"], operation["a"]]]
        return values

    _map(run, operation, change)


def map_scale(run: Path, operation: dict[str, Any]) -> None:
    """All values times ``factor``."""
    _map(run, operation, lambda values: values.astype(np.float64) * operation["factor"])


def map_set(run: Path, operation: dict[str, Any]) -> None:
    """``value`` (a number, or "NaN") at ``index``."""

    def change(values: Any) -> Any:
        values[tuple(operation["index"])] = float(operation["value"])
        return values

    _map(run, operation, change)


def _arrays(run: Path, operation: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> None:
    file = run / operation.get("file", ARCHIVE)
    with np.load(file) as archive:
        arrays = {name: archive[name] for name in archive.files}
    change(arrays)
    np.savez(file, **arrays)


def _one_array(run: Path, operation: dict[str, Any], change: Callable[[Any], Any]) -> None:
    def edit(arrays: dict[str, Any]) -> None:
        arrays[operation["array"]] = change(arrays[operation["array"]])

    _arrays(run, operation, edit)


def array_delete(run: Path, operation: dict[str, Any]) -> None:
    """Remove ``array`` from the archive."""
    _arrays(run, operation, lambda arrays: arrays.pop(operation["array"]))


def array_swap(run: Path, operation: dict[str, Any]) -> None:
    """Exchange the arrays ``a`` and ``b``."""

    def edit(arrays: dict[str, Any]) -> None:
        a, b = operation["a"], operation["b"]
        arrays[a], arrays[b] = arrays[b], arrays[a]

    _arrays(run, operation, edit)


def array_roll(run: Path, operation: dict[str, Any]) -> None:
    """Move the steps of ``array`` on by one."""
    _one_array(run, operation, lambda values: np.roll(values, 1, axis=0))


def array_drop_step(run: Path, operation: dict[str, Any]) -> None:
    """Leave out the last step of ``array``."""
    _one_array(run, operation, lambda values: values[:-1])


def array_type(run: Path, operation: dict[str, Any]) -> None:
    """Store ``array`` as ``dtype``."""
    _one_array(run, operation, lambda values: values.astype(operation["dtype"]))


def array_set(run: Path, operation: dict[str, Any]) -> None:
    """``value`` (a number, or "NaN") at ``index`` of ``array``."""

    def change(values: Any) -> Any:
        values[tuple(operation["index"])] = float(operation["value"])
        return values

    _one_array(run, operation, change)


def image_save(run: Path, operation: dict[str, Any]) -> None:
    """Save the image again, with another ``size`` [width, height], ``mode`` or ``format``, or with 16 bits a sample
    (``depth``)."""
    file = run / operation["file"]
    if operation.get("depth") == 16:
        with Image.open(file) as opened:
            rows = np.asarray(opened.convert("RGB"), ">u2") * 257
        data = b"".join(b"\0" + row.tobytes() for row in rows)
        file.write_bytes(png(rows.shape[1], rows.shape[0], 16, data))
        return
    with Image.open(file) as opened:
        image = opened.convert(operation.get("mode", "RGB")).resize(operation.get("size", opened.size))
    image.save(file, format=operation.get("format", "PNG"))


def png_size(run: Path, operation: dict[str, Any]) -> None:
    """Replace the image by a black one that states another ``size`` [width, height] than it has pixels for."""
    width, height = operation["size"]
    (run / operation["file"]).write_bytes(png(width, height, 8, bytes(10)))


def png(width: int, height: int, depth: int, rows: bytes) -> bytes:
    """Write a PNG of RGB from its filtered rows."""
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)))
    content = b"\x89PNG\r\n\x1a\n"
    for name, data in (*parts, (b"IEND", b"")):
        content += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return content


OPERATIONS: dict[str, Callable[[Path, dict[str, Any]], None]] = {
    f.__name__: f
    for f in (
        *(json_set, json_scale, json_delete, json_append, json_swap, json_roll),
        *(text_replace, write, delete, truncate, copy, swap_files, move_out),
        *(map_transpose, map_swap, map_scale, map_set),
        *(array_delete, array_swap, array_roll, array_drop_step, array_type, array_set),
        *(image_save, png_size),
    )
}
