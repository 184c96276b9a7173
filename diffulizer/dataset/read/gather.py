"""Gather maps of a run: the places of the picture that words look at."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from ...errors import RunFormatError
from ...gather import words_of
from .. import layout
from ..layout import FIRST_CONDITION
from ..model import GatherEntry, GatherFile
from .effects import RunEffects


class RunGather(RunEffects):
    """A run with the gather maps that it holds; see ``diffulizer.gather``."""

    @property
    def gather_tokens(self) -> dict[str, tuple[int, ...]]:
        """The tokens whose gather maps were recorded, in the order of the maps, by the id of a condition."""
        return {} if self._gather is None else self._gather.tokens

    @property
    def gather_layers(self) -> tuple[str, ...]:
        """Ids of the layers that have gather maps, in the order of the maps."""
        return () if self._gather is None else self._gather.layers

    @cached_property
    def gather_files(self) -> tuple[GatherFile, ...]:
        """Files of gather maps, an entry for each step and condition that has some."""
        files = self.part("gather_files", tuple[GatherFile, ...], ())
        places = {(file.step, file.condition) for file in files}
        if len(places) < len(files) or any(file.step >= self.steps for file in files):
            raise self._broken(layout.METADATA, "gather_files names a step twice, or one that the run lacks")
        return files

    @property
    def gather_words(self) -> list[str]:
        """The words of the positive prompt whose gather maps were recorded, each once."""
        return words_of(self.token_table(), self.gather_tokens.get(FIRST_CONDITION, ()))

    def gather_maps(self, step: int, condition: str = FIRST_CONDITION) -> npt.NDArray[np.float16] | None:
        """Return the gather maps of a step, [layers, tokens, rows, columns] float16, in the order of ``gather_layers``
        and ``gather_tokens``; None where there are none.

        Raises:
            RunFormatError: the file is missing, or its shape is not that of these layers and tokens.
        """
        wanted = self._step(step, self.steps)
        for entry in self.gather_files:
            if (entry.step, entry.condition) == (wanted, condition):
                expected = len(self.gather_layers), len(self.gather_tokens.get(condition, ()))
                if len(entry.shape) != 4 or tuple(entry.shape[:2]) != expected:
                    raise RunFormatError(
                        f"{self.path / entry.path}: its shape is {list(entry.shape)}; expected "
                        f"[{expected[0]}, {expected[1]}, rows, columns]."
                    )
                return self._float16(entry.path, entry.shape)
        return None

    @cached_property
    def _gather(self) -> GatherEntry | None:
        return self.part("gather", GatherEntry) if self.metadata.get("gather") is not None else None
