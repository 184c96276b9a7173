"""Targets of an edit that was asked for: tokens, layers, and the noise levels at which it is in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

from ...diffulizer.analysis.heatmap import AUTO
from ...diffulizer.analysis.selection import occurrences, select_steps, split_words, unquoted
from ...diffulizer.edits import BOTH, REMOVE, SCALE, SWAP, AttentionEdit, Edit, EditMask, parse_heads
from ...diffulizer.errors import SettingsError, errors_about
from ...diffulizer.layers import in_execution_order, named
from ...diffulizer.recording import Condition
from ...diffulizer.settings import parse_layer_globs
from .families import unet_layers

JUST_ABOVE = 1 + 1e-4
"""Factor on a noise level that is itself out of bounds."""


def resolved(
    edit: AttentionEdit,
    conditions: Sequence[Condition],
    layers: tuple[str, ...],
    bounds: tuple[float | None, float | None],
    mask: Tensor | None,
) -> Edit:
    """Return an edit with the tokens of its words.

    Args:
        mask: [rows, columns] of the latent; None for the whole picture.
    """
    with errors_about("Edit Attention"):
        found = _found(edit, conditions)
        partners: dict[str, tuple[int, ...]] = {}
        if edit.action == SWAP:
            first, second = _pair(edit, found)
            tokens, partners = _swapped(edit, first, second)
        else:
            words = word_tokens(edit, conditions)
            tokens = {
                c.id: tuple(sorted({token for word in words for token in word.get(c.id, ())}))
                for c in conditions
                if any(c.id in word for word in words)
            }
    return Edit(
        action=edit.action,
        words=tuple(unquoted(entry) for entry in split_words(edit.words)),
        factor=edit.factor if edit.action == SCALE else None,
        condition=edit.condition,
        tokens=tokens,
        partners=partners,
        layers=layers,
        heads=parse_heads(edit.heads),
        sigma_start=bounds[0],
        sigma_end=bounds[1],
        mask=None if mask is None else _described(mask),
    )


Occurrences = dict[str, list[tuple[int, ...]]]
"""Tokens of each occurrence of a word, by conditioning."""


def word_tokens(edit: AttentionEdit, conditions: Sequence[Condition]) -> list[dict[str, tuple[int, ...]]]:
    """Return the tokens of each word of an edit, all its occurrences at once, by conditioning."""
    return [
        {id_: tuple(token for spelt in each for token in spelt) for id_, each in one.items()}
        for one in _found(edit, conditions)
    ]


def _found(edit: AttentionEdit, conditions: Sequence[Condition]) -> list[Occurrences]:
    chosen = [c for c in conditions if edit.condition in (BOTH, c.polarity)]
    if not chosen:
        raise SettingsError(f"condition is {edit.condition!r}; the sampler evaluates no such prompt.")
    return [occurrences(chosen, entry) for entry in split_words(edit.words)]


def _pair(edit: AttentionEdit, found: Sequence[Occurrences]) -> tuple[Occurrences, Occurrences]:
    if len(found) != 2:
        raise SettingsError(f"words is {edit.words!r}; to swap, expected two words or phrases, separated by a comma.")
    return found[0], found[1]


def _swapped(
    edit: AttentionEdit, first: Occurrences, second: Occurrences
) -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """Return the tokens of two words in each prompt that has both, in pairs."""
    tokens, partners = {}, {}
    for condition in first.keys() & second.keys():
        one, other = (tuple(i for spelt in word[condition] for i in spelt) for word in (first, second))
        if len(one) != len(other) or set(one) & set(other):
            raise SettingsError(
                f"words is {edit.words!r}: {len(one)} and {len(other)} tokens of the prompt; expected two different "
                "words of as many tokens. Choose others, or name one occurrence, such as circle#2."
            )
        tokens[condition], partners[condition] = one, other
    if not tokens:
        raise SettingsError(f"words is {edit.words!r}; expected two words of one prompt, these are of different ones.")
    return tokens, partners


def is_auto(edit: AttentionEdit) -> bool:
    """Return whether an edit's layers are those that see its words most clearly."""
    return edit.layers.strip().casefold() == AUTO


