"""The map of a word in a run: where the layer that sees it most clearly looks for it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ...effects import above_floor
from ...errors import RunFormatError, RunNotFoundError
from ...maths.clearness import clearness, concentration
from ...maths.resizing import on_whole_image, stacked
from .. import layout
from .effects import HOW
from .from_metadata import read_conditions, read_generator
from .run import Run


def heat_of(
    run: Run, text: str, *, layer: str | int | None = None, steps: Iterable[int] | None = None
) -> npt.NDArray[np.float32]:
    """Return the map of a word; see ``Run.heat``."""
    tokens = _tokens(run, text)
    generator = read_generator(run)
    grid = ((generator.height or 0) // layout.LATENT_PIXELS, (generator.width or 0) // layout.LATENT_PIXELS)
    area = read_conditions(run)[0].area
    wanted = None if steps is None else {range(run.steps)[step] for step in steps}
    by_layer: dict[str, list[Tensor]] = {}
    for entry, maps in run.maps("cross", layer):
        if wanted is None or entry.step in wanted:
            if max(tokens) >= len(maps):
                message = f"it has maps of {len(maps)} tokens, and the prompt a token {max(tokens)} in {text!r}"
                raise RunFormatError(f"{run.path / entry.path}: {message}.")
            heat = torch.from_numpy(maps[tokens].astype(np.float32).sum(axis=0))
            by_layer.setdefault(entry.layer_id, []).append(on_whole_image(heat, area, grid))
    if not by_layer:
        where = "any layer" if layer is None else run.layer(layer).id
        raise RunNotFoundError(f"{run.path} holds no cross-attention of {where} at these steps.")
    means = [stacked(maps).mean(0) for maps in by_layer.values()]
    clearest: Tensor = max(means, key=lambda mean: clearness(mean[None]))
    return np.asarray(clearest.numpy(), np.float32)


def effect_heat_of(run: Run, text: str, *, steps: Iterable[int] | None = None) -> npt.NDArray[np.float32]:
    """Return the map of a word's effect; see ``Run.heat``."""
    number = run.effect_number(text)
    wanted = None if steps is None else {range(run.steps)[step] for step in steps}
    held = [run.effect_maps(entry.step) for entry in run.effect_files if wanted is None or entry.step in wanted]
    maps = [above_floor(torch.from_numpy(one.astype(np.float32)))[number] for one in held if one is not None]
    if not maps:
        raise RunNotFoundError(f"{run.path} holds no maps of effects at these steps. {HOW}")
    return np.asarray(torch.stack(maps).mean(0).numpy(), np.float32)


def concentration_of(
    run: Run, text: str, *, layer: str | int | None = None, steps: Iterable[int] | None = None
) -> float:
    """Return the concentration of a word; see ``Run.concentration``."""
    return float(concentration(torch.from_numpy(heat_of(run, text, layer=layer, steps=steps))))


def _tokens(run: Run, text: str) -> list[int]:
    """Return the tokens of all occurrences of a word or phrase.

    Raises:
        LookupError: the prompt has none; the message names its words.
    """
    tokens = [token for word in run.words(text) for token in word.token_indices] if text.strip() else []
    if not tokens:
        words = ", ".join(dict.fromkeys(word.text for word in run.words() if any(c.isalnum() for c in word.text)))
        raise LookupError(f"The prompt has no {text!r}. Its words are: {words or 'none'}.")
    return tokens
