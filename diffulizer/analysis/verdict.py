"""Verdict on two runs: the few facts of a comparison that tell most, as data and as sentences.

It says what differs, at which step and where in the network. It never says why.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ..format import read
from ..maths.divergence import MOST
from ..maths.numbers import mean_of, number
from ..maths.parting import PARTED, ROUNDING, parting
from .comparison import Comparison
from .series import Series
from .settings_diff import Difference, written

_RULES = read("verdict.json")
SIZES: float = _RULES["sizes"]
"""Largest difference of two latents' norms, as a fraction, that is rounding too."""
LISTED: int = _RULES["listed"]
LONGEST: int = _RULES["longest"]
NAMED: int = _RULES["named"]
"""Number of layers and of words that a verdict names."""


@dataclass(frozen=True)
class Moment:
    """A step of A.

    Attributes:
        step: its number, from 0.
        sigma: the noise level at which it was evaluated; None where it is not known.
        value: what was measured there.
    """

    step: int
    sigma: float | None
    value: float


@dataclass(frozen=True)
class Change:
    """A layer or a word, and how much the attention of both runs differs there.

    Attributes:
        name: the layer's name for people, or the word.
        module: the layer's module name; empty for a word.
        mean: Jensen-Shannon divergence, in nats, mean over steps (and for a word over layers).
        largest: the step at which it is largest.
    """

    name: str
    module: str
    mean: float
    largest: Moment


@dataclass(frozen=True)
class Verdict:
    """The facts that tell most about how two runs differ.

    Attributes:
        equal: whether latents, predictions and attention are equal up to rounding.
        swapped: the changes of the prompt in its order: A's words, and B's words in their place.
        rewritten: whether the prompts have the same words and are not the same text.
        settings: all other settings and nodes that differ.
        steps: number of A's steps.
        lowest: where the cosine of the predicted clean latents is lowest; None without predictions of one size.
        parting: the step from which that cosine stays below ``PARTED``; None if it does not until the end.
        end: that cosine at the last step where it was measured.
        by_words: whether ``layers`` are ranked by where the words that both prompts have get their attention, and not
            by how positions divide it between tokens, which only tells something for equal prompts.
        attention: by step of A, the divergence that ranks the layers, mean over them.
        layers: the layers whose attention differs most, largest first.
        words: the words of both prompts whose attention differs most in place, largest first.
    """

    equal: bool
    swapped: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]
    rewritten: bool
    settings: Sequence[Difference]
    steps: int
    lowest: Moment | None
    parting: Moment | None
    end: Moment | None
    by_words: bool
    attention: Series
    layers: Sequence[Change]
    words: Sequence[Change]

    def sentences(self) -> list[str]:
        """Write the verdict, one sentence for each question that it answers; ``format/verdict.json`` has the texts."""
        if self.equal:
            return [self._asked(), _text("equal")]
        written = (self._asked(), self._parting(), self._layers(), self._words())
        return [sentence for sentence in written if sentence]

    def _asked(self) -> str:
        prompt = [_text("words", a=_quoted(a), b=_quoted(b)) for a, b in self.swapped]
        if self.rewritten:
            prompt = [_text("rewritten")]
        changes = [_text("prompt", changes=_listed(prompt))] if prompt else []
        changes += [_text("setting", name=d.setting, a=_value(d.a), b=_value(d.b)) for d in self.settings]
        return _text("changed", changes=_listed(changes)) if changes else _text("same")

    def _parting(self) -> str:
        if self.lowest is None or self.end is None:
            return ""
        end = f"{self.end.value:.2f}"
        if self.parting:
            name = "parting" if self.end.step > self.parting.step else "parted"
            return _text(name, at=self._at(self.parting), cosine=f"{self.parting.value:.2f}", end=end)
        if self.lowest.value < PARTED:
            return _text("together", at=self._at(self.lowest), cosine=f"{self.lowest.value:.2f}", end=end)
        least = math.floor(self.lowest.value * 100) / 100  # not rounded up to 1
        return _text("close", cosine=f"{least:.2f}")

    def _layers(self) -> str:
        if not self.layers:
            return ""
        first, *others = self.layers
        return _text(
            "layers_by_words" if self.by_words else "layers_by_tokens",
            layer=first.name,
            mean=f"{first.mean:.3f}",
            most=f"{MOST:.3f}",
            at=self._at(first.largest),
            then=_then("then_layers", [c.name for c in others]),
        )

    def _words(self) -> str:
        if not self.words:
            return ""
        first, *others = self.words
        return _text(
            "moved",
            word=_quoted([first.name]),
            at=self._at(first.largest),
            then=_then("then_words", [_quoted([c.name]) for c in others]),
        )

    def _at(self, moment: Moment) -> str:
        step = {"step": moment.step + 1, "steps": self.steps}
        return _text("step", **step) if moment.sigma is None else _text("step_at", **step, sigma=f"{moment.sigma:.3g}")


