"""The content of ``metadata.json`` as dataclasses, which its writer and its readers share through ``serial``.

A value that schema 1.0.0 lacks, or a run may not know, has a default. The order of the fields is that of the keys in
the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

from ..edits import Edit
from ..effects import ATTENTION, KINDS, EffectWord
from ..format import CHANNELS
from ..prompts import SPECIAL_TOKENS, EncodedPrompt, EncoderRows, TokenTable, UnrecordedWord, Word, join_words
from ..recording import LATENT_PIXELS, Gap
from ..removals import Removed
from ..settings import CaptureSettings
from .layout import FIRST_CONDITION, LATENT_PCA, METADATA, METRICS
from .serial import named

FLOAT16 = "float16"


@dataclass(frozen=True)
class Table:
    """A token table without its text."""

    tokens: tuple[str, ...]
    token_ids: tuple[int, ...] | None = field(default=None, metadata=named(optional=True))
    weights: tuple[float, ...] | None = field(default=None, metadata=named(optional=True))
    special_mask: tuple[bool, ...] | None = field(default=None, metadata=named(optional=True))
    words: tuple[Word, ...] | None = field(default=None, metadata=named(optional=True))
    token_kinds: tuple[str | None, ...] = field(
        default=(), metadata=named(left_out=lambda table: not table.token_kinds)
    )
    encoders: tuple[EncoderRows, ...] = field(default=(), metadata=named(left_out=lambda table: not table.encoders))
    unrecorded_words: tuple[UnrecordedWord, ...] = field(
        default=(), metadata=named(left_out=lambda table: not table.unrecorded_words)
    )

    def __post_init__(self) -> None:
        count = len(self.tokens)
        for values in (self.token_ids, self.weights, self.special_mask, self.token_kinds):
            if values and len(values) != count:
                raise ValueError(f"one token id, weight, mark and kind for each of its {count} tokens")
        if any(not 0 <= index < count for word in self.words or () for index in word.token_indices):
            raise ValueError(f"words whose tokens are among its {count} tokens")
        places = [word.place for word in self.unrecorded_words]
        if places != sorted(set(places)) or any(not 0 <= p < len(places) + len(self.words or ()) for p in places):
            raise ValueError("unrecorded words at rising places among all words of the text")

    @classmethod
    def of(cls, table: TokenTable) -> Table:
        return cls(
            tokens=table.tokens,
            token_ids=table.ids,
            weights=table.weights,
            special_mask=table.special,
            words=table.words,
            token_kinds=table.kinds,
            encoders=table.encoders,
            unrecorded_words=table.unrecorded,
        )

    def with_text(self, text: str) -> TokenTable:
        """Return the whole table; the words of a 1.0.0 run are joined from its tokens here."""
        tokens = self.tokens
        return TokenTable(
            text=text,
            tokens=tokens,
            ids=self.token_ids or (-1,) * len(tokens),
            weights=self.weights or (1.0,) * len(tokens),
            special=self.special_mask or tuple(token in SPECIAL_TOKENS for token in tokens),
            words=joined_words(tokens) if self.words is None else self.words,
            kinds=self.token_kinds,
            encoders=self.encoders,
            unrecorded=self.unrecorded_words,
        )


@dataclass(frozen=True)
class Second:
    """The tokens of the second text encoder, where its text differs."""

    text: str
    table: Table = field(metadata=named(inline=True))


@dataclass(frozen=True)
class Labels:
    """Labels of a prompt's tokens, and their source."""

    table: Table = field(metadata=named(inline=True))
    source: str | None = field(default=None, metadata=named(optional=True))
    source_reason: str | None = field(default=None, metadata=named(optional=True))
    second: Second | None = field(default=None, metadata=named(optional=True))

    @classmethod
    def of(cls, prompt: EncodedPrompt) -> Labels:
        second = None if prompt.second is None else Second(prompt.second.text, Table.of(prompt.second))
        return cls(Table.of(prompt.table), prompt.source, prompt.reason, second)

    def with_text(self, text: str) -> EncodedPrompt:
        """Return the whole prompt."""
        second = None if self.second is None else self.second.table.with_text(self.second.text)
        return EncodedPrompt(
            self.table.with_text(text), second, self.source or "conditioning", self.source_reason or ""
        )


@dataclass(frozen=True)
class Prompt:
    """The positive prompt, and the negative one's text."""

    text: str
    negative: str = ""
    labels: Labels = field(kw_only=True, metadata=named(inline=True))
    meaningful_token_count: int = 0


@dataclass(frozen=True)
class ConditionEntry:
    """A conditioning that took part; see ``recording.Condition``."""

    id: str
    polarity: str
    text: str
    labels: Labels = field(metadata=named(inline=True))
    area: tuple[int, int, int, int] | None = field(default=None, metadata=named(least=0))
    mask: bool = False
    strength: float | None = None
    start: float | None = None
    end: float | None = None

    def __post_init__(self) -> None:
        if self.area is not None and 0 in self.area[:2]:
            raise ValueError("an area with rows and columns")


@dataclass(frozen=True)
class ImageSize:
    """Size of the previews in pixels."""

    height: int
    width: int


