"""Verdict on two runs: the few facts of a comparison that tell most, as data and as sentences.

It says what differs, at which step and where in the network. It never says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ..maths.divergence import MOST
from ..maths.numbers import mean_of, number
from .comparison import Comparison
from .series import Series
from .settings_diff import Difference

PARTED = 0.9
"""Cosine of the two predicted clean latents below which the pictures count as parted."""
ROUNDING = 1e-6
"""Largest divergence in nats, and largest distance of a cosine from 1, that float16 can make out of nothing."""
SIZES = 1e-3
"""Largest difference of two latents' norms, as a fraction, that is rounding too."""
LISTED, LONGEST = 4, 40
NAMED = 3
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
        """Write the verdict, one sentence for each question that it answers."""
        if self.equal:
            return [self._asked(), "The runs are equal: no difference beyond rounding."]
        written = (self._asked(), self._parting(), self._layers(), self._words())
        return [sentence for sentence in written if sentence]

    def _asked(self) -> str:
        prompt = [f"{_quoted(a)} → {_quoted(b)}" for a, b in self.swapped]
        if self.rewritten:
            prompt = ["the same words, written or weighted differently"]
        changes = [f"the prompt ({_listed(prompt)})"] if prompt else []
        changes += [f"{d.setting} ({_value(d.a)} → {_value(d.b)})" for d in self.settings]
        if not changes:
            return "A and B state the same prompt and settings."
        return f"From A to B, these were changed: {_listed(changes)}."

    def _parting(self) -> str:
        if self.lowest is None or self.end is None:
            return ""
        scale = "1 means alike, 0 means nothing in common"
        if self.parting:
            end = f", and {self.end.value:.2f} at the end" if self.end.step > self.parting.step else ""
            return (
                f"The pictures part at {self._at(self.parting)}. The cosine of the two predicted pictures is "
                f"{self.parting.value:.2f} there{end} ({scale})."
            )
        if self.lowest.value < PARTED:
            return (
                f"The pictures differ on the way, most at {self._at(self.lowest)}, and come together again. The cosine "
                f"of the two predicted pictures is {self.lowest.value:.2f} there and {self.end.value:.2f} at the end "
                f"({scale})."
            )
        least = int(self.lowest.value * 100) / 100  # not rounded up to 1
        return (
            f"The pictures stay close at every step. The cosine of the two predicted pictures is {least:.2f} or more "
            f"({scale})."
        )

    def _layers(self) -> str:
        if not self.layers:
            return ""
        what = "Attention to the words of both prompts" if self.by_words else "How attention is divided between tokens"
        first, *others = self.layers
        then = f", then in {_joined(c.name for c in others)}" if others else ""
        return (
            f"{what} differs most in layer {first.name}: {first.mean:.3f} nats on average (0 is equal, {MOST:.3f} is "
            f"the most), and most of all at {self._at(first.largest)}{then}."
        )

    def _words(self) -> str:
        if not self.words:
            return ""
        first, *others = self.words
        then = f", then that of {_joined(f'“{c.name}”' for c in others)}" if others else ""
        return (
            f"Of the words in both prompts, the attention to “{first.name}” moved most within the picture, above "
            f"all at {self._at(first.largest)}{then}."
        )

    def _at(self, moment: Moment) -> str:
        level = "" if moment.sigma is None else f" (noise level {moment.sigma:.3g})"
        return f"step {moment.step + 1} of {self.steps}{level}"


def verdict_of(comparison: Comparison) -> Verdict:
    """Pick the facts that tell most from a comparison."""
    cosines = comparison.cosines["x0"]
    apart = [i for i, value in enumerate(cosines) if value is not None]
    last_close = max((i for i in apart if _known(cosines[i]) >= PARTED), default=-1)
    parting = next((i for i in apart if i > last_close), None)
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
        parting=moment(parting, cosines),
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


def _quoted(words: Sequence[str]) -> str:
    return f"“{' '.join(words)}”" if words else "nothing"


def _value(value: Any) -> str:
    text = "none" if value is None else str(value) or "empty"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _listed(parts: Sequence[str]) -> str:
    more = f", and {len(parts) - LISTED} more" if len(parts) > LISTED else ""
    return ", ".join(parts[:LISTED]) + more


def _joined(names: Iterable[str]) -> str:
    return " and ".join(names)