def verdict_of(comparison: Comparison) -> Verdict:
    """Pick the facts that tell most from a comparison."""
    cosines = comparison.cosines["x0"]
    apart = [i for i, value in enumerate(cosines) if value is not None]
    swapped = _swapped(comparison.words)
    settings = [d for d in comparison.settings if d.setting != "prompt"]
    by_words = bool(swapped)
    words = _word_steps(comparison)

    def moment(step: int | None, values: Series) -> Moment | None:
        return None if step is None else Moment(step, number(comparison.a.sigmas[step]), _known(values[step]))

    def change(name: str, module: str, values: Series) -> Change | None:
        mean, largest = mean_of(values), moment(_largest(values), values)
        return Change(name, module, mean, largest) if mean is not None and largest else None

    by_layer = [_mean(c.word_steps.values()) if by_words else c.tokens for c in comparison.layers]
    named = [c.layer for c in comparison.layers]
    layers = [change(layer.label, layer.name, values) for layer, values in zip(named, by_layer, strict=True)]
    moved = [change(word, "", values) for word, values in words.items()]
    return Verdict(
        equal=_equal(comparison),
        swapped=swapped,
        rewritten=not swapped and any(d.setting == "prompt" for d in comparison.settings),
        settings=settings,
        steps=comparison.a.steps,
        lowest=moment(min(apart, key=lambda i: _known(cosines[i]), default=None), cosines),
        parting=moment(parting(cosines), cosines),
        end=moment(apart[-1] if apart else None, cosines),
        by_words=by_words,
        attention=_mean(by_layer) or [None] * len(cosines),
        layers=_ranked(layers),
        words=_ranked(moved),
    )


def telling_steps(comparison: Comparison, verdict: Verdict, count: int = 3) -> list[int]:
    """Return the steps of A, from 0 and rising, that tell most: where the pictures part, where attention differs most,
    and the last; then the first and the middle one, where these are fewer than ``count``."""
    last = len(comparison.alignment) - 1
    found = [m.step for m in (verdict.parting or verdict.lowest, verdict.layers and verdict.layers[0].largest) if m]
    return sorted(list(dict.fromkeys([*found, last, 0, last // 2]))[:count])


def _equal(comparison: Comparison) -> bool:
    """Return whether everything that was measured is equal up to rounding, and something was measured."""
    cosines = [v for name in ("latent", "x0") for v in comparison.cosines[name]]
    divergences = [v for layer in comparison.layers for v in (*layer.tokens, *layer.words.values())]
    sizes = zip(*comparison.metrics.get("latent_l2_norm", ((), ())), strict=True)
    return (
        any(v is not None for v in cosines)
        and all(v is None or abs(1 - v) <= ROUNDING for v in cosines)
        and all(v is None or v <= ROUNDING for v in divergences)
        and all(a is None or b is None or abs(a - b) <= SIZES * max(a, b) for a, b in sizes)
    )


def _swapped(words: Sequence[tuple[str, str]]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Group the words that only one prompt has: those between two common words belong together."""
    runs = [(both, list(run)) for both, run in groupby(words, key=lambda word: word[1] == "both")]
    return [
        (tuple(w for w, side in run if side == "a"), tuple(w for w, side in run if side == "b"))
        for both, run in runs
        if not both
    ]


def _word_steps(comparison: Comparison) -> dict[str, Series]:
    """Return the divergence of each word of both prompts by step, mean over layers; marks such as commas are left
    out."""
    layers = comparison.layers
    words = [word for word in (layers[0].word_steps if layers else ()) if any(c.isalnum() for c in word)]
    return {word: _mean(layer.word_steps[word] for layer in layers) for word in words}


def _mean(series: Iterable[Series]) -> Series:
    return [mean_of(values) for values in zip(*series, strict=True)]


def _largest(values: Series) -> int | None:
    measured = [i for i, value in enumerate(values) if value is not None]
    return max(measured, key=lambda i: _known(values[i]), default=None)


def _ranked(changes: Iterable[Change | None]) -> list[Change]:
    known = [change for change in changes if change and change.mean > ROUNDING]
    return sorted(known, key=lambda change: -change.mean)[:NAMED]


def _known(value: float | None) -> float:
    return 0.0 if value is None else value


def _text(key: str, **values: Any) -> str:
    text: str = _RULES["sentences"][key]
    return text.format(**values)


def _quoted(words: Sequence[str]) -> str:
    return _text("quoted", words=" ".join(words)) if words else _text("nothing")


def _value(value: Any) -> str:
    text = _text("none") if value is None else written(value) or _text("empty")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _listed(parts: Sequence[str]) -> str:
    listed, left = ", ".join(parts[:LISTED]), len(parts) - LISTED
    return _text("more", parts=listed, count=left) if left > 0 else listed


def _then(name: str, names: Sequence[str]) -> str:
    return _text(name, names=_text("and").join(names)) if names else ""
