"""Attention in a run's files, in the form of a recording; it is read and reduced only as far as it is needed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ...errors import RunFormatError
from ...recording import Attention, AttentionKey
from ...removals import Removed
from ..model import MapFile
from .from_metadata import format_errors
from .run import Run

Stored = TypeVar("Stored", bound=Attention)
Files = list[MapFile]
"""Maps of one layer, condition and step: the mean over heads, then single heads."""


class DiskAttention(Mapping[AttentionKey, Stored]):
    """Attention of a step by (layer id, condition id). No file is read to list it, or to see which maps exist."""

    def __init__(
        self, kind: Callable[[StoredMaps, Files], Stored], maps: StoredMaps, files: Mapping[AttentionKey, Files]
    ) -> None:
        self._kind, self._maps, self._files = kind, maps, files

    def __getitem__(self, key: AttentionKey) -> Stored:
        return self._kind(self._maps, self._files[key])

    def __iter__(self) -> Iterator[AttentionKey]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


class StoredMaps:
    """Reader of the maps of a run, which remembers the statistics of those that were reduced.

    Callers hold the maps, this object never does. It holds statistics: at most 2 T + 1 numbers of four bytes for each
    layer, condition and step, which is 5 MB for 70 layers, 50 steps and 154 tokens.
    """

    def __init__(self, run: Run, measured: Callable[[], Mapping[str, Any]]) -> None:
        self._run, self._measured = run, measured
        self._statistics: dict[str, tuple[Tensor, ...]] = {}

    def mean(self, files: Files) -> Tensor:
        """Return the mean over heads, [1, ...]. Raises: RunFormatError."""
        if files[0].head is not None:
            raise RunFormatError(
                f"{self._run.path / files[0].path} is a single head's map; the mean over heads is missing."
            )
        return map_tensor(self._run.open_map(files[0]))[None]

    def heads(self, files: Files) -> Tensor | None:
        """Return the single heads, [1, H, ...], if there are any. Raises: RunFormatError."""
        heads = [map_tensor(self._run.open_map(file)) for file in files if file.head is not None]
        return torch.stack(heads)[None] if heads else None

    def statistics(self, file: MapFile, reduce: Callable[[], tuple[Tensor, ...]]) -> tuple[Tensor, ...]:
        """Return the statistics of a file's map, which ``reduce`` computes the first time."""
        if file.path not in self._statistics:
            self._statistics[file.path] = reduce()
        return self._statistics[file.path]

    def measured_entropy(self, file: MapFile) -> Tensor | None:
        """Return the entropy, [1], that the run's metrics state for a layer and c0; None where they state none."""
        by_step = self._measured().get(f"{file.attention_type}_attention_entropy") or {}
        with format_errors(self._run):
            value = by_step[file.step]["by_layer"].get(file.layer_id) if by_step and file.condition == "c0" else None
        return None if value is None else torch.tensor([value])


class _StoredAttention:
    """Attention of a layer for a conditioning at a step, read from its files as far as it is needed."""

    has_maps = True

    def __init__(self, maps: StoredMaps, files: Files) -> None:
        self._maps, self._files = maps, files

    @property
    def cells(self) -> tuple[int, int] | None:
        return self._files[0].grid

    @cached_property
    def maps(self) -> Tensor:
        return self._maps.mean(self._files)

    @cached_property
    def heads(self) -> Tensor | None:
        return self._maps.heads(self._files)


class StoredCross(_StoredAttention):
    """A ``CrossAttention`` on disk. Its statistics are those of the stored map."""

    @property
    def token_mean(self) -> Tensor:
        return self._statistics[0]

    @property
    def entropy(self) -> Tensor:
        measured = self._maps.measured_entropy(self._files[0])
        return self._statistics[1] if measured is None else measured

    @property
    def spatial_entropy(self) -> Tensor:
        return self._statistics[2]

    @property
    def _statistics(self) -> tuple[Tensor, ...]:
        return self._maps.statistics(self._files[0], lambda: cross_statistics(self.maps[0].float()))


