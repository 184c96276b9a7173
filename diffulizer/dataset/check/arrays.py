"""Check of the archive of latents: whether it opens and holds what it must."""

from __future__ import annotations

import numpy as np

from ...errors import RunFormatError
from ...maths.numbers import Array
from ..files import read_npz
from ..layout import ARRAYS, INITIAL_LATENT
from .base import Checked, as_dict, as_int, as_list

REQUIRED = ("latents", "predicted_noise")
REQUIRED_NEWER = (*REQUIRED, "x0", INITIAL_LATENT)


def check_arrays(run: Checked) -> dict[str, Array]:
    """Check the archive, and return the usable arrays by name; a run without one has none."""
    name = as_dict(run.metadata.get("artifacts")).get("latents_noise")
    path = run.file(name)
    if path is None:
        return {}
    arrays = _load(run, path)
    required = REQUIRED_NEWER if run.newer else REQUIRED
    for key in required if arrays is not None else ():
        if key not in (arrays or {}):
            run.error("array-missing", f"{name}: {key}", f"missing; expected {', '.join(required)}")
    return {key: a for key, a in (arrays or {}).items() if _usable(run, f"{name}: {key}", key, a, arrays or {})}


def _load(run: Checked, name: str) -> dict[str, Array] | None:
    try:
        return read_npz(run.files, name, (*ARRAYS, INITIAL_LATENT))
    except RunFormatError as error:
        run.error("array-unreadable", name, str(error))
        return None


def _usable(run: Checked, where: str, key: str, array: Array, arrays: dict[str, Array]) -> bool:
    run.count("arrays")
    usable = True
    if array.dtype != np.float16:
        run.error("array-dtype", where, f"{array.dtype}; expected float16")
        usable = array.dtype.kind == "f"
    latents = arrays.get("latents", array)
    item = latents.shape[1:]
    expected = item if key == INITIAL_LATENT else (run.steps or len(latents) if latents.ndim else 0, *item)
    if run.newer and key == "latents" and len(item) == 3:
        expected = (expected[0], item[0], *_latent_grid(run, item[1:]))
    if array.shape != expected or len(item) != 3 or 0 in array.shape:
        wanted = "[C, h, w]" if key == INITIAL_LATENT else "[steps, C, h, w]"
        run.error("array-shape", where, f"{list(array.shape)}; expected {list(expected)}, {wanted}")
        return False
    return usable


def _latent_grid(run: Checked, otherwise: tuple[int, ...]) -> tuple[int, ...]:
    """Return the rows and columns of the latent that follow from the stated image size."""
    sizes = [as_int(run.generator.get(key), low=1) for key in ("height", "width")]
    return tuple(s // run.latent_pixels for s in as_list(sizes) if s) if all(sizes) else otherwise
