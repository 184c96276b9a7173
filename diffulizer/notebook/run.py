"""A run as notebooks use it: what it was made with, its words, masks, a comparison, and how it shows itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from ..dataset.read import run as reader
from ..dataset.read.records import AUTO, Layers
from ..effects import ATTENTION

if TYPE_CHECKING:
    from .compared import ComparedRuns
    from .word import RunWord


def load_run(path: str | Path) -> Run:
    """Open the run in the folder or the .zip ``path``, or whose ``metadata.json`` is ``path``.

    A .zip holds one run, at its root or in a folder. It is not unpacked, and stays open as long as the run is used.

    Raises:
        RunNotFoundError: there is no such folder or .zip, or it holds no run.
        RunFormatError: its metadata can't be read, or its schema is of a later major version.
    """
    return Run(reader.run_path(path))


class Run(reader.Run):
    """One image's denoising on disk. Only ``metadata.json`` is read at once, the other files when they are needed."""

    @property
    def seed(self) -> int | None:
        """Seed of the noise; None where it is not known, as in the following three."""
        return cast("int | None", self.generator.get("seed"))

    @property
    def cfg(self) -> float | None:
        """Guidance scale."""
        return cast("float | None", self.generator.get("cfg_scale"))

    @property
    def sampler(self) -> str | None:
        """Name of the sampler."""
        return cast("str | None", self.generator.get("sampler"))

    @property
    def scheduler(self) -> str | None:
        """Name of the scheduler."""
        return cast("str | None", self.generator.get("scheduler"))

    @property
    def picture(self) -> npt.NDArray[np.uint8]:
        """The picture after the last step, as it was previewed: [h, w, 3] uint8."""
        return self.image(-1)

    def word(self, text: str) -> RunWord:
        """Return a word or phrase of the positive prompt: its tokens, its attention, and where it is.

        Raises:
            LookupError: the prompt has no such word; the message lists its words.
        """
        from .word import word_of  # torch: only when it is needed

        return word_of(self, text)

    def mask(
        self,
        text: str,
        threshold: float = 0.5,
        *,
        soft: bool = False,
        grow: int = 0,
        feather: int = 0,
        layers: Layers = AUTO,
        steps: Iterable[int] | None = None,
        source: str = ATTENTION,
    ) -> npt.NDArray[np.float32]:
        """Return the map of a word as a mask of ``picture``: [h, w] float32 in 0..1.

        The map is brought to the size of the picture and scaled so that its lowest value is 0 and its highest is 1.

        Args:
            text, layers, steps, source: as for ``heat``, whose exceptions this raises too.
            threshold: the mask is 1 where the scaled map is at least as high, and 0 elsewhere.
            soft: whether the mask is the scaled map itself.
            grow: pixels by which it is widened; a negative number narrows it.
            feather: pixels over which its edge is softened.

        Raises:
            ValueError: the threshold is out of range.
        """
        from .word import mask_of

        heat = self.heat(text, layers=layers, steps=steps, source=source)
        return mask_of(heat, self.picture.shape[:2], threshold=threshold, soft=soft, grow=grow, feather=feather)

    def compare(self, other: reader.Run | str | Path) -> ComparedRuns:
        """Compare the run with another, as ``diffulizer compare`` does; print the result to read the verdict.

        Args:
            other: a run, or the path of one.

        Raises:
            RunNotFoundError, RunFormatError: it can't be read.
            RecordingError: one of the two was exported without latents.
        """
        from .compared import compared

        return compared(self, other if isinstance(other, reader.Run) else load_run(other))

    def to_xarray(self, condition: str = "c0") -> Any:
        """Return the cross-attention to the words as an ``xarray.DataArray`` [step, layer, word, y, x], read from disk
        as it is used.

        A value is the share, 0 to 1, of a place's attention that goes to the word, mean over heads. Layers have
        different grids: all are brought to the finest one, so that the mean over a map stays what it was. Where a layer
        has no map of a step, values are NaN. ``step`` counts from 0; ``layer`` has module names, and the coordinate
        ``layer_id`` the run's ids; ``word`` has all places of a word as one; ``y`` and ``x`` are the centres of cells
        as fractions of height and width; ``sigma`` is the noise level of each step.

        Args:
            condition: id of a conditioning.

        Raises:
            MissingPackageError: xarray is not installed.
            LookupError: there is no such conditioning.
            RunNotFoundError: the run holds no maps of it.
        """
        from .labelled import labelled_maps

        return labelled_maps(self, condition)

    def _repr_html_(self) -> str:
        """Show the run in a notebook: its pictures, and its words by their share of the attention."""
        from .html import html_of

        return html_of(self)
