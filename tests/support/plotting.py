"""Figures to test: drawn of a synthetic pass, with what is read off their artists."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
from matplotlib.transforms import Bbox

from diffulizer.analysis.comparison import compare
from diffulizer.analysis.denoising import denoising_of_pass
from diffulizer.analysis.shares import shares_of
from diffulizer.analysis.word_differences import word_differences
from diffulizer.analysis.word_effects import WordEffect, WordEffects
from diffulizer.metrics import compute_pca
from diffulizer.plots.channels import channels_of
from diffulizer.plots.comparison import comparison_figure
from diffulizer.plots.curves import metrics_figure
from diffulizer.plots.difference_maps import difference_figure
from diffulizer.plots.dominance import LINES, STACKED, dominance_figure
from diffulizer.plots.effects import effects_figure
from diffulizer.plots.page import Page
from diffulizer.plots.removals import contact_sheet, without_words
from diffulizer.plots.strip import BOTH, CLEAN, Frame, strip_figure
from diffulizer.plots.style import Look
from diffulizer.plots.trajectory import trajectory_figure
from diffulizer.plots.word_steps import ABSOLUTE, NORMALISED, word_step_figure
from synthetic import make_pass

PASS = make_pass(steps=12)
DENOISING = denoising_of_pass(PASS, 0)
SHARES = shares_of(DENOISING.terms, DENOISING.token_shares())
NOTE = DENOISING.note
OTHER = make_pass(steps=9, seed=3)
COMPARISON = compare(PASS, OTHER)
PAIRS = [(step, COMPARISON.alignment[step]) for step in (0, 4, 8, 11)]
DIFFERENCES = word_differences(PASS, OTHER, items=(0, 0), words="", layers="*", pairs=PAIRS)


def picture(step: int, kind: str) -> np.ndarray:
    """A picture that tells its step and kind."""
    return np.full((32, 32, 3), (step * 20, 255 if kind == "x0" else 0, 90), np.uint8)


def frames(count: int) -> list[Frame]:
    return [Frame(step, DENOISING.sigmas[step]) for step in range(count)]


EFFECTS = WordEffects(
    words=tuple(
        WordEffect(
            text, i, None if i == 2 else np.eye(8, 12, i, np.float32), np.eye(16, 24, i, np.float32), (3.0 - i / 9, 0.5)
        )
        for i, text in enumerate(["red", "circle", "“a” very long phrase of the prompt", *"abcdefghij"])
    ),
    floor=(0.01, 0.01),
    steps=(0, 11),
    kind="text",
)

WITHOUT = make_pass(steps=12, removed="attention")
SHEET = without_words(WITHOUT, 0, picture(9, "x0"), [picture(i, "latent") for i in range(3)])

FIGURES: dict[str, Callable[[Look], Page]] = {
    "metrics": lambda look: metrics_figure(DENOISING, channels_of("core"), along="step", look=look),
    "all metrics by sigma": lambda look: metrics_figure(DENOISING, channels_of("all"), along="sigma", look=look),
    "word effects": lambda look: effects_figure(EFFECTS, note=NOTE, aspect=1.5, look=look),
    "trajectory": lambda look: trajectory_figure(compute_pca(PASS, 0), note=NOTE, look=look),
    "dominance": lambda look: dominance_figure(SHARES, note=NOTE, style=STACKED, look=look),
    "dominance, lines": lambda look: dominance_figure(SHARES, note=NOTE, style=LINES, special=False, look=look),
    "words": lambda look: word_step_figure(SHARES, note=NOTE, scale=ABSOLUTE, colours="magma", look=look),
    "words, normalised": lambda look: word_step_figure(
        SHARES, note=NOTE, scale=NORMALISED, colours="viridis", special=True, look=look
    ),
    "comparison": lambda look: comparison_figure(COMPARISON, look=look),
    "difference maps": lambda look: difference_figure(
        DIFFERENCES, PAIRS, notes=(NOTE, COMPARISON.b.note), aspect=1.0, look=look
    ),
    "no difference maps": lambda look: difference_figure([], [], notes=(NOTE, NOTE), aspect=1.0, look=look),
    "without words": lambda look: contact_sheet(SHEET, look),
    "strip": lambda look: strip_figure(
        frames(6), picture, kinds=BOTH, captions=True, note=NOTE, decoded="decoded", look=look
    ),
    "strip in rows": lambda look: strip_figure(
        frames(12), picture, kinds=CLEAN, captions=True, note=NOTE, decoded="decoded", look=look
    ),
}


def written(page: Page) -> list[tuple[str, Bbox]]:
    """Return every text that is visible, with its position in pixels."""
    page.pixels()
    texts = [*page.figure.texts]
    for axes in page.figure.axes:
        texts += axes.texts
        for axis in (axes.xaxis, axes.yaxis) if axes.axison else ():
            low, high = sorted(axis.get_view_interval())
            ticks = [tick for tick in axis.get_major_ticks() if low - 1e-9 <= tick.get_loc() <= high + 1e-9]
            texts += [axis.label, *(tick.label1 for tick in ticks), *(tick.label2 for tick in ticks)]
    return [(t.get_text(), t.get_window_extent()) for t in texts if t.get_visible() and t.get_text().strip()]


def overlaps(page: Page) -> list[tuple[str, str]]:
    """Pairs of texts that lie on each other by more than a pixel."""
    found = []
    for (one, a), (other, b) in combinations(written(page), 2):
        common = Bbox.intersection(a.padded(-1), b.padded(-1))
        if common is not None and common.width > 0 and common.height > 0:
            found.append((one, other))
    return found


def beyond(page: Page) -> list[str]:
    """Texts that are cut off by the edge of the page."""
    return [
        text
        for text, box in written(page)
        if box.x0 < -1 or box.y0 < -1 or box.x1 > page.width + 1 or box.y1 > page.height + 1
    ]
