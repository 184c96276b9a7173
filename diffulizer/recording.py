"""The protocol of recordings, which nodes, exporters and analyses rely on.

``capture.memory`` has the recording that is filled while a sampler runs, ``dataset.read.disk_pass`` that of a run on
disk.

A recording holds *passes*. One pass is one run of a sampler over one batch of latents; it holds
*steps*. A step is one callback of the sampler, described by the model evaluation that it reports.

Axes: B batch items, C latent channels, h x w latent grid, T prompt tokens, H heads, r x c cells of
a pooled map, N = r*c. All tensors live on the CPU. Latents and maps are float16, statistics float32.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from torch import Tensor

from .edits import Edit
from .effects import Effects, EffectWord
from .errors import RecordingError
from .format import read
from .gather import Gather
from .layers import AttentionLayer
from .maths.numbers import ranges
from .maths.tensors import tensor_digest
from .prompts import EncodedPrompt
from .removals import Removals
from .settings import CaptureSettings

LATENT_PIXELS: int = read("files.json")["latent_pixels"]
"""Pixels along each side of a latent cell, where a run does not say how many."""

NON_FINITE = "non-finite attention"
"""``Gap.what`` of attention that was NaN or infinite. It is left out of the recording and named in its validation."""

RECORDING_STOPPED, MEASURING_STOPPED = "recording stopped: ", "measuring stopped: "
"""Beginnings of the reason of a gap; the error that ended the recording, or the measuring of effects, follows."""


@dataclass(frozen=True)
class Gap:
    """A thing that was not recorded, and the reason."""

    what: str
    where: str
    reason: str

    @property
    def is_failure(self) -> bool:
        """Return whether an error ended what was asked for; other gaps are chosen, or the model has nothing there."""
        return self.reason.startswith((RECORDING_STOPPED, MEASURING_STOPPED))


@dataclass(frozen=True)
class ModelInfo:
    """The model that was sampled.

    Attributes:
        model_id: checkpoint name as far as it is known ("demo", "demo-transformer", a file name, or "unknown").
        family: "sdxl", "sdxl_refiner", "sd1", "sd2", "ssd1b", or the host's own name.
        prediction: "epsilon", "v", "flow", "edm", "x0", or another name; "unknown".
        device: where it was sampled ("cpu", "cuda:0").
        dtype: the type that it computed in ("float16", "float32", ...).
        latent_format: the host's name for the scaling of its latents.
        sigma_data: the standard deviation that it takes clean latents to have.
        latent_pixels: pixels of the picture along each side of a latent cell.
        zero_terminal_snr: whether its numbered noise levels were scaled so that the highest leaves nothing of the
            picture (Lin et al. 2024); None where it has none, or where it is not known.
    """

    model_id: str
    family: str
    prediction: str
    device: str
    dtype: str
    latent_format: str = "SDXL"
    sigma_data: float = 1.0
    zero_terminal_snr: bool | None = None
    latent_pixels: int = LATENT_PIXELS


@dataclass(frozen=True)
class SamplingInfo:
    """Settings of the sampler for the pass; a value is None where the executing graph does not state it.

    Attributes:
        schedule: the planned noise levels, one more than there are planned steps.
        num_steps: planned steps of this pass.
        start_step, end_step: the steps of the full schedule that the pass took; end is exclusive.
        cfg_scale: None too for a guider that guides in a way of its own.
    """

    sampler: str | None
    scheduler: str | None
    seed: int | None
    cfg_scale: float | None
    denoise: float | None
    schedule: tuple[float, ...]
    num_steps: int
    start_step: int | None
    end_step: int | None


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


class Attention(Protocol):
    """Attention of one layer for one conditioning at one step, wherever it is kept.

    Attributes:
        entropy: [B], -sum p ln p over tokens (cross) or key positions (self), mean over image positions (nats).
        maps: the head-averaged maps, or None where only statistics are kept.
        heads: the maps of single heads, or None.
        cells: (r, c) of the maps where it is not the layer's ``map_grid``, or not known to be: a
            conditioning that is restricted to an area has a grid of its own.
        has_maps: whether there are ``maps``; answered without reading them.
    """

    @property
    def entropy(self) -> Tensor: ...
    @property
    def maps(self) -> Tensor | None: ...
    @property
    def heads(self) -> Tensor | None: ...
    @property
    def cells(self) -> tuple[int, int] | None: ...
    @property
    def has_maps(self) -> bool: ...


class CrossAttention(Attention, Protocol):
    """Cross-attention of one layer for one conditioning at one step.

    Attributes beyond ``Attention``, whose ``maps`` are [B, T, r, c], averaged over the positions of each cell, and
    whose ``heads`` are [B, H, T, r, c]:
        token_mean: [B, T], mean over the layer's image positions of the head-averaged map.
        spatial_entropy: [B, T], -sum p ln p of each token's map normalised over positions (nats).
    """

    @property
    def token_mean(self) -> Tensor: ...
    @property
    def spatial_entropy(self) -> Tensor: ...


class SelfAttention(Attention, Protocol):
    """Self-attention of one layer for one conditioning at one step.

    ``maps`` are [B, N, N]: row = query cell (mean), column = key cell (sum); ``heads`` are [B, H, N, N].
    """


AttentionKey = tuple[str, str]
"""Key of an attention in a step: (layer id, condition id)."""


@dataclass
class Step:
    """One step of a pass.

    Attributes:
        index: position within the pass, from 0.
        sigma, sigma_next: noise level of the reported evaluation, and the one stepped to.
        timestep: the model's own timestep at ``sigma``, of any sign.
        evaluations: model evaluations that the sampler spent on this step.
        latent: [B, C, h, w] the latent after the step, in the sampler's (sigma-scaled) space.
        x0: [B, C, h, w] the prediction of the clean latent, after guidance.
        noise: [B, C, h, w] predicted noise after guidance, (x - x0) / sigma. Where the model predicts a flow, that is
            the velocity, noise minus x0.
        noise_text, noise_uncond: predicted noise for the positive and for the negative conditionings
            alone; None where the sampler did not evaluate both.
        cross_attention, self_attention: by (layer id, condition id); empty at steps without attention.
        gathers: what words look at, likewise; empty where that was not recorded.
        network_calls: the condition ids that each call of the network evaluated, None for a conditioning without one.
            The host decides by free memory which share a call. Empty where the calls are not known.
        bytes_on_disk: size of its tensors, if they are in a file instead of in memory; else 0.
        absent: why layers lack attention at a step at which it was to be recorded, by layer id.
        effects: effects of the pass's ``effect_words``; None where they were not measured.
    """

    index: int
    sigma: float
    sigma_next: float
    timestep: float
    evaluations: int
    latent: Tensor
    x0: Tensor
    noise: Tensor
    noise_text: Tensor | None = None
    noise_uncond: Tensor | None = None
    cross_attention: Mapping[AttentionKey, CrossAttention] = field(default_factory=dict)
    self_attention: Mapping[AttentionKey, SelfAttention] = field(default_factory=dict)
    gathers: Mapping[AttentionKey, Gather] = field(default_factory=dict)
    network_calls: tuple[tuple[str | None, ...], ...] = ()
    bytes_on_disk: int = 0
    absent: Mapping[str, str] = field(default_factory=dict)
    effects: Effects | None = None

    def attention(self, kind: str) -> Mapping[AttentionKey, Attention]:
        """Return the step's attention of a kind, "cross" or "self"."""
        return self.cross_attention if kind == "cross" else self.self_attention


