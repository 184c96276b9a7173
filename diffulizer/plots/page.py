"""A page: a figure of exactly so many pixels, with a title above its plots and a caption below.

It is drawn by matplotlib's Agg canvas, never by pyplot, so that no state of the process is touched. Pages can be drawn
in several threads at once, beside other programs' figures, and look the same whatever those have set.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from ..errors import OutputError
from ..packages import require
from ..render import Pixels, to_pixels
from .axes import Grid, dress
from .style import Look, font, writable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.gridspec import GridSpec
    from matplotlib.text import Text

DOTS = 72
"""Dots per inch, chosen so that matplotlib's points are pixels."""
BASELINE = 0.95
"""Distance of a line's baseline from its upper edge, as a fraction of its size."""
ELLIPSIS = "…"
QUOTE_END = "” · "
"""End of a quoted prompt, in front of the text that follows it."""
Box = tuple[float, float, float, float]
"""Box as (left, top, right, bottom), in pixels from the upper left corner."""


class Page:
    """A figure in the making.

    Args:
        look: size and colours.
        title: one line.
        note: the source of the figure, such as the prompt; one line of less weight.
        caption: text below the plots on what they show and what they do not.

    Attributes:
        figure: matplotlib's figure.
        unit: size of the body text in pixels, the unit of all distances.
        box: the room that title and caption leave for plots.
        pasted: (picture, left, top) of the pictures on it, in pixels.

    Raises:
        MissingPackageError: matplotlib is not installed.
    """

    def __init__(self, look: Look, *, title: str, note: str = "", caption: str = "") -> None:
        require("matplotlib", "Drawing a figure")
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        width, height = look.width, look.height
        self.width, self.height, self.theme = width, height, look.theme
        self.unit = look.text_size
        size = ((width + 0.01) / DOTS, (height + 0.01) / DOTS)  # the canvas cuts fractions of a pixel off
        self.figure = Figure(figsize=size, dpi=DOTS, facecolor=look.theme.ground, edgecolor="none", frameon=True)
        self._canvas = FigureCanvasAgg(self.figure)
        self.pasted: list[tuple[Pixels, int, int]] = []
        self.margin = round(1.3 * self.unit)
        self.box: Box = (self.margin, self.margin, width - self.margin, height - self.margin)
        self._head(title, note)
        self._foot(caption)

    def _head(self, title: str, note: str) -> None:
        left, top, right, bottom = self.box
        for text, size, bold, colour in ((title, 1.25, True, self.theme.ink), (note, 0.85, False, self.theme.soft)):
            if text:
                line = self.noted(text, right - left, size * self.unit, bold=bold)
                self.write(line, left, top, size=size, bold=bold, colour=colour)
                top += 1.45 * size * self.unit
        self.box = (left, top + 0.7 * self.unit, right, bottom)

    def _foot(self, caption: str) -> None:
        left, top, right, bottom = self.box
        size = max(9.0, 0.72 * self.unit) / self.unit
        lines = self.wrapped(caption, right - left, size * self.unit) if caption else []
        for line in reversed(lines):
            bottom -= 1.35 * size * self.unit
            self.write(line, left, bottom, size=size, colour=self.theme.soft)
        self.box = (left, top, right, bottom - (0.8 * self.unit if lines else 0))

    # -- text ----------------------------------------------------------------------------------

    def write(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float = 1.0,
        bold: bool = False,
        colour: str | None = None,
        align: str = "left",
    ) -> Text:
        """Write a line of text that begins ``y`` pixels below the page's upper edge; ``size`` is in units."""
        baseline = y + BASELINE * size * self.unit
        return self.figure.text(
            x / self.width,
            1 - baseline / self.height,
            writable(text),
            fontproperties=font(size * self.unit, bold=bold),
            color=colour or self.theme.ink,
            ha=align,
            va="baseline",
            parse_math=False,
        )

    def text_width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of a line in pixels; ``size`` is in pixels."""
        renderer = self._canvas.get_renderer()
        return float(renderer.get_text_width_height_descent(writable(text), font(size, bold=bold), False)[0])

    def fitted(self, text: str, room: float, size: float, *, bold: bool = False) -> str:
        """Return the text, cut off with an ellipsis where it is wider than ``room``."""
        line = " ".join(text.split())
        if self.text_width(line, size, bold=bold) <= room:
            return line
        low, high = 0, len(line)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.text_width(line[:middle].rstrip() + ELLIPSIS, size, bold=bold) <= room
            low, high = (middle, high) if fits else (low, middle - 1)
        return line[:low].rstrip() + ELLIPSIS

    def noted(self, text: str, room: float, size: float, *, bold: bool = False) -> str:
        """Return the text, cut off where it is wider than ``room``, if possible within the prompt that it quotes."""
        quoted, end, rest = text.rpartition(QUOTE_END)
        left = room - self.text_width(f"{ELLIPSIS}{end}{rest}", size, bold=bold)
        if left <= 0.2 * room or not end or self.text_width(text, size, bold=bold) <= room:
            return self.fitted(text, room, size, bold=bold)
        return f"{self.fitted(quoted, left, size, bold=bold)}{end}{rest}"

    def wrapped(self, text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
        """Break the text into lines that are no wider than ``room``."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.text_width(longer, size, bold=bold) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    # -- plots ---------------------------------------------------------------------------------

    def grid(self, rows: int, columns: int, *, across: float, down: float) -> GridSpec:
        """Lay a grid over ``box``; ``across`` and ``down`` are the gaps between plots in units."""
        left, top, right, bottom = self.box
        width = max(1.0, (right - left - across * self.unit * (columns - 1)) / columns)
        height = max(1.0, (bottom - top - down * self.unit * (rows - 1)) / rows)
        return self.figure.add_gridspec(
            rows,
            columns,
            left=left / self.width,
            right=right / self.width,
            top=1 - top / self.height,
            bottom=1 - bottom / self.height,
            wspace=across * self.unit / width,
            hspace=down * self.unit / height,
        )

    def shrink(self, *, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0) -> None:
        """Make ``box`` smaller by so many pixels, to keep room beside the plots."""
        x0, y0, x1, y1 = self.box
        self.box = (x0 + left, y0 + top, x1 - right, y1 - bottom)

    def axes(self, box: Box) -> Axes:
        """Add axes in the page's style in a box of the page."""
        left, top, right, bottom = box
        axes = self.figure.add_axes(
            (
                left / self.width,
                1 - bottom / self.height,
                max(1.0, right - left) / self.width,
                max(1.0, bottom - top) / self.height,
            )
        )
        return self.dressed(axes)

    def dressed(self, axes: Axes, *, grid: Grid | None = "y") -> Axes:
        """Give the axes the page's style."""
        return dress(axes, self.theme, self.unit, grid)

    def paste(self, picture: Pixels, left: int, top: int, size: tuple[int, int]) -> None:
        """Put a picture [h, w, 3] on the page, exactly as it is or resampled to ``size`` (width, height)."""
        image = Image.fromarray(to_pixels(picture))
        if image.size != size:
            enlarged = size[0] > image.width
            image = image.resize(size, Image.Resampling.BICUBIC if enlarged else Image.Resampling.LANCZOS)
        self.pasted.append((np.asarray(image), left, top))

    def frame(self, left: int, top: int, size: tuple[int, int]) -> None:
        """Draw a line around a picture of this size (width, height), so that it stands out from the ground."""
        from matplotlib.patches import Rectangle
        from matplotlib.transforms import IdentityTransform

        width, height = size
        edge = max(1, round(self.unit / 12))
        corner = (left - edge, self.height - top - height - edge)
        drawn = Rectangle(corner, width + 2 * edge, height + 2 * edge, facecolor=self.theme.line, edgecolor="none")
        drawn.set_transform(IdentityTransform())
        drawn.set_antialiased(False)
        self.figure.add_artist(drawn)

    def pixels(self) -> Pixels:
        """Draw the page and return its picture [height, width, 3]."""
        size = font(0.8 * self.unit)
        for axes in self.figure.axes:
            for label in (*axes.get_xticklabels(which="both"), *axes.get_yticklabels(which="both")):
                label.set_fontproperties(size)
        self._canvas.draw()
        drawn = np.array(np.asarray(self._canvas.buffer_rgba())[..., :3])
        for picture, left, top in self.pasted:
            drawn[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
        return drawn


def save_png(page: Page, path: Path) -> None:
    """Write the picture of a page. Raises: OutputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(page.pixels()).save(path, format="PNG", optimize=True)
    except OSError as error:
        raise OutputError(f"{path} can't be written: {error.strerror or error}.") from error
