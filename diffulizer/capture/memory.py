"""Recordings in memory, which are filled while a sampler runs. Axes are those of ``recording``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from torch import Tensor

from ..layers import AttentionLayer
from ..recording import LATENT_FIELDS, Attention, Condition, Gap, ModelInfo, SamplingInfo, Step
from ..settings import CaptureSettings


class _Held:
    """Common part of the two kinds of attention in memory."""

    maps: Tensor | None

    @property
    def has_maps(self) -> bool:
        return self.maps is not None


@dataclass
class MemoryCross(_Held):
    """A ``CrossAttention`` that holds its tensors."""

    token_mean: Tensor
    entropy: Tensor
    spatial_entropy: Tensor
    maps: Tensor | None = None
    heads: Tensor | None = None
    cells: tuple[int, int] | None = None


@dataclass
class MemorySelf(_Held):
    """A ``SelfAttention`` that holds its tensors."""

    entropy: Tensor
    maps: Tensor | None = None
    heads: Tensor | None = None
    cells: tuple[int, int] | None = None


@dataclass
class MemoryPass:
    """A ``SamplingPass`` in memory.

    Attributes beyond those of the protocol:
        id: a name that no other pass has.
    """

    settings: CaptureSettings
    model: ModelInfo
    sampling: SamplingInfo
    layers: list[AttentionLayer]
    conditions: list[Condition]
    initial_latent: Tensor
    steps: list[Step] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    complete: bool = False
    host: dict[str, str] = field(default_factory=dict)
    workflow: dict[str, Any] | None = None
    prompt_graph: dict[str, Any] | None = None
    output_digest: str | None = None
    id: str = field(default_factory=lambda: uuid4().hex)

    @property
    def measured(self) -> Mapping[str, Any] | None:
        return None

    @property
    def path(self) -> Path | None:
        return None

    def nbytes(self) -> int:
        """Return the memory of the pass's tensors, in bytes, without those of steps on disk."""
        held = (step_nbytes(step) for step in self.steps if not step.bytes_on_disk)
        return self.initial_latent.nbytes + sum(held)

    def with_gap(self, gap: Gap) -> MemoryPass:
        """Return a copy of the pass with one more gap; the pass itself stays as it is."""
        return replace(self, gaps=[*self.gaps, gap])

    def add_gap(self, what: str, where: str, reason: str) -> None:
        """Note a thing that was not recorded, once."""
        gap = Gap(what, where, reason)
        if gap not in self.gaps:
            self.gaps.append(gap)


@dataclass
class MemoryRecording:
    """Passes in memory. Only the newest ``keep`` are held."""

    passes: list[MemoryPass] = field(default_factory=list)
    keep: int = 2
    failures: list[str] = field(default_factory=list)

    def add(self, new: MemoryPass) -> None:
        """Append a pass and drop the oldest beyond ``keep``."""
        self.passes.append(new)
        self.failures.clear()
        del self.passes[: -self.keep]

    def get_ram_usage(self) -> int:
        """Return the memory in bytes; ComfyUI's cache calls this method by its name."""
        return sum(p.nbytes() for p in self.passes)


def step_nbytes(step: Step) -> int:
    """Return the size of a step's tensors in bytes, whether it is in memory or streamed to disk."""
    latents = [getattr(step, name) for name in LATENT_FIELDS]
    attention = [*step.cross_attention.values(), *step.self_attention.values()]
    held = [*latents, *(tensor for one in attention for tensor in tensors_of(one).values())]
    return sum(tensor.nbytes for tensor in held if tensor is not None)


def tensors_of(attention: Attention) -> dict[str, Tensor]:
    """Return the tensors of an attention in memory, by attribute."""
    return {name: value for name, value in vars(attention).items() if isinstance(value, Tensor)}
