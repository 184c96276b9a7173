"""Edits of cross-attention: what a person asks to be done to words, and what was done in a pass.

An edit acts on the attention to the tokens of words, in cross-attention layers, while the noise is within bounds. With
logits s, values v, and the tokens W of the words, image position i gets (Vaswani et al. 2017, eq. 1, with a factor w):

- remove: sum over j not in W of softmax(s_i)_j v_j, where the softmax runs over the tokens that are left.
- mute: sum over j not in W of softmax(s_i)_j v_j, where the softmax runs over all tokens.
- scale: softmax(s_i + b) v, where b is ln(factor) for the tokens in W and 0 for others: their odds times the factor.
- swap: two words exchange their keys, so that each one's values go where the other is looked at. (If keys and values
  were exchanged alike, nothing would change: attention does not depend on the order of tokens.)

With a mask that covers a share c of a position's cell, "remove" and "scale" multiply the odds of its words by
1 + c (factor - 1), where the factor of "remove" is 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .errors import SettingsError
from .format import read

_TEXTS = read("edits.json")
REMOVE, MUTE, SCALE, SWAP = ACTIONS = tuple(_TEXTS["actions"])
BOTH = "both"
POLARITIES = ("positive", "negative", BOTH)
ALL = "*"
_HEADS = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?$")


@dataclass(frozen=True)
class AttentionEdit:
    """An edit, as it is asked for. It acts where its bounds by steps and by noise both allow it.

    Attributes:
        words: words of the prompt, separated by commas; see ``analysis.selection.find_words``. For "swap" two of them.
        action: one of ``ACTIONS``.
        factor: for "scale", the factor on the words' odds; 1 changes nothing but the kernel that the host takes.
        condition: the prompts in which words are edited.
        layers: patterns of names of cross-attention layers, or parts of the network; see ``layers.named``. "auto" is
            those that see one of the words most clearly at the first step, before anything is edited, as
            ``analysis.heatmap.word_maps`` chooses them. The network is evaluated once more to find them.
        heads: numbers of heads, from 0, such as "0-3, 7"; "*" is all of them.
        start_step, end_step: the first and last step, from 1; negative ones count from the last, -1. A step begins at
            its noise level and lasts until that of the next.
        start_percent, end_percent: part of the noise schedule, from 0 to 1, as ComfyUI's nodes count it.

    Raises:
        SettingsError: a value is out of range.
    """

    words: str
    action: str = REMOVE
    factor: float = 1.0
    condition: str = "positive"
    layers: str = ALL
    heads: str = ALL
    start_step: int = 1
    end_step: int = -1
    start_percent: float = 0.0
    end_percent: float = 1.0

    def __post_init__(self) -> None:
        from .maths.numbers import is_whole, number  # numpy: only when it is needed

        for name in ("words", "layers", "heads"):
            if not isinstance(getattr(self, name), str):
                raise SettingsError(f"{name} is {getattr(self, name)!r}; expected a text.")
        for name in ("start_step", "end_step"):
            if not is_whole(getattr(self, name)):
                raise SettingsError(f"{name} is {getattr(self, name)!r}; expected a whole number.")
        for name in ("factor", "start_percent", "end_percent"):
            if number(getattr(self, name)) is None:
                raise SettingsError(f"{name} is {getattr(self, name)!r}; expected a number.")
        for name, allowed in (("action", ACTIONS), ("condition", POLARITIES)):
            value = getattr(self, name)
            if value not in allowed:
                raise SettingsError(f"{name} is {value!r}; expected one of {', '.join(allowed)}.")
        if not self.words.strip():
            raise SettingsError("words is empty; expected words of the prompt, separated by commas.")
        if not 0 <= self.factor <= 1000:
            raise SettingsError(f"factor is {self.factor}; expected a number from 0 to 1000.")
        if not 0 <= self.start_percent < self.end_percent <= 1:
            raise SettingsError(
                f"start_percent is {self.start_percent} and end_percent {self.end_percent}; expected two numbers from "
                "0 to 1, the end after the start."
            )
        parse_heads(self.heads)

    @property
    def is_limited(self) -> bool:
        """True if the edit is not in force at all noise levels."""
        return (self.start_step, self.end_step, self.start_percent, self.end_percent) != (1, -1, 0.0, 1.0)


@dataclass(frozen=True)
class EditMask:
    """Part of the picture in which an edit acts.

    Attributes:
        share: how much of the picture the mask covers, from 0 to 1.
        box: left, top, right and bottom of what it covers, as parts of the picture's width and height.
    """

    share: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Edit:
    """An edit that was in force while a pass was sampled.

    Attributes:
        action, words, factor, condition: as in ``AttentionEdit``; ``factor`` is None but for "scale".
        tokens: the edited tokens of each conditioning, by its id.
        partners: for "swap", the tokens with which they exchange their keys, in the same order.
        layers: names of the edited layers.
        heads: the edited heads, from 0; None for all.
        sigma_start, sigma_end: the highest and the lowest noise level at which the edit is in force; None where there
            is no bound.
        mask: where in the picture the edit acts; None for everywhere.
    """

    action: str
    words: tuple[str, ...]
    factor: float | None
    condition: str
    tokens: dict[str, tuple[int, ...]]
    layers: tuple[str, ...]
    partners: dict[str, tuple[int, ...]] = field(default_factory=dict)
    heads: tuple[int, ...] | None = None
    sigma_start: float | None = None
    sigma_end: float | None = None
    mask: EditMask | None = None

    @property
    def title(self) -> str:
        """The edit in words, such as "without “circle”" or "without “circle” in 6 % of the picture"."""
        named = _TEXTS["and"].join(_TEXTS["word"].format(word=word) for word in self.words)
        text: str = _TEXTS["actions"][self.action].format(words=named, factor=f"{self.factor or 0:g}")
        if self.mask is not None:
            text = _TEXTS["place"].format(edit=text, share=f"{float(f'{100 * self.mask.share:.2g}'):g} %")
        return text


def titles(edits: Sequence[Edit]) -> str:
    """Return the edits of a pass in words, in the order in which they act."""
    return "; ".join(edit.title for edit in edits)


def parse_heads(text: str) -> tuple[int, ...] | None:
    """Return the numbers of a list of heads such as "0-3, 7"; None for all of them.

    Raises:
        SettingsError: the text is not such a list.
    """
    parts = text.replace(",", " ").split()
    if parts in ([], [ALL]):
        return None
    found: set[int] = set()
    for part in parts:
        match = _HEADS.match(part)
        if match is None or (match[2] and int(match[2]) < int(match[1])):
            raise SettingsError(f"heads is {text!r}; expected numbers from 0 and ranges, such as '0-3, 7', or '*'.")
        found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(sorted(found))