def layer_names(model: Any, edit: AttentionEdit) -> tuple[str, ...]:
    """Return the names of the cross-attention layers that an edit names; of "auto", those that it chooses from."""
    layers = [layer for layer in in_execution_order(unet_layers(model)) if layer.attention_type == "cross"]
    with errors_about("Edit Attention"):
        if not layers:
            raise SettingsError(
                f"model is {type(model.model).__name__}; expected a U-Net with cross-attention (SDXL, SD 1.5, ...)."
            )
        chosen, idle = named(layers, ["*"] if is_auto(edit) else parse_layer_globs(edit.layers, ("*",)))
        if idle:
            raise SettingsError(
                f"layers is {edit.layers!r}: no cross-attention layer matches {', '.join(map(repr, idle))}. Expected "
                f"names such as {layers[0].name!r}, or encoder, middle, decoder, or 'auto' alone."
            )
        heads = parse_heads(edit.heads)
        most = max(layer.heads for layer in chosen)
        if heads is not None and max(heads) >= most:
            raise SettingsError(f"heads is {edit.heads!r}; these layers have {most} heads at most, from 0.")
    return tuple(layer.name for layer in chosen)


def check_mask(edit: AttentionEdit, mask: Tensor | None) -> None:
    """Refuse a mask [pictures, height, width] that an edit can't act within.

    Raises:
        SettingsError: the action allows none, or it holds several pictures, or nothing.
    """
    if mask is None:
        return
    with errors_about("Edit Attention"):
        if edit.action not in (REMOVE, SCALE):
            raise SettingsError(
                f"action is {edit.action!r} and a mask is wired; expected {REMOVE!r} or {SCALE!r} with a mask: "
                "the others change what all places are given alike."
            )
        if mask.ndim == 3 and len(mask) != 1:
            raise SettingsError(f"mask holds {len(mask)} masks; expected one. Choose one with a node before this one.")
        if not float(mask.max()) > 0:
            raise SettingsError("mask is empty: its largest value is 0; expected a part of the picture that is 1.")


def mask_of_latent(mask: Tensor, rows: int, columns: int) -> Tensor:
    """Return a mask [1 or none, height, width] as the share of each latent cell that it covers, [rows, columns]."""
    wide = mask.reshape(1, 1, *mask.shape[-2:]).detach().float().cpu().clamp(0, 1)
    return adaptive_avg_pool2d(wide, (rows, columns))[0, 0]


def _described(mask: Tensor) -> EditMask:
    """Return how much of a picture a mask [rows, columns] covers, and the box around it."""
    rows, columns = mask.shape
    top, bottom = _span(mask.amax(1))
    left, right = _span(mask.amax(0))
    return EditMask(float(mask.mean()), (left / columns, top / rows, right / columns, bottom / rows))


def _span(line: Tensor) -> tuple[int, int]:
    """Return the first index that is not 0, and the one after the last."""
    found = line.nonzero().flatten().tolist()
    return found[0], found[-1] + 1


def noise_bounds(edit: AttentionEdit, sigmas: Tensor, model_sampling: Any) -> tuple[float | None, float | None]:
    """Return the highest and the lowest noise level at which an edit is in force; None where there is no bound."""
    levels = sigmas.tolist()
    highest: list[float] = []
    lowest: list[float] = []
    with errors_about("Edit Attention"):
        steps = select_steps(len(levels) - 1, edit.start_step, edit.end_step)
    if steps.start > 0:
        highest.append(levels[steps.start])
    if steps.stop < len(levels) - 1:
        lowest.append(levels[steps.stop] * JUST_ABOVE)
    if edit.start_percent > 0:
        highest.append(float(model_sampling.percent_to_sigma(edit.start_percent)))
    if edit.end_percent < 1:
        lowest.append(float(model_sampling.percent_to_sigma(edit.end_percent)))
    return min(highest, default=None), max(lowest, default=None)