class StoredSelf(_StoredAttention):
    """A ``SelfAttention`` on disk. Its entropy was measured while sampling, or is that of the stored map."""

    @property
    def entropy(self) -> Tensor:
        measured = self._maps.measured_entropy(self._files[0])
        return self._statistics[0] if measured is None else measured

    @property
    def _statistics(self) -> tuple[Tensor, ...]:
        return self._maps.statistics(self._files[0], lambda: (entropy_of(self.maps[0].float(), 1).mean()[None],))


class StoredGather:
    """A ``Gather`` on disk: the maps of one layer in a step's file."""

    def __init__(self, run: Run, step: int, layer: int, condition: str) -> None:
        self._run, self._step, self._layer, self._condition = run, step, layer, condition

    @property
    def cells(self) -> tuple[int, int]:
        return self._whole.shape[2], self._whole.shape[3]

    @property
    def maps(self) -> Tensor:
        return map_tensor(self._whole[self._layer])[None]

    @cached_property
    def _whole(self) -> npt.NDArray[np.float16]:
        maps = self._run.gather_maps(self._step, self._condition)
        assert maps is not None
        return maps


class StoredEffects:
    """``Effects`` on disk. Norms and cosines are those of the run's metrics, NaN where they state none."""

    def __init__(self, run: Run, step: int, measured: Callable[[], Mapping[str, Any]]) -> None:
        self._run, self._step, self._measured = run, step, measured

    @property
    def maps(self) -> Tensor:
        maps = self._run.effect_maps(self._step)
        assert maps is not None
        words = len(self._run.effect_words)
        if maps.ndim != 3 or len(maps) != words + 1:
            message = f"the effects of step {self._step} have shape {list(maps.shape)}; expected [{words + 1}, h, w]"
            raise RunFormatError(f"{self._run.path}: {message}.")
        return map_tensor(maps)[None]

    @property
    def norms(self) -> Tensor:
        return self._numbers("effect_l2_norm", len(self._run.effect_words) + 1)

    @property
    def cosines(self) -> Tensor:
        return self._numbers("effect_guidance_cosine", len(self._run.effect_words))

    def _numbers(self, key: str, count: int) -> Tensor:
        stated = (self._measured().get(key) or {self._step: None})[self._step] or (None,) * count
        values = [math.nan if value is None else value for value in stated]
        if len(values) != count:
            message = f"{key} has {len(values)} entries at step {self._step}; expected {count}"
            raise RunFormatError(f"{self._run.path}: {message}.")
        return torch.tensor([values])


class StoredRemovals:
    """``Removals`` on disk."""

    def __init__(self, run: Run, removed: Removed) -> None:
        self._run, self.removed = run, removed

    @property
    def change(self) -> Tensor:
        return map_tensor(self._run.removal_changes())[None]

    @property
    def cosines(self) -> Tensor:
        words = range(len(self.removed.words) + 1)
        stated = np.array([self._run.removal_closeness(word) for word in words], np.float32)  # None becomes NaN
        return torch.from_numpy(stated.T)[None]

    def picture(self, _item: int, word: int, _decode: Callable[[Tensor], Any]) -> Any:
        return self._run.removal_picture(word)


def cross_statistics(maps: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return token means [1, T], entropy [1] and spatial entropy [1, T] of one cross map [T, r, c]."""
    spread = maps / maps.sum((1, 2), keepdim=True).clamp(min=1e-30)
    return maps.mean((1, 2))[None], entropy_of(maps, 0).mean()[None], entropy_of(spread, (1, 2))[None]


def entropy_of(values: Tensor, axes: int | tuple[int, ...]) -> Tensor:
    """Return -sum p ln p over the axes, in nats."""
    return -torch.xlogy(values, values).sum(axes)


def map_tensor(array: Any) -> Tensor:
    """Copy an array into memory, as float16."""
    return torch.from_numpy(np.array(array, np.float16))