LATENT_FIELDS = ("latent", "x0", "noise", "noise_text", "noise_uncond")
"""Names of the attributes of ``Step`` that hold latents."""


def latent_grid(step: Step) -> tuple[int, int]:
    """Return the rows and columns of the latent that a step evaluated. A sampler may change them from step to step."""
    return int(step.x0.shape[-2]), int(step.x0.shape[-1])


def picture_grid(pass_: SamplingPass) -> tuple[int, int]:
    """Return the rows and columns of the latent with which a pass ends, so far as it got."""
    rows, columns = (pass_.steps[-1].latent if pass_.steps else pass_.initial_latent).shape[-2:]
    return int(rows), int(columns)


def picture_size(pass_: SamplingPass) -> tuple[int, int]:
    """Return the height and width in pixels of the picture that a pass makes."""
    rows, columns = picture_grid(pass_)
    return rows * pass_.model.latent_pixels, columns * pass_.model.latent_pixels


def is_resized(pass_: SamplingPass) -> bool:
    """Return whether the sampler changed the size of the latent on its way."""
    return any(step.latent.shape != pass_.initial_latent.shape for step in pass_.steps)


@runtime_checkable
class SamplingPass(Protocol):
    """One sampling pass, wherever it is kept.

    Attributes, besides those whose types say it all:
        initial_latent: [B, C, h, w] the latent before the first step.
        gaps: what was not recorded.
        edits: how the attention of the model was edited, in the order in which the edits acted; what was recorded is
            that of the edited model.
        effect_words: the words whose effects were measured.
        effect_kind: what they were removed from, one of ``effects.KINDS``.
        gather_tokens: the tokens whose gather maps were recorded, by the id of a conditioning, in rising order; see
            ``gather``.
        removals: what became of the picture without each of some words; None where that was not sampled.
        complete: False if sampling was interrupted; the steps are valid.
        host: name and version of the program that sampled.
        workflow, prompt_graph: the host's graphs, as drawn and as executed; None where they are not known.
        output_digest: digest of the LATENT that the pass put out, which identifies the pass; None if it put out none.
        denoised_digest: digest of its last prediction of the clean latent, which some samplers put out beside it.
        measured: the metrics that were measured while sampling, for a pass that was read from a run; None where
            they have to be computed from the pass itself.
        path: the run that the pass was read from; None for one that was just sampled.
        id: a name that no other pass has; None for one that was read from a run.
    """

    @property
    def id(self) -> str | None: ...
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
    def edits(self) -> Sequence[Edit]: ...
    @property
    def effect_words(self) -> Sequence[EffectWord]: ...
    @property
    def effect_kind(self) -> str: ...
    @property
    def gather_tokens(self) -> Mapping[str, tuple[int, ...]]: ...
    @property
    def removals(self) -> Removals | None: ...
    @property
    def complete(self) -> bool: ...
    @property
    def host(self) -> dict[str, str]: ...
    @property
    def workflow(self) -> dict[str, Any] | None: ...
    @property
    def prompt_graph(self) -> dict[str, Any] | None: ...
    @property
    def output_digest(self) -> str | None: ...
    @property
    def denoised_digest(self) -> str | None: ...
    @property
    def measured(self) -> Mapping[str, Any] | None: ...
    @property
    def path(self) -> Path | None: ...

    def nbytes(self) -> int:
        """Return the memory that the pass's tensors hold, in bytes, without those that are in files."""
        ...

    def with_gap(self, gap: Gap) -> SamplingPass:
        """Return a copy of the pass with one more gap; the pass itself stays as it is."""
        ...


