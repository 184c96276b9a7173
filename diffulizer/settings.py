"""The settings of a capture, checked when they are made."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from .errors import SettingsError
from .left_out import LeftOut

MAPS_OF = ("positive", "all")
HEADS = ("mean", "each")
ALL_LAYERS = ("*attn1*", "*attn2*")
ALL_RECORDED = ("*",)


@dataclass(frozen=True)
class CaptureSettings:
    """Settings of one recording.

    Attributes:
        layers: glob patterns; a layer is a candidate if one of its names (the host's or the
            diffusers one) matches one of them.
        max_layers: how many candidates are recorded, spread over the network's depth and both
            kinds of attention; 0 records all.
        include_cross_attention: record attention from image positions to prompt tokens.
        include_self_attention: record attention among image positions.
        attention_resolution: cells along the longer side of a stored cross-attention map.
        self_attention_resolution: the same for both axes of a self-attention matrix.
        attention_every: record attention at every n-th step, the first and last included.
        maps_of: "positive" stores the maps of positive conditionings, "all" those of every conditioning.
            Per-token means and entropies are kept for every conditioning either way.
        heads: "mean" stores the average over heads; "each" stores single heads besides.
        head_layers: glob patterns as in ``layers``; with heads "each", single heads are stored for the
            recorded layers that match one of them.
        only_words: the words whose maps are recorded, separated by commas; empty records all words.
        max_recording_mb: the most that one sampling pass may take, in MiB, of memory or with ``stream_to_disk`` of
            the disk; if it would take more, attention of fewer steps is kept, then of fewer layers. Sampling
            itself is never touched.
        stream_to_disk: keep finished steps in temporary files instead of in memory.
        effects_every: measure the effects of words at every n-th step and the last; 0 measures none. See ``effects``.
        effect_words: the words whose effects are measured, separated by commas; empty means ``only_words``, or each
            word of the positive prompt.
        gather_words: the words of which it is recorded which places of the picture they look at, separated by commas;
            empty records none. See ``gather``.
        left_out: the positive prompt without each of some words; given, these are the words whose effects are measured,
            and they are left out of the text. It is no part of ``as_dict``.

    Raises:
        SettingsError: a value is out of range.
    """

    layers: tuple[str, ...] = ALL_LAYERS
    max_layers: int = 12
    include_cross_attention: bool = True
    include_self_attention: bool = True
    attention_resolution: int = 32
    self_attention_resolution: int = 16
    attention_every: int = 1
    maps_of: str = "positive"
    heads: str = "mean"
    head_layers: tuple[str, ...] = ALL_RECORDED
    only_words: str = ""
    max_recording_mb: int = 2048
    stream_to_disk: bool = False
    effects_every: int = 0
    effect_words: str = ""
    gather_words: str = ""
    left_out: LeftOut | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name, low, high in (
            ("max_layers", 0, 10_000),
            ("attention_resolution", 1, 256),
            ("self_attention_resolution", 1, 128),
            ("attention_every", 1, 10_000),
            ("max_recording_mb", 1, 1_048_576),
            ("effects_every", 0, 10_000),
        ):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
                raise SettingsError(f"{name} is {value!r}; expected a whole number from {low} to {high}.")
        for name, allowed in (("maps_of", MAPS_OF), ("heads", HEADS)):
            value = getattr(self, name)
            if value not in allowed:
                raise SettingsError(f"{name} is {value!r}; expected one of {', '.join(allowed)}.")
        for name in ("include_cross_attention", "include_self_attention", "stream_to_disk"):
            if not isinstance(getattr(self, name), bool):
                raise SettingsError(f"{name} is {getattr(self, name)!r}; expected true or false.")
        for name in ("only_words", "effect_words"):
            if not isinstance(getattr(self, name), str):
                raise SettingsError(f"{name} is {getattr(self, name)!r}; expected a text, such as 'red, circle'.")
        for name in ("layers", "head_layers"):
            patterns = getattr(self, name)
            is_listed = isinstance(patterns, (tuple, list)) and patterns
            if not is_listed or not all(isinstance(p, str) and p.strip() for p in patterns):
                raise SettingsError(f"{name} is {patterns!r}; expected a tuple of glob patterns, such as ('*attn2*',).")

    def wants_maps(self, polarity: str) -> bool:
        """Return whether maps are stored for conditionings of a polarity ("positive", "negative" or the guider's own
        name)."""
        return polarity == "positive" or self.maps_of == "all"

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as plain JSON values."""
        values = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "left_out"}
        return {**values, "layers": list(self.layers), "head_layers": list(self.head_layers)}


def parse_layer_globs(text: str, otherwise: tuple[str, ...] = ALL_LAYERS) -> tuple[str, ...]:
    """Split a user's list of globs at commas, semicolons and white space; an empty list means ``otherwise``."""
    patterns = tuple(text.replace(",", " ").replace(";", " ").split())
    return patterns or otherwise
