"""Maps of what words look at: which places of the picture they take from, gathered over layers and steps.

A map's value is the share, 0 to 1, of the words' attention that goes to a place, mean over their tokens; see
``gather``.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from ..errors import RecordingError, SettingsError
from ..gather import GATHER_GAP, words_of
from ..layers import AttentionLayer
from ..maths.resizing import on_whole_image, stacked
from ..recording import SamplingPass, latent_grid
from .heatmap import AUTO, clearest
from .selection import WordGroup, select_layers


def gather_maps(
    pass_: SamplingPass,
    groups: Sequence[WordGroup],
    *,
    layers: str = AUTO,
    steps: Sequence[int],
    items: Sequence[int],
) -> list[Tensor]:
    """Return the places that each group of words looks at: [items, r, c] float32, the mean over steps, then over
    layers, at the finest grid of all.

    Args:
        groups: the words.
        layers: the cross-attention layers, see ``select_layers``; "auto" takes those whose maps are clearest, as
            ``heatmap.word_maps`` does.
        steps: indices of steps, from 0; those without maps are passed over.
        items: images of the batch.

    Raises:
        RecordingError: the pass has no such maps, or none of these layers at these steps.
        SettingsError: it was not recorded what a word looks at.
    """
    if not pass_.gather_tokens:
        why = next((f" {gap.where}: {gap.reason}." for gap in pass_.gaps if gap.what == GATHER_GAP), "")
        raise RecordingError(
            "The recording does not hold what words look at. Name words in gather_words of Capture Settings and record "
            f"again, with a model that has text and picture in one sequence.{why}"
        )
    is_auto = layers.strip().casefold() == AUTO
    chosen = select_layers(pass_.layers, "*" if is_auto else layers, "cross")
    result = []
    for group in groups:
        rows = _rows(pass_, group)
        found = [_of_layer(pass_, group, rows, layer, steps, items) for layer in chosen]
        maps = [one for one in found if one is not None]
        if not maps:
            raise RecordingError(
                f"The recording does not hold what {group.text!r} looks at in these layers at these steps. Take other "
                "layers or steps."
            )
        result.append(stacked(clearest(maps) if is_auto else maps).mean(0))
    return result


def _of_layer(
    pass_: SamplingPass,
    group: WordGroup,
    rows: Sequence[int],
    layer: AttentionLayer,
    steps: Sequence[int],
    items: Sequence[int],
) -> Tensor | None:
    """Return the mean over steps of a group's map in a layer, [items, r, c]; None where it has none."""
    maps = []
    for step in (pass_.steps[i] for i in steps):
        held = step.gathers.get((layer.id, group.condition.id))
        if held is not None:
            here = held.maps[list(items)][:, list(rows)].float().mean(1)
            maps.append(on_whole_image(here, group.condition.area, latent_grid(step)))
    return stacked(maps).mean(0) if maps else None


def _rows(pass_: SamplingPass, group: WordGroup) -> list[int]:
    """Return the places of a group's tokens among those that have maps. Raises: SettingsError."""
    tokens = pass_.gather_tokens.get(group.condition.id, ())
    if not set(group.tokens) <= set(tokens):
        known = ", ".join(words_of(group.condition.prompt.table, tokens)) or "none of this prompt"
        raise SettingsError(
            f"words names {group.text!r}, of which it was not recorded what it looks at. Recorded are: {known}. Name "
            "others in gather_words of Capture Settings."
        )
    return [tokens.index(token) for token in group.tokens]