@dataclass(frozen=True)
class Generator:
    """Record of how a run was made. A value that the host did not state is None."""

    model_id: str | None = None
    seed: int | None = None
    cfg_scale: float | None = None
    num_steps: int | None = None
    height: int | None = None
    width: int | None = None
    layers: tuple[str, ...] | None = None
    max_layers: int | None = None
    include_cross_attention: bool | None = None
    include_self_attention: bool | None = None
    attention_resolution: int | None = None
    self_attention_resolution: int | None = None
    dtype: str | None = None
    device: str | None = None
    sampler: str | None = None
    scheduler: str | None = None
    denoise: float | None = None
    sigmas: tuple[float | None, ...] = ()
    schedule: tuple[float | None, ...] = ()
    start_step: int | None = None
    end_step: int | None = None
    model_evaluations: tuple[int, ...] = ()
    network_calls: tuple[tuple[tuple[str | None, ...], ...], ...] | None = field(
        default=None, metadata=named(optional=True)
    )
    model_family: str | None = None
    prediction: str | None = None
    sigma_data: float | None = field(default=None, metadata=named(optional=True))
    zero_terminal_snr: bool | None = field(default=None, metadata=named(optional=True))
    latent_pixels: int = field(
        default=LATENT_PIXELS, metadata=named(left_out=lambda made: made.latent_pixels == LATENT_PIXELS, least=1)
    )
    latent_space: str | None = None
    preview_method: str | None = None
    image_size: ImageSize | None = None
    attention_every: int | None = None
    maps_of: str | None = None
    heads: str | None = None
    head_layers: tuple[str, ...] | None = None
    only_words: str | None = field(default=None, metadata=named(left_out=lambda made: not made.only_words))
    effects_every: int | None = field(default=None, metadata=named(left_out=lambda made: not made.effects_every))
    effect_words: str | None = field(default=None, metadata=named(left_out=lambda made: not made.effects_every))
    gather_words: str | None = field(default=None, metadata=named(left_out=lambda made: not made.gather_words))
    edits: tuple[Edit, ...] = field(default=(), metadata=named(left_out=lambda generator: not generator.edits))
    latent_format: str | None = None
    host: dict[str, Any] = field(default_factory=dict)
    pack_version: str | None = None
    created_at: str | None = None
    workflow: dict[str, Any] | None = field(default=None, metadata=named(optional=True))
    prompt_graph: dict[str, Any] | None = field(default=None, metadata=named(optional=True))


SETTINGS = {field.name for field in fields(CaptureSettings)} & {field.name for field in fields(Generator)}
"""The settings of recording that a run tells: keys of its ``generator``."""


@dataclass(frozen=True)
class RunLayer:
    """A recorded layer.

    Attributes:
        name: the module's name in the model's state dict.
        block, block_index, heads, grid: None in runs of schema 1.0.0.
    """

    id: str
    name: str = field(default="", metadata=named("processor_key"))
    attention_type: str = field(kw_only=True)
    diffusers_name: str | None = None
    block: tuple[str, int] | None = None
    block_index: int | None = None
    heads: int | None = None
    grid: tuple[int, int] | None = None


@dataclass(frozen=True)
class MapFile:
    """A map on disk.

    Attributes:
        shape: [tokens, rows, columns] or [queries, keys].
        grid: (rows, columns) of the cells; for runs that do not state it, it is taken from the shape, where a
            self-attention counts as square. None if it is not.
        condition: left out of the file for the first condition's mean over heads.
        head: a single head, or None for the mean over heads.
    """

    path: str
    shape: tuple[int, ...]
    dtype: str = FLOAT16
    layer_id: str = field(kw_only=True)
    attention_type: str = field(kw_only=True)
    step: int = field(kw_only=True, metadata=named(least=0))
    grid: tuple[int, int] | None = field(default=None, metadata=named(least=1))
    condition: str = field(default=FIRST_CONDITION, metadata=named(left_out=lambda entry: not entry.is_extra))
    head: int | None = field(default=None, metadata=named(optional=True, least=0))

    @property
    def is_extra(self) -> bool:
        """True for any map but the mean over heads for the first condition."""
        return self.condition != FIRST_CONDITION or self.head is not None


@dataclass(frozen=True)
class StepFile:
    """Values of one step on disk, float16: a guidance map [r, c], or maps of effects [words + 1, h, w]."""

    path: str
    shape: tuple[int, ...]
    dtype: str = FLOAT16
    step: int = field(kw_only=True, metadata=named(least=0))


@dataclass(frozen=True)
class GatherFile(StepFile):
    """Gather maps of one step on disk, float16: [layers, tokens, rows, columns]."""

    condition: str = field(
        default=FIRST_CONDITION,
        kw_only=True,
        metadata=named(left_out=lambda entry: entry.condition == FIRST_CONDITION),
    )


@dataclass(frozen=True)
class ValueFile:
    """Values of the whole run on disk, float16: the changes of its removals [words + 1, h, w]."""

    path: str
    shape: tuple[int, ...]
    dtype: str = FLOAT16


