"""Colours and type of all figures: one look, on light and on dark ground.

The colours are those of ``format/theme.json``, which the viewer reads too. Nothing here depends on
matplotlib's settings (``rcParams``), which belong to the whole process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING

from ..analysis.terms import WORD, Term
from ..errors import SettingsError
from ..format import read

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

_COLOURS = read("theme.json")

WORD_COLOURS: tuple[str, ...] = tuple(_COLOURS["words"])
"""Colours of words by their number in the prompt, repeated from the start where they run out: muted, so that none looks
like a word that names a colour."""
NAMED_COLOURS: Mapping[str, str] = _COLOURS["named"]
"""Colours of words that name one."""
SPECIAL_COLOURS: Mapping[str, str] = _COLOURS["tokens"]
"""Colours of all words together, and of the special tokens, for figures that set them side by side."""

COLOUR_MAPS: tuple[str, ...] = tuple(_COLOURS["amounts"])
"""Perceptually uniform colour maps for amounts."""
DIFFERENCES: str = _COLOURS["differences"]
"""Colour map for differences: blue below zero, red above."""

SMALLEST, LARGEST = 256, 8192
"""Least and largest length of a side of a figure, in pixels."""


@dataclass(frozen=True)
class Theme:
    """Colours of a figure, by their purpose.

    Attributes:
        ground: behind everything.
        panel: behind the axes of a plot.
        ink, soft: text, and text of less weight.
        line, line_strong: grid, and things that must be seen without a colour of their own.
        run_a, run_b: the first and the second run of a comparison.
    """

    name: str
    ground: str
    panel: str
    ink: str
    soft: str
    line: str
    line_strong: str
    run_a: str
    run_b: str


def _theme(name: str) -> Theme:
    colours = _COLOURS["themes"][name]
    return Theme(name, **{f.name: colours[f.name.replace("_", "-")] for f in fields(Theme) if f.name != "name"})


THEMES = {name: _theme(name) for name in _COLOURS["themes"]}
LIGHT, DARK = THEMES["light"], THEMES["dark"]


def theme_of(name: str) -> Theme:
    """Return the theme of a name. Raises: SettingsError."""
    if name not in THEMES:
        raise SettingsError(f"theme is {name!r}; expected one of {', '.join(THEMES)}.")
    return THEMES[name]


def word_colour(index: int, word: str = "") -> str:
    """Return the colour that a word names ("red"), else one by its index in its prompt, from 0."""
    return NAMED_COLOURS.get(word.split("#")[0].lower()) or WORD_COLOURS[index % len(WORD_COLOURS)]


def term_colour(term: Term) -> str:
    """Return the colour of a word, or of the special tokens of a kind."""
    return word_colour(term.index, term.text) if term.kind == WORD else SPECIAL_COLOURS[term.kind]


def check_colour_map(name: str) -> None:
    """Check that a name is one of ``COLOUR_MAPS``. Raises: SettingsError: it is not."""
    if name not in COLOUR_MAPS:
        raise SettingsError(f"colour_map is {name!r}; expected one of {', '.join(COLOUR_MAPS)}.")


@dataclass(frozen=True)
class Look:
    """Size in pixels and colours of a figure.

    Raises:
        SettingsError: a side is out of range.
    """

    width: int
    height: int
    theme: Theme = LIGHT

    def __post_init__(self) -> None:
        for name, value in (("width", self.width), ("height", self.height)):
            if not SMALLEST <= value <= LARGEST:
                raise SettingsError(f"{name} is {value!r}; expected {SMALLEST} to {LARGEST} pixels.")

    @property
    def text_size(self) -> float:
        """Size of the body text in pixels: it grows more slowly than the figure and always stays readable."""
        scale = min((self.width * self.height / (1024 * 768)) ** 0.5, self.width / 720, self.height / 430)
        return max(10.0, float(15.0 * scale**0.75))


def font(size: float, *, bold: bool = False) -> FontProperties:
    """Return the typeface of the figures, at a size in pixels."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(
        family=list(_families()),
        size=size,
        weight="bold" if bold else "normal",
        style="normal",
        variant="normal",
        stretch="normal",
        math_fontfamily="dejavusans",
    )


def writable(text: str) -> str:
    """Return the text with a box for each character that no typeface at hand has, as in a Chinese prompt on a machine
    without a Chinese font. matplotlib would draw the same boxes, but warn about each again and again."""
    return "".join(c if ord(c) in _characters() or c.isspace() else "□" for c in text)


_EASTERN = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans",
    "WenQuanYi Zen Hei",
)


@lru_cache(maxsize=1)
def _families() -> tuple[str, ...]:
    """Return matplotlib's own typeface and, where one is installed, another for Chinese, Japanese and Korean."""
    from matplotlib.font_manager import fontManager

    known = {entry.name for entry in fontManager.ttflist}
    return ("DejaVu Sans", *[name for name in _EASTERN if name in known][:1])


def typeface(text: str) -> str:
    """Return the path of the typeface at hand that has most of the characters of a text, for what draws with one."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    files = [findfont(FontProperties(family=family)) for family in _families()]
    return max(files, key=lambda file: len(set(map(ord, text)) & set(get_font(file).get_charmap())))


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    """Return the code points that both weights of one of the typefaces have."""
    from matplotlib.font_manager import fontManager, get_font

    code_points: set[int] = set()
    for family in _families():
        weights = [font(10, bold=bold).copy() for bold in (False, True)]
        for properties in weights:
            properties.set_family(family)
        maps = [get_font(fontManager.findfont(properties)).get_charmap() for properties in weights]
        code_points |= set(maps[0]) & set(maps[1])
    return frozenset(code_points)