@runtime_checkable
class Recording(Protocol):
    """The value that travels on a DIFFULIZER_RECORDING socket.

    Attributes:
        passes: the sampling passes, the newest last.
        failures: the reasons for which passes could not be recorded at all, since the last recorded one.
        dropped: digests of what passes put out that are no longer held.
    """

    @property
    def passes(self) -> Sequence[SamplingPass]: ...
    @property
    def failures(self) -> Sequence[str]: ...
    @property
    def dropped(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class RecordedMap:
    """One map of a step.

    Attributes:
        layer, condition: the layer, and the id of the conditioning.
        head: the number of a single head, or None for the mean over heads.
        values: [B, T, r, c] of cross-attention, [B, N, N] of self-attention.
        grid: (r, c), the rows and columns of its cells.
    """

    layer: AttentionLayer
    condition: str
    head: int | None
    values: Tensor
    grid: tuple[int, int]


def maps_of(step: Step, layers: Iterable[AttentionLayer]) -> Iterator[RecordedMap]:
    """Yield every map of a step in the order of the layers, the mean over heads before single heads."""
    for layer in layers:
        attention = step.attention(layer.attention_type)
        for layer_id, condition in attention:
            if layer_id != layer.id:
                continue
            values = attention[layer_id, condition]
            grid = values.cells or layer.map_grid
            if values.maps is not None:
                yield RecordedMap(layer, condition, None, values.maps, grid)
            if values.heads is not None:
                for head in range(values.heads.shape[1]):
                    yield RecordedMap(layer, condition, head, values.heads[:, head], grid)


def gaps_of(pass_: SamplingPass) -> list[Gap]:
    """Return everything that a pass lacks: its gaps, and for each layer the steps without a head-averaged map of c0, or
    without other attention that was to be recorded. A run on disk names these among its gaps."""
    return list(pass_.gaps) if pass_.path is not None else [*pass_.gaps, *_layer_gaps(pass_)]


def _layer_gaps(pass_: SamplingPass) -> Iterator[Gap]:
    every = pass_.settings.attention_every
    for layer in pass_.layers:
        by_reason: dict[str, list[int]] = {}
        for step in pass_.steps:
            first = step.attention(layer.attention_type).get((layer.id, "c0"))
            reason = step.absent.get(layer.id)
            if reason is None and (first is None or not first.has_maps):
                skipped = every > 1 and step.index % every
                reason = f"attention_every is {every}" if skipped else "not in the recording at these steps"
            if reason is not None:
                by_reason.setdefault(reason, []).append(step.index)
        for reason, steps in by_reason.items():
            where = f"{layer.id} ({layer.name}), steps {ranges(steps)}"
            yield Gap(f"{layer.attention_type}-attention maps", where, reason)


def newest_pass(recording: Recording) -> SamplingPass:
    """Return the last pass of a recording.

    Raises:
        RecordingError: nothing was recorded yet, or the last pass could not be recorded.
    """
    failure = failure_of(recording)
    if failure is not None:
        raise RecordingError(failure)
    if not recording.passes:
        raise RecordingError(
            "The recording is empty: no sampler took a step with the recorded model. Connect the MODEL output of "
            "Record Attention to a sampler, or use KSampler (Diffulizer), wire its LATENT to the export, and sample "
            "with a denoise above 0."
        )
    return recording.passes[-1]


def failure_of(recording: Recording) -> str | None:
    """Explain why the last pass could not be recorded; return None if nothing failed."""
    if not recording.failures:
        return None
    return (
        f"The sampling pass could not be recorded: {recording.failures[-1].rstrip('.')}. The picture is not affected; "
        "ComfyUI's log has the details."
    )


def find_pass(recording: Recording, latent: Tensor) -> SamplingPass | None:
    """Find the newest pass that put out this latent; None if no pass did, or if passes do not know their output.

    Raises:
        RecordingError: a pass did that is no longer held.
    """
    digest = tensor_digest(latent)
    for one in reversed(recording.passes):
        if digest in (one.output_digest, one.denoised_digest):
            return one
    if digest in recording.dropped:
        raise RecordingError(
            f"The pass that made this LATENT is no longer held: a recording keeps the newest {len(recording.passes)}, "
            "and others were sampled after it (of a list of latents, say, as Rebatch Latents makes it). KSampler "
            "(Diffulizer) gives each pass a recording of its own."
        )
    return None


def batch_size(pass_: SamplingPass) -> int:
    """Return the number of images in the batch.

    Raises:
        RecordingError: the latents are not those of single images.
    """
    shape = list(pass_.initial_latent.shape)
    if len(shape) != 4:
        raise RecordingError(
            f"The recorded latents have shape {shape}; expected [batch, channels, height, width]. "
            "Runs and analyses are of single images: models of video or audio can't be exported."
        )
    return int(shape[0])
