"""Gather maps of a run: the places of the picture that words look at."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ...errors import RunFormatError, RunNotFoundError
from ...gather import GATHER_GAP, words_of
from .. import layout
from ..layout import FIRST_CONDITION
from ..model import GatherEntry, GatherFile
from .effects import RunEffects
from .records import ALL, AUTO, Layers

HOW = (
    "Name words in gather_words of Capture Settings, sample again with a model that has text and picture in one "
    "sequence, and export the run."
)


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

    def gather_rows(self, text: str) -> list[int]:
        """Return the places of a word's tokens in ``gather_tokens`` of the positive prompt. Exceptions are those of
        ``Run.gather``."""
        if not self.gather_tokens:
            why = next((f" {gap.where}: {gap.reason}." for gap in self.not_recorded if gap.what == GATHER_GAP), "")
            raise RunNotFoundError(f"{self.path} does not hold what words look at.{why} {HOW}")
        own = {token: row for row, token in enumerate(self.gather_tokens.get(FIRST_CONDITION, ()))}
        tokens = [token for word in self.words(text) for token in word.token_indices] if text.strip() else []
        if not tokens or not all(token in own for token in tokens):
            known = ", ".join(self.gather_words) or "no word of the positive prompt"
            raise LookupError(f"What {text!r} looks at was not recorded; {self.path} has that of {known}.")
        return [own[token] for token in tokens]

    def gather_places(self, layers: Layers) -> list[int]:
        """Return the places of layers in ``gather_layers``; "all" and "auto" stand for each. Raises: LookupError."""
        if isinstance(layers, str) and layers in (ALL, AUTO):
            return list(range(len(self.gather_layers)))
        listed: Iterable[str | int] = [layers] if isinstance(layers, (str, int)) else layers
        ids = dict.fromkeys(self.layer(layer).id for layer in listed)
        unknown = [id_ for id_ in ids if id_ not in self.gather_layers]
        if unknown or not ids:
            raise self._unknown("layers", ", ".join(unknown), list(self.gather_layers))
        return [self.gather_layers.index(id_) for id_ in ids]

    @cached_property
    def _gather(self) -> GatherEntry | None:
        return self.part("gather", GatherEntry) if self.metadata.get("gather") is not None else None
