"""What a recording is: the protocol that nodes and exporters rely on, and its in-memory form.

A recording holds *passes*. One pass is one run of a sampler over one batch of latents; it holds
*steps*. A step is one callback of the sampler, described by the model evaluation that it reports.

Axes: B batch items, C latent channels, h x w latent grid, T prompt tokens, H heads, r x c cells of
a pooled map, N = r*c. All tensors live on the CPU. Latents and maps are float16, statistics float32.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable
from uuid import uuid4

from torch import Tensor

from .errors import RecordingError
from .layers import AttentionLayer
from .prompts import EncodedPrompt
from .settings import CaptureSettings

NON_FINITE = "non-finite attention"
"""``Gap.what`` of attention that was NaN or infinite; it is no part of the recording, but of its validation."""


@dataclass(frozen=True)
class Gap:
    """Something that was not recorded, and why."""

    what: str
    where: str
    reason: str


@dataclass(frozen=True)
class ModelInfo:
    """The model that was sampled.

    Attributes:
        model_id: checkpoint name as far as it is known ("demo", a file name, or "unknown").
        family: "sdxl", "sdxl_refiner", "sd1", "sd2", "ssd1b", or the host's own name.
        prediction: "epsilon", "v", or the host's own name.
        device: where it was sampled ("cpu", "cuda:0").
        dtype: the type that it computed in ("float16", "float32", ...).
        latent_format: the host's name for the scaling of its latents.
    """

    model_id: str
    family: str
    prediction: str
    device: str
    dtype: str
    latent_format: str = "SDXL"


@dataclass(frozen=True)
class SamplingInfo:
    """How the pass was asked to sample; ``None`` where the executing graph did not tell.

    Attributes:
        schedule: the planned noise levels, one more than there are planned steps.
        num_steps: planned steps of this pass.
        start_step, end_step: the part of the full schedule that was walked; end is exclusive.
    """

    sampler: str | None
    scheduler: str | None
    seed: int | None
    cfg_scale: float | None
    denoise: float | None
    schedule: tuple[float, ...]
    num_steps: int
    start_step: int
    end_step: int


@dataclass(frozen=True)
class Condition:
    """One conditioning that took part in the pass.

    Attributes:
        id: "c0" is the first positive one, then "c1", ...
        polarity: "positive", "negative" or the guider's own name.
        prompt: its text and tokens.
        area: [rows, columns, top, left] in latent cells, or None for the whole image.
        mask: whether a mask restricts it.
        strength: its weight.
        start, end: fractions of the schedule between which it acts.
    """

    id: str
    polarity: str
    prompt: EncodedPrompt
    area: tuple[int, int, int, int] | None = None
    mask: bool = False
    strength: float = 1.0
    start: float = 0.0
    end: float = 1.0


@dataclass
class CrossAttention:
    """Cross-attention of one layer for one conditioning at one step.

    Attributes:
        token_mean: [B, T], mean over the layer's image positions of the head-averaged map.
        entropy: [B], -sum p ln p over tokens, mean over image positions (nats).
        spatial_entropy: [B, T], -sum p ln p of each token's map normalised over positions (nats).
        maps: [B, T, r, c] head-averaged maps averaged over the positions of each cell, or None.
        heads: [B, H, T, r, c] the same per head, or None.
        cells: (r, c) of the maps where it is not the layer's ``map_grid``, or not known to be: a
            conditioning that is restricted to an area has a grid of its own.
    """

    token_mean: Tensor
    entropy: Tensor
    spatial_entropy: Tensor
    maps: Tensor | None = None
    heads: Tensor | None = None
    cells: tuple[int, int] | None = None

    def tensors(self) -> dict[str, Tensor]:
        """What is there, by name."""
        return _tensors(self)


@dataclass
class SelfAttention:
    """Self-attention of one layer for one conditioning at one step.

    Attributes:
        entropy: [B], -sum p ln p over key positions, mean over query positions (nats).
        maps: [B, N, N] head-averaged; row = query cell (mean), column = key cell (sum); or None.
        heads: [B, H, N, N] the same per head, or None.
        cells: as in ``CrossAttention``.
    """

    entropy: Tensor
    maps: Tensor | None = None
    heads: Tensor | None = None
    cells: tuple[int, int] | None = None

    def tensors(self) -> dict[str, Tensor]:
        """What is there, by name."""
        return _tensors(self)


Place = tuple[str, str]
"""(layer id, condition id)."""


@dataclass
class Step:
    """One step of a pass.

    Attributes:
        index: position within the pass, from 0.
        sigma, sigma_next: noise level of the reported evaluation, and the one stepped to.
        timestep: the model's own timestep at ``sigma``.
        evaluations: model evaluations that the sampler spent on this step.
        latent: [B, C, h, w] the latent after the step, in the sampler's (sigma-scaled) space.
        x0: [B, C, h, w] the prediction of the clean latent, after guidance.
        noise: [B, C, h, w] predicted noise after guidance, (x - x0) / sigma.
        noise_text, noise_uncond: the same for the positive and for the negative conditionings
            alone; None where the sampler did not evaluate both.
        cross, self_: attention by (layer id, condition id); empty at steps without attention.
        bytes_on_disk: of its tensors, if they lie in a file instead of in memory; else 0.
    """

    index: int
    sigma: float
    sigma_next: float
    timestep: int
    evaluations: int
    latent: Tensor
    x0: Tensor
    noise: Tensor
    noise_text: Tensor | None = None
    noise_uncond: Tensor | None = None
    cross: Mapping[Place, CrossAttention] = field(default_factory=dict)
    self_: Mapping[Place, SelfAttention] = field(default_factory=dict)
    bytes_on_disk: int = 0


LATENT_FIELDS = ("latent", "x0", "noise", "noise_text", "noise_uncond")
"""Those of ``Step`` that hold latents."""


@runtime_checkable
class SamplingPass(Protocol):
    """One sampling pass, wherever it is kept."""

    @property
    def settings(self) -> CaptureSettings: ...
    @property
    def model(self) -> ModelInfo: ...
    @property
    def sampling(self) -> SamplingInfo: ...
    @property
    def layers(self) -> Sequence[AttentionLayer]: ...
    @property
    def conditions(self) -> Sequence[Condition]: ...
    @property
    def initial_latent(self) -> Tensor: ...
    @property
    def steps(self) -> Sequence[Step]: ...
    @property
    def gaps(self) -> Sequence[Gap]: ...
    @property
    def complete(self) -> bool: ...
    @property
    def host(self) -> dict[str, str]: ...
    @property
    def workflow(self) -> dict[str, Any] | None: ...
    @property
    def prompt_graph(self) -> dict[str, Any] | None: ...


@runtime_checkable
class Recording(Protocol):
    """What travels on a DIFFULIZER_RECORDING socket."""

    @property
    def passes(self) -> Sequence[SamplingPass]: ...


@dataclass
class MemoryPass:
    """A pass held in memory, filled while the sampler runs.

    Attributes beyond ``SamplingPass``:
        output_digest: digest of the LATENT that the sampler returned, to find the pass by.
        id: names the pass among all.
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

    def nbytes(self) -> int:
        """Memory of the pass's tensors, in bytes, without those on disk."""
        held = (step_nbytes(step) for step in self.steps if not step.bytes_on_disk)
        return self.initial_latent.nbytes + sum(held)

    def add_gap(self, what: str, where: str, reason: str) -> None:
        """Note something that was not recorded, once."""
        gap = Gap(what, where, reason)
        if gap not in self.gaps:
            self.gaps.append(gap)


