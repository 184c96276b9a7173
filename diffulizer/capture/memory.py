"""Recordings in memory, which are filled while a sampler runs. Axes are those of ``recording``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from pickle import PicklingError
from typing import Any
from uuid import uuid4

from torch import Tensor

from ..edits import Edit
from ..effects import ATTENTION, Effects, EffectWord
from ..gather import Gather
from ..layers import AttentionLayer
from ..recording import LATENT_FIELDS, Attention, Condition, Gap, ModelInfo, SamplingInfo, Step
from ..removals import Removals
from ..settings import CaptureSettings
from .removals import MemoryRemovals


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
class MemoryGather:
    """A ``Gather`` that holds its tensor."""

    maps: Tensor
    cells: tuple[int, int] | None = None


@dataclass
class MemoryPass:
    """A ``SamplingPass`` in memory.

    Attributes beyond those of the protocol:
        id: a name that no other pass has.
        budget_bytes: the most that its tensors take, in bytes; None until it is planned, before the first evaluation.
        row_of: the row of each token of the whole prompt, by the id of a conditioning, where only some words are
            recorded.
    """

    settings: CaptureSettings
    model: ModelInfo
    sampling: SamplingInfo
    layers: list[AttentionLayer]
    conditions: list[Condition]
    initial_latent: Tensor
    steps: list[Step] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    edits: tuple[Edit, ...] = ()
    effect_words: tuple[EffectWord, ...] = ()
    effect_kind: str = ATTENTION
    gather_tokens: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    removals: MemoryRemovals | None = None
    complete: bool = False
    host: dict[str, str] = field(default_factory=dict)
    workflow: dict[str, Any] | None = None
    prompt_graph: dict[str, Any] | None = None
    output_digest: str | None = None
    denoised_digest: str | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    budget_bytes: int | None = None
    row_of: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def measured(self) -> Mapping[str, Any] | None:
        return None

    @property
    def path(self) -> Path | None:
        return None

    def nbytes(self) -> int:
        """Return the memory of the pass's tensors, in bytes, without those of steps on disk."""
        return sum(tensor.nbytes for tensor in self.tensors())

    def tensors(self) -> list[Tensor]:
        """Return the pass's tensors, without those of steps on disk."""
        held = [tensor for step in self.steps if not step.bytes_on_disk for tensor in step_tensors(step)]
        removals = () if self.removals is None else tensors_of(self.removals).values()
        return [self.initial_latent, *held, *removals]

    def rows(self, tokens: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
        """Return the rows of tokens of whole prompts, both by the ids of conditionings."""
        return {
            id_: tuple(dict.fromkeys(self.row_of[id_][i] for i in own)) if id_ in self.row_of else tuple(own)
            for id_, own in tokens.items()
        }

    def with_gap(self, gap: Gap) -> MemoryPass:
        """Return a copy of the pass with one more gap; the pass itself stays as it is."""
        return replace(self, gaps=[*self.gaps, gap])

    def add_gap(self, what: str, where: str, reason: str) -> None:
        """Note a thing that was not recorded, once."""
        gap = Gap(what, where, reason)
        if gap not in self.gaps:
            self.gaps.append(gap)


REMEMBERED = 1000
"""Most passes that are remembered after they were dropped."""


@dataclass
class MemoryRecording:
    """Passes in memory. Only the newest ``keep`` are held; what the others put out is remembered by its digest."""

    passes: list[MemoryPass] = field(default_factory=list)
    keep: int = 2
    failures: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    def add(self, new: MemoryPass) -> None:
        """Append a pass and drop the oldest beyond ``keep``."""
        self.passes.append(new)
        self.failures.clear()
        self.dropped += [old.output_digest for old in self.passes[: -self.keep] if old.output_digest is not None]
        del self.dropped[:-REMEMBERED]
        del self.passes[: -self.keep]

    def get_ram_usage(self) -> int:
        """Return the memory in bytes; ComfyUI's cache calls this method by its name, in older versions."""
        return sum(p.nbytes() for p in self.passes)

    def _comfy_cache_tensors(self) -> list[Tensor]:
        """Return the tensors in memory; newer caches of ComfyUI measure an output by them."""
        return [tensor for one in self.passes for tensor in one.tensors()]

    def __deepcopy__(self, _: dict[int, Any]) -> MemoryRecording:
        """Return the recording itself: a model that was copied records into it too."""
        return self

    def __reduce_ex__(self, _: Any) -> Any:
        """Refuse to be stored, which ComfyUI's external caches may try.

        Raises:
            PicklingError: always; a stored copy would not be the recording that the model fills.
        """
        raise PicklingError("A recording belongs to the model that fills it. Export it, and load the run instead.")


def step_nbytes(step: Step) -> int:
    """Return the size of a step's tensors in bytes, whether it is in memory or streamed to disk."""
    return sum(tensor.nbytes for tensor in step_tensors(step))


def step_tensors(step: Step) -> list[Tensor]:
    """Return the tensors of a step."""
    latents = [getattr(step, name) for name in LATENT_FIELDS]
    attention: list[Attention | Gather] = [
        *step.cross_attention.values(),
        *step.self_attention.values(),
        *step.gathers.values(),
    ]
    effects = {} if step.effects is None else tensors_of(step.effects)
    held = [*latents, *(tensor for one in attention for tensor in tensors_of(one).values()), *effects.values()]
    return [tensor for tensor in held if tensor is not None]


def tensors_of(held: Attention | Gather | Effects | Removals) -> dict[str, Tensor]:
    """Return the tensors of an attention, of gather maps, of effects or of removals in memory, by attribute."""
    return {name: value for name, value in vars(held).items() if isinstance(value, Tensor)}
