"""Maps of the effects of words: where in the image the model's guess changes without them.

A map's value is the mean over channels and steps of |x0 with the word - x0 without|, in the units of the latent; see
``effects``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from ..effects import EFFECTS, above_floor, find_effect
from ..errors import RecordingError, SettingsError
from ..maths.resizing import stacked
from ..recording import SamplingPass
from .selection import WordGroup


def effect_map(pass_: SamplingPass, group: WordGroup, **choice: Any) -> Tensor:
    """Return the effect of one word or phrase: [items, h, w] float32; see ``effect_maps``."""
    return effect_maps(pass_, [group], **choice)[0]


def effect_maps(
    pass_: SamplingPass, groups: Sequence[WordGroup], *, steps: Sequence[int], items: Sequence[int]
) -> list[Tensor]:
    """Return the effects of words or phrases: [items, h, w] float32 each, the mean over the steps that have effects.

    A value that is not above the largest of the noise floor at its step counts as 0.

    Args:
        groups: the words, each as its effect was measured.
        steps: indices of steps, from 0.
        items: images of the batch.

    Raises:
        RecordingError: no effects were measured at these steps.
        SettingsError: the effect of a word was not measured.
    """
    measured = [effects for step in steps if (effects := pass_.steps[step].effects) is not None]
    if not measured:
        why = next((f" {gap.reason}" for gap in pass_.gaps if gap.what == EFFECTS), "")
        raise RecordingError(
            "The recording holds no effects of words at these steps. Set effects_every in Capture Settings and "
            f"record again.{why}"
        )
    numbers = [_number(pass_, group) for group in groups]
    maps = [above_floor(effects.maps[list(items)].float()) for effects in measured]
    return [stacked([of_step[:, number] for of_step in maps]).mean(0) for number in numbers]


def _number(pass_: SamplingPass, group: WordGroup) -> int:
    number = find_effect(pass_.effect_words, group.text, {group.condition.id: group.tokens})
    if number is None:
        known = ", ".join(word.text for word in pass_.effect_words)
        raise SettingsError(
            f"words names {group.text!r}, whose effect was not measured. Measured are: {known}. Name others in "
            "effect_words of Capture Settings."
        )
    return number
