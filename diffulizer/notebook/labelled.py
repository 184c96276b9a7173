"""Maps of a run as a labelled array of xarray, whose values are read from disk as they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch

from ..dataset.model import MapFile
from ..dataset.read.from_metadata import read_conditions, read_generator
from ..errors import RunNotFoundError
from ..maths.resizing import finest, on_whole_image, resized
from ..packages import require
from ..typed import as_compared

if TYPE_CHECKING:
    from .run import Run


def labelled_maps(run: Run, condition: str) -> Any:
    """Return the maps of a conditioning; see ``Run.to_xarray``."""
    require("xarray", "Run.to_xarray")
    import xarray as xr

    maps = Maps(run, condition)
    rows, columns = maps.grid
    layers = [run.layer(layer) for layer in maps.layers]
    coordinates: dict[str, Any] = {
        "step": np.arange(run.steps),
        "layer": [layer.name for layer in layers],
        "word": list(maps.words),
        "y": (np.arange(rows) + 0.5) / rows,
        "x": (np.arange(columns) + 0.5) / columns,
        "layer_id": ("layer", list(maps.layers)),
    }
    sigmas = read_generator(run).sigmas
    if len(sigmas) > run.steps:
        coordinates["sigma"] = ("step", np.array(sigmas[: run.steps], np.float64))
    stated = {"long_name": "share of attention", "run": str(run.path), "condition": condition}
    lazy = xr.core.indexing.LazilyIndexedArray(_backend(maps))
    variable = xr.Variable(("step", "layer", "word", "y", "x"), lazy, attrs=stated)
    return xr.DataArray(variable, coords=coordinates, name="attention")


class Maps:
    """Maps of words over steps and layers, on one grid.

    Attributes:
        words: the tokens of each word, by the word as it first stands in the prompt.
        layers: ids of the layers that have maps, in the order of the run.
        grid: (rows, columns) of the finest of all maps.
    """

    def __init__(self, run: Run, condition: str) -> None:
        first: dict[str, str] = {}
        self.words: dict[str, list[int]] = {}
        for word in run.words(condition=condition):
            text = first.setdefault(as_compared(word.text), word.text)
            self.words.setdefault(text, []).extend(word.token_indices)
        entries = [
            entry
            for entry in run.attention_files
            if entry.attention_type == "cross" and entry.condition == condition and entry.head is None
        ]
        if not entries or not self.words:
            raise RunNotFoundError(f"{run.path} holds no cross-attention to words of {condition}.")
        having = {entry.layer_id for entry in entries}
        self._run = run
        self._entries = {(entry.step, entry.layer_id): entry for entry in entries}
        self._area = next(c.area for c in read_conditions(run) if c.id == condition)
        made = read_generator(run)
        self._latent = ((made.height or 0) // made.latent_pixels, (made.width or 0) // made.latent_pixels)
        self.layers = [layer.id for layer in run.layers if layer.id in having]
        self.grid = self._latent if self._area else finest([(e.shape[1], e.shape[2]) for e in entries])

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of steps, layers, words, rows and columns."""
        return self._run.steps, len(self.layers), len(self.words), *self.grid

    def read(self, key: tuple[Any, ...]) -> npt.NDArray[np.float32]:
        """Read a part, given by an index, a slice or an array of indices for each of the five dimensions. A map of
        which nothing is asked is not read."""
        steps, layers, words, rows, columns = (
            np.arange(length)[index] for length, index in zip(self.shape, key, strict=True)
        )
        tokens = [list(self.words.values())[word] for word in np.atleast_1d(words)]
        read = [
            [self._map(self._entries.get((int(step), self.layers[layer])), tokens) for layer in np.atleast_1d(layers)]
            for step in np.atleast_1d(steps)
        ]
        empty = np.empty((np.size(steps), np.size(layers), np.size(words), *self.grid), np.float32)
        whole = np.array(read, np.float32).reshape(empty.shape) if empty.size else empty
        whole = whole[..., np.atleast_1d(rows), :][..., np.atleast_1d(columns)]
        dropped = tuple(axis for axis, part in enumerate((steps, layers, words, rows, columns)) if part.ndim == 0)
        return np.squeeze(whole, dropped)

    def _map(self, entry: MapFile | None, tokens: list[list[int]]) -> npt.NDArray[np.float32]:
        """Return the maps of words, each the sum over its tokens, on the common grid: [words, rows, columns]."""
        if entry is None:
            return np.full((len(tokens), *self.grid), np.nan, np.float32)
        maps = self._run.open_map(entry)
        sums = np.stack([maps[own].astype(np.float32).sum(axis=0) for own in tokens])
        whole = on_whole_image(torch.from_numpy(sums), self._area, self._latent)
        return np.asarray(resized(whole, self.grid).numpy(), np.float32)


def _backend(maps: Maps) -> Any:
    """Wrap maps in the form that xarray reads lazily (its guide to new backends)."""
    from xarray.backends import BackendArray
    from xarray.core import indexing

    class Lazy(BackendArray):  # type: ignore[misc]  # an optional package, which is not typed here
        shape = maps.shape
        dtype = np.dtype(np.float32)

        def __getitem__(self, key: Any) -> Any:
            outer = indexing.IndexingSupport.OUTER
            return indexing.explicit_indexing_adapter(key, self.shape, outer, maps.read)

    return Lazy()
