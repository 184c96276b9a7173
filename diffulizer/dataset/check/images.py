"""Check that the images open, and have the format and size that the run states."""

from __future__ import annotations

import warnings

from PIL import Image, UnidentifiedImageError

from ..layout import METADATA
from .base import Checked, as_dict, as_int, as_list, shown
from .files import IMAGE_LISTS


def check_images(run: Checked, whole: bool) -> None:
    """Open every image; with ``whole``, decode all of its pixels."""
    stated = as_dict(run.generator.get("image_size"))
    width, height = as_int(stated.get("width"), 1), as_int(stated.get("height"), 1)
    expected = (width, height) if width and height else None
    for key in IMAGE_LISTS:
        for i, name in enumerate(as_list(run.metadata.get(key))):
            path = run.file(name)
            if path is None:
                continue
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with run.files.open(name) as file, Image.open(file) as image:
                if whole:
                    image.load()
                kind, mode = image.format, image.mode
                size: tuple[int, int] = image.size
    except Exception as error:  # Pillow raises nearly every kind there is on damaged files
        reason = "it is no image" if isinstance(error, UnidentifiedImageError) else str(error)
        run.error("image-unreadable", where, f"{shown(name)} does not open: {reason}")
        return None
    if kind != "PNG" or mode != "RGB":
        run.error("image-format", where, f"{shown(name)} is {kind}, {mode}; expected PNG, RGB")
    return size
