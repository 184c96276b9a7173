"""Check that the images open, and have the format and size that the run states."""

from __future__ import annotations

from ...errors import RunFormatError
from ..images import image_header, other_kind, read_image
from ..layout import IMAGE_LISTS, METADATA
from .base import Checked, as_dict, as_int, as_list, shown


def check_images(run: Checked, whole: bool) -> None:
    """Open every image; with ``whole``, decode all of its pixels."""
    stated = as_dict(run.generator.get("image_size"))
    width, height = as_int(stated.get("width"), 1), as_int(stated.get("height"), 1)
    expected = (width, height) if width and height else None
    seen: set[str] = set()  # a file that is listed twice is a problem of its own, and read once
    for key in IMAGE_LISTS:
        for i, name in enumerate(as_list(run.metadata.get(key))):
            path = run.file(name)
            if path is None or path in seen:
                continue
            seen.add(path)
            run.count("images")
            opened = _open(run, f"{METADATA}: {key}[{i}]", path, whole)
            if opened is None:
                continue
            expected = expected or opened  # without a stated size, all have that of the first
            if opened != expected:
                message = f"{shown(name)} is {opened[0]}x{opened[1]}; expected {expected[0]}x{expected[1]}"
                run.error("image-size", f"{METADATA}: {key}[{i}]", message)


def _open(run: Checked, where: str, name: str, whole: bool) -> tuple[int, int] | None:
    """Return the (width, height) of an image, or None if it does not open."""
    try:
        if kind := other_kind(run.files, name):
            run.error("image-format", where, f"{shown(name)} is {kind}; expected PNG, RGB, 8 bits")
            return None
        header = image_header(run.files, name)
        if whole:
            read_image(run.files, name)
    except RunFormatError as error:
        run.error("image-unreadable", where, f"{shown(name)} does not open: {error}")
        return None
    if not header.is_rgb8:
        message = f"{shown(name)} has {header.depth} bits of colour type {header.colour}; expected PNG, RGB, 8 bits"
        run.error("image-format", where, message)
    return header.width, header.height