@dataclass(frozen=True)
class EffectsEntry:
    """The words whose effects were measured, in the order of their maps, and what they were removed from."""

    words: tuple[EffectWord, ...]
    kind: str = field(default=ATTENTION, metadata=named(left_out=lambda entry: entry.kind == ATTENTION))

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {' or '.join(KINDS)}")


@dataclass(frozen=True)
class GatherEntry:
    """The tokens whose gather maps were recorded, by the id of a condition, and the ids of the layers, in the order of
    the maps."""

    tokens: dict[str, tuple[int, ...]]
    layers: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.tokens or not self.layers:
            raise ValueError("at least one condition with tokens, and one layer")


@dataclass(frozen=True)
class Artifacts:
    """Paths of further files; None where a run has no such file."""

    metrics: str | None = None
    latent_pca: str | None = None
    latents_noise: str | None = None

    def __post_init__(self) -> None:
        if self.metrics not in (None, METRICS) or self.latent_pca not in (None, LATENT_PCA):
            raise ValueError(f"{METRICS} and {LATENT_PCA} under their own names, or null")


@dataclass(frozen=True)
class Metadata:
    """Content of ``metadata.json``."""

    schema_version: str
    generator: Generator
    prompt: Prompt
    conditions: tuple[ConditionEntry, ...]
    steps: int
    timesteps: tuple[float, ...]
    complete: bool
    batch_index: int
    images: tuple[str, ...]
    x0_images: tuple[str, ...]
    layers: tuple[RunLayer, ...]
    attention_files: tuple[MapFile, ...]
    attention_files_extra: tuple[MapFile, ...]
    guidance_maps: tuple[StepFile, ...]
    artifacts: Artifacts
    not_recorded: tuple[Gap, ...]
    effects: EffectsEntry | None = field(default=None, metadata=named(optional=True))
    effect_files: tuple[StepFile, ...] = field(default=(), metadata=named(left_out=lambda run: run.effects is None))
    gather: GatherEntry | None = field(default=None, metadata=named(optional=True))
    gather_files: tuple[GatherFile, ...] = field(default=(), metadata=named(left_out=lambda run: run.gather is None))
    removals: Removed | None = field(default=None, metadata=named(optional=True))
    removal_images: tuple[str, ...] = field(default=(), metadata=named(left_out=lambda run: run.removals is None))
    removal_files: tuple[ValueFile, ...] = field(default=(), metadata=named(left_out=lambda run: run.removals is None))


@dataclass(frozen=True)
class ByLayer:
    """An entry of a metric with a value for each layer, and for each token where it has one."""

    step: int | None = None
    mean: float | None = None
    by_layer: dict[str, float | None] = field(default_factory=dict)
    by_token: tuple[float | None, ...] | None = None


@dataclass(frozen=True)
class Points:
    """An entry of a metric with [row, column] for each token."""

    step: int | None = None
    by_token: tuple[tuple[float | None, float | None] | None, ...] = ()


@dataclass(frozen=True)
class Ranked:
    """A token in the ranking of tokens."""

    token_index: int | None = None
    score: float | None = None


@dataclass(frozen=True)
class RankedWord:
    """A word in the ranking of words."""

    text: str
    token_indices: tuple[int, ...] = ()
    score: float | None = None


@dataclass(frozen=True)
class Dominance:
    """The share of the attention that tokens and words have."""

    scores: tuple[float | None, ...] | None = None
    ranking: tuple[Ranked, ...] | None = None
    ranking_words: tuple[RankedWord, ...] | None = None


@dataclass(frozen=True)
class ShapeReport:
    """The writer's check of the recorded tensors."""

    passed: bool | None = None
    errors: tuple[str, ...] | None = None


METRIC_KINDS: dict[str, Any] = {
    "number": tuple[float | None, ...],
    "by_layer": tuple[ByLayer | None, ...],
    "by_token_and_layer": tuple[ByLayer | None, ...],
    "points": tuple[Points | None, ...],
    "tokens": tuple[tuple[float | None, ...] | None, ...],
    "words": tuple[tuple[float | None, ...] | None, ...],
    "octaves": tuple[tuple[float | None, ...] | None, ...],
    "dominance": Dominance,
    "report": ShapeReport,
}
"""Types of what stands under a key of ``metrics.json``, by the name of its channel's shape."""


@dataclass(frozen=True)
class Projection:
    """Content of ``latent_pca.json``."""

    points: tuple[tuple[float | None, float | None], ...]
    explained_variance_ratio: tuple[float | None, float | None]
    x0_points: tuple[tuple[float | None, float | None], ...] | None = None


READ_AS: dict[str, dict[str, Any]] = {
    METADATA: get_type_hints(Metadata),
    METRICS: {key: METRIC_KINDS[channel.shape.name] for key, channel in CHANNELS.items()},
    LATENT_PCA: get_type_hints(Projection),
}
"""Types as which readers read the keys of the JSON files."""


def joined_words(tokens: tuple[str, ...]) -> tuple[Word, ...]:
    """Return the words that tokens spell, for a run that does not list them."""
    return tuple(join_words(tokens, [token in SPECIAL_TOKENS for token in tokens]))
