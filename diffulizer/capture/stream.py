"""A stream of finished steps from memory to disk.

Files have no name where the system allows it, and are deleted by the system with their last user otherwise
(``tempfile.TemporaryFile``), so nothing is left behind, whatever ends the process. They are mapped, so that a step on
disk reads as one in memory does; the system takes their pages back when it needs the memory for something else.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, TypeVar

import torch
from torch import Tensor

from ..recording import LATENT_FIELDS, AttentionKey, Step
from .effects import MemoryEffects
from .memory import MemoryCross, MemoryGather, MemorySelf, step_nbytes, tensors_of

FILE_BYTES = 64 * 2**20
"""Approximate size of a file, in bytes. Steps wait in memory until they fill one, because each file stays open."""
ALIGNMENT = 8

Attention = TypeVar("Attention", bound=MemoryCross | MemorySelf | MemoryGather)
Cells = tuple[int, int] | None


@dataclass(frozen=True)
class _Slot:
    """Position, type and shape of a tensor among a step's bytes."""

    start: int
    dtype: torch.dtype
    shape: tuple[int, ...]

    @property
    def stop(self) -> int:
        return self.start + math.prod(self.shape) * self.dtype.itemsize

    def of(self, data: Tensor) -> Tensor:
        return data[self.start : self.stop].view(self.dtype).view(self.shape)


_Slots = dict[str, _Slot]
_Index = dict[AttentionKey, tuple[Cells, _Slots]]
_Layout = tuple[_Slots, _Slots, _Index, _Index, _Index]
"""Slots of latents, of effects, of cross-attention, of self-attention and of gather maps."""


class StreamedAttention(Mapping[AttentionKey, Attention]):
    """Attention of a step on disk by (layer id, condition id); a tensor is made when it is read.

    Hundreds of tensor objects at each step would otherwise take as much memory as the small maps that they hold.
    """

    def __init__(self, kind: type[Attention], index: _Index, data: Tensor) -> None:
        self._kind, self._index, self._data = kind, index, data

    def __getitem__(self, key: AttentionKey) -> Attention:
        cells, slots = self._index[key]
        tensors: dict[str, Any] = {name: slot.of(self._data) for name, slot in slots.items()}
        return self._kind(**tensors, cells=cells)

    def __iter__(self) -> Iterator[AttentionKey]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)


class StepStream:
    """Moves the steps of one pass to disk, in their order.

    Args:
        folder: the folder of the files, which is created if it is missing. None means the system's folder for temporary
            files.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._waiting: list[Step] = []
        self._bytes = 0
        self._layout: _Layout = ({}, {}, {}, {}, {})

    def add(self, step: Step) -> None:
        """Take a step whose tensors are final.

        Raises:
            OSError: the steps can't be written (a full disk, say); all that wait stay in memory as they are.
        """
        self._waiting.append(step)
        self._bytes += step_nbytes(step)
        if self._bytes >= FILE_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write all steps that wait. Raises: OSError, as ``add``."""
        if not self._waiting:
            return
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=self._folder) as file:
            placed = [(step, file.tell(), self._write(step, file), file.tell()) for step in self._waiting]
            file.flush()
            data = torch.frombuffer(mmap.mmap(file.fileno(), 0), dtype=torch.uint8)
        for step, start, layout, stop in placed:
            _map(step, layout, data[start:stop])
        self._waiting, self._bytes = [], 0

    def _write(self, step: Step, file: BinaryIO) -> _Layout:
        """Append a step's tensors to the file; steps with the same layout share one object."""
        begin = file.tell()

        def write(tensors: dict[str, Tensor]) -> _Slots:
            slots = {}
            for name, tensor in tensors.items():
                slots[name] = _Slot(file.tell() - begin, tensor.dtype, tuple(tensor.shape))
                file.write(tensor.contiguous().numpy().data)
                file.write(bytes(-tensor.nbytes % ALIGNMENT))
            return slots

        latents = write({name: getattr(step, name) for name in LATENT_FIELDS if getattr(step, name) is not None})
        effects = {} if step.effects is None else write(tensors_of(step.effects))
        cross, own, gathers = (
            {key: (one.cells, write(tensors_of(one))) for key, one in kind.items()}
            for kind in (step.cross_attention, step.self_attention, step.gathers)
        )
        layout = (latents, effects, cross, own, gathers)
        if layout != self._layout:
            self._layout = layout
        return self._layout


def _map(step: Step, layout: _Layout, data: Tensor) -> None:
    """Replace a step's tensors by views of ``data`` [bytes]."""
    latents, effects, cross, own, gathers = layout
    step.bytes_on_disk = step_nbytes(step)
    for name, slot in latents.items():
        setattr(step, name, slot.of(data))
    if effects:
        step.effects = MemoryEffects(**{name: slot.of(data) for name, slot in effects.items()})
    step.cross_attention = StreamedAttention(MemoryCross, cross, data)
    step.self_attention = StreamedAttention(MemorySelf, own, data)
    step.gathers = StreamedAttention(MemoryGather, gathers, data)