@dataclass
class MemoryRecording:
    """Passes in memory, newest last. Only the newest ``keep`` are held.

    Attributes:
        failures: why passes could not be recorded at all, since the last that was.
    """

    passes: list[MemoryPass] = field(default_factory=list)
    keep: int = 2
    failures: list[str] = field(default_factory=list)

    def add(self, new: MemoryPass) -> None:
        """Append a pass and let the oldest go."""
        self.passes.append(new)
        self.failures.clear()
        del self.passes[: -self.keep]

    def get_ram_usage(self) -> int:
        """Memory in bytes; ComfyUI's cache asks for it under this name."""
        return sum(p.nbytes() for p in self.passes)


def step_nbytes(step: Step) -> int:
    """Bytes of a step's tensors."""
    latents = (getattr(step, name) for name in LATENT_FIELDS)
    places: list[CrossAttention | SelfAttention] = [*step.cross.values(), *step.self_.values()]
    attention = (t for place in places for t in place.tensors().values())
    return sum(t.nbytes for t in (*latents, *attention) if t is not None)


def _tensors(attention: CrossAttention | SelfAttention) -> dict[str, Tensor]:
    return {name: value for name, value in vars(attention).items() if isinstance(value, Tensor)}


def newest_pass(recording: Recording) -> SamplingPass:
    """The last pass of a recording.

    Raises:
        RecordingError: nothing was recorded yet.
    """
    failures = getattr(recording, "failures", ())
    if failures:
        raise RecordingError(
            f"The sampling pass could not be recorded: {failures[-1]}. The picture is not affected; "
            "ComfyUI's log has the details."
        )
    if not recording.passes:
        raise RecordingError(
            "The recording is empty: no sampler took a step with the recorded model. Connect the MODEL output of "
            "Record Attention to a sampler, or use KSampler (Diffulizer), wire its LATENT to the export, and sample "
            "with a denoise above 0."
        )
    return recording.passes[-1]
