"""A strip of pictures: what the model had and what it predicted, step by step."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..errors import SettingsError
from ..render import Pixels
from .numbers import readable
from .page import Page
from .style import LARGEST, SMALLEST, Look

LATENT, CLEAN, BOTH = "x_t", "x̂₀", "both"
KINDS = {LATENT: ("latent",), CLEAN: ("x0",), BOTH: ("latent", "x0")}
"""What is shown, and the kinds of pictures that it takes."""
NAMES = {"latent": "x", "x0": "x̂₀"}
WHAT = {
    "latent": "x: the latent after the step, brought to the scale of a clean one",
    "x0": "x̂₀: the clean latent that the model predicts at the step",
}
SMALLEST_PICTURE = 16
"""Pixels of its shorter side."""


@dataclass(frozen=True)
class Frame:
    """A step of the strip.

    Attributes:
        step: its number, from 0.
        sigma: noise level of its evaluation; NaN where it is not known.
    """

    step: int
    sigma: float = math.nan


def evenly(steps: int, count: int) -> list[int]:
    """So many steps at even distances, the first and the last included; all where there are fewer."""
    if count >= steps:
        return list(range(steps))
    return [round(i * (steps - 1) / max(1, count - 1)) for i in range(count)] if count > 1 else [steps - 1]


def strip_figure(
    frames: Sequence[Frame],
    picture: Callable[[int, str], Pixels],
    *,
    kinds: str,
    captions: bool,
    note: str,
    decoded: str,
    look: Look,
) -> Page:
    """Pictures of the chosen steps, as large as the page allows.

    Args:
        picture: the picture [h, w, 3] uint8 of a step (from 0) and a kind, "latent" or "x0".
        kinds: a key of ``KINDS``; with "both", x̂₀ stands below x.
        captions: whether there is text at all: without, pictures fill the page.
        decoded: how latents became pictures, for the caption: "decoded by the VAE".

    Raises:
        SettingsError: there are no frames, ``kinds`` is unknown, or the pictures would be too small.
    """
    if kinds not in KINDS:
        raise SettingsError(f"show is {kinds!r}; expected one of {', '.join(KINDS)}.")
    if not frames:
        raise SettingsError("There are no steps to show.")
    said = f"{'; '.join(WHAT[kind] for kind in KINDS[kinds])}; {decoded}."
    if any(math.isfinite(frame.sigma) for frame in frames):
        said += " σ: the noise level at which the step was evaluated."
    title = {LATENT: "Steps", CLEAN: "Predictions of the clean picture", BOTH: "Steps and predictions"}[kinds]
    page = Page(
        look,
        title=title if captions else "",
        note=note if captions else "",
        caption=said if captions else "",
    )
    if not captions:
        gap = max(2, round(page.unit / 4))
        page.box = (gap, gap, page.width - gap, page.height - gap)
    pictures = {(f.step, kind): picture(f.step, kind) for f in frames for kind in KINDS[kinds]}
    _place(page, frames, KINDS[kinds], pictures, captions)
    return page


def fitting_height(width: int, count: int, kinds: str, aspect: float) -> int:
    """The height in pixels at which all pictures of a strip with captions stand in one row and fill the width.

    Args:
        count: of steps.
        aspect: width of a picture for its height.
    """
    height = width / 3
    for _ in range(4):
        unit = Look(width, max(SMALLEST, min(LARGEST, round(height)))).text_size
        wide = (width - 4.4 * unit - 0.6 * unit * (count - 1)) / count
        height = len(KINDS[kinds]) * (wide / aspect + 0.6 * unit) + 10.5 * unit
    return max(SMALLEST, min(LARGEST, round(height)))


def _place(
    page: Page,
    frames: Sequence[Frame],
    kinds: Sequence[str],
    pictures: dict[tuple[int, str], Pixels],
    captions: bool,
) -> None:
    """Columns of a picture for each kind with a caption below, in as many rows as make the pictures largest."""
    left, top, right, bottom = page.box
    unit = page.unit
    gap = max(2, round(0.6 * unit if captions else unit / 4))
    below = round(1.7 * unit) if captions else 0
    beside = round(1.8 * unit) if captions and len(kinds) > 1 else 0
    shape = pictures[frames[0].step, kinds[0]].shape
    aspect = shape[1] / shape[0]
    across, down = right - left - beside, bottom - top

    def side(columns: int) -> float:
        """Width of a picture with so many columns."""
        rows = math.ceil(len(frames) / columns)
        wide = (across - gap * (columns - 1)) / columns
        tall = ((down - (rows - 1) * gap) / rows - below - gap * (len(kinds) - 1)) / len(kinds)
        return float(min(wide, tall * aspect))

    columns = max(range(1, len(frames) + 1), key=lambda n: (side(n), n))
    wide = int(side(columns))
    tall = int(wide / aspect)
    if min(wide, tall) < SMALLEST_PICTURE:
        raise SettingsError(
            f"{len(frames)} steps leave {max(0, wide)} pixels for each picture of {page.width} x {page.height}; choose "
            "fewer steps or a larger size."
        )
    rows = math.ceil(len(frames) / columns)
    block = len(kinds) * tall + gap * (len(kinds) - 1) + below
    x0 = round(left + beside + (across - columns * wide - gap * (columns - 1)) / 2)
    y0 = round(top + (down - rows * block - gap * (rows - 1)) / 2)
    for i, frame in enumerate(frames):
        x, y = x0 + (i % columns) * (wide + gap), y0 + (i // columns) * (block + gap)
        for k, kind in enumerate(kinds):
            at = y + k * (tall + gap)
            page.paste(pictures[frame.step, kind], x, at, (wide, tall))
            if beside and i % columns == 0:
                page.write(
                    NAMES[kind], x - 0.6 * unit, at + tall / 2 - 0.6 * unit, colour=page.theme.soft, align="right"
                )
        if captions:
            _caption(page, frame, x, y + block - below, wide)


def _caption(page: Page, frame: Frame, x: float, y: float, wide: float) -> None:
    """The step's number, and its noise level where there is room."""
    size = 0.8
    number = f"step {frame.step + 1}"
    if page.text_width(number, size * page.unit, bold=True) > wide:
        number = str(frame.step + 1)
    page.write(number, x, y + 0.2 * page.unit, size=size, bold=True)
    used = page.text_width(number + "  ", size * page.unit, bold=True)
    level = f"σ {readable(frame.sigma)}"
    if math.isfinite(frame.sigma) and used + page.text_width(level, size * page.unit) <= wide:
        page.write(level, x + wide, y + 0.2 * page.unit, size=size, colour=page.theme.soft, align="right")
