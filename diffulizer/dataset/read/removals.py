"""Samplings without words in a run."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from ...errors import RunFormatError, RunNotFoundError
from ...maths.parting import halfway
from ...removals import Removed
from .. import layout
from ..model import ValueFile
from .gather import RunGather

HOW = "Use Word Effects, or `diffulizer ablate`, and export the run."


class RunRemovals(RunGather):
    """A run with the samplings without words that it holds."""

    @cached_property
    def removed(self) -> Removed | None:
        """The words without each of which the prompt was sampled again, and how; None where that was not done."""
        return self.part("removals", Removed) if self.metadata.get("removals") is not None else None

    @cached_property
    def removal_files(self) -> tuple[ValueFile, ...]:
        """The file of what changes without each word; none where nothing was removed."""
        return self.part("removal_files", tuple[ValueFile, ...], ())

    @property
    def removal_images(self) -> tuple[str, ...]:
        """Paths of the final pictures without each word, in the order of ``removed.words``."""
        return self.part("removal_images", tuple[str, ...], ())

    def without(self, word: str) -> npt.NDArray[np.uint8]:
        """Read the final picture without a word: [h, w, 3] uint8.

        Raises:
            RunNotFoundError: nothing was removed.
            LookupError: the picture was not sampled without this word; the message lists those that were removed.
        """
        return self.removal_picture(self._removed_number(word))

    def change(self, word: str = "") -> npt.NDArray[np.float32]:
        """Return where the final latent changes without a word: [h, w], mean over channels of the absolute difference.

        Args:
            word: a removed word; "" is the null, the noise floor.

        Raises:
            RunNotFoundError: nothing was removed.
            LookupError: see ``without``.
        """
        number = self._removed_number(word) if word else -1
        values: npt.NDArray[np.float32] = self.removal_changes()[number].astype(np.float32)
        return values

    def parting(self, word: str) -> int | None:
        """Return the moment at which the pictures with and without a word part: the step, from 0, from which on their
        predictions are at least half as far apart as at the end (see ``maths.parting``). None if they end alike.

        Raises:
            RunNotFoundError: nothing was removed.
            LookupError: see ``without``.
        """
        return halfway(self.removal_closeness(self._removed_number(word)))

    def removal_picture(self, number: int) -> npt.NDArray[np.uint8]:
        """Read the picture without a word, by its place in ``removed.words``: [h, w, 3] uint8."""
        images = self.removal_images
        if number >= len(images):
            raise self._broken(layout.METADATA, f"removal_images has {len(images)} entries; expected one for each word")
        return self._picture(images[number])

    def removal_changes(self) -> npt.NDArray[np.float16]:
        """Return the changes without each word, the null's last: [words + 1, h, w]."""
        words = self._removed().words
        if len(self.removal_files) != 1:
            raise RunNotFoundError(f"{self.path} holds no maps of what changes without its words. {HOW}")
        (entry,) = self.removal_files
        values = self._float16(entry.path, entry.shape)
        if values.ndim != 3 or len(values) != len(words) + 1:
            raise self._broken(entry.path, f"shape {list(values.shape)}; expected [{len(words) + 1}, h, w]")
        return values

    def removal_closeness(self, number: int) -> list[float | None]:
        """Return the cosine of the predicted clean latents with and without a word at each step, by its place in
        ``removed.words``; -1 is the null."""
        count = len(self._removed().words) + 1
        rows = self.metrics.get("removal_x0_cosine") or [None] * self.steps
        if any(row is not None and len(row) != count for row in rows):
            raise RunFormatError(f"{self.path}: an entry of removal_x0_cosine does not have {count} values.")
        return [None if row is None else row[number] for row in rows]

    def _removed(self) -> Removed:
        if self.removed is None:
            raise RunNotFoundError(f"{self.path} was not sampled without its words. {HOW}")
        return self.removed

    def _removed_number(self, text: str) -> int:
        failure = f"{self.path} was not sampled without {text!r}; it was without each of"
        return self._place(text, self._removed().words, failure)
