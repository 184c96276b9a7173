"""The map of a word in a run: where the layer that sees it most clearly looks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ...effects import above_floor
from ...errors import RunFormatError, RunNotFoundError
from ...gather import GATHER_GAP
from ...layers import named
from ...maths.clearness import clearness, concentration
from ...maths.resizing import on_whole_image, stacked
from ...prompts import UnrecordedWord, Word
from ..layout import FIRST_CONDITION
from ..model import MapFile
from .effects import HOW
from .from_metadata import read_conditions, read_generator, read_layers, read_settings
from .records import ALL, AUTO, Layers
from .run import Run

GATHER_HOW = (
    "Name words in gather_words of Capture Settings, sample again with a model that has text and picture in one "
    "sequence, and export the run."
)


def heat_of(
    run: Run, text: str, *, layers: Layers = AUTO, steps: Iterable[int] | None = None
) -> npt.NDArray[np.float32]:
    """Return the map of a word; see ``Run.heat``."""
    tokens = tokens_of(run, text)
    chosen = None if layers in (AUTO, ALL) else _chosen(run, layers, _having(run))
    means = [maps[0] for maps in layer_means(run, [tokens], layers=chosen, steps=steps).values()]
    if not means:
        where = "any layer" if chosen is None else ", ".join(chosen) or "no layer"
        raise RunNotFoundError(f"{run.path} holds no cross-attention of {where} at these steps; {_there(run)}.")
    heat: Tensor = max(means, key=lambda mean: clearness(mean[None])) if layers == AUTO else stacked(means).mean(0)
    return np.asarray(heat.numpy(), np.float32)


def layer_means(
    run: Run,
    words: Sequence[Sequence[int]],
    *,
    layers: Sequence[str] | None = None,
    steps: Iterable[int] | None = None,
) -> dict[str, Tensor]:
    """Return the maps of words in each cross-attention layer, the mean over steps: [words, r, c] float32, by the id of
    the layer. Each map is read once for all words.

    Args:
        words: the tokens of each word, at least one.
        layers: ids of layers; None is all.
        steps: numbers of steps, as for ``Run.heat``.

    Raises:
        RunFormatError: a map lacks a token.
    """
    generator = read_generator(run)
    height, width = (length // generator.latent_pixels for length in (generator.height or 0, generator.width or 0))
    area = read_conditions(run)[0].area
    wanted = _numbers(run, steps)
    last = max(max(tokens) for tokens in words)
    by_layer: dict[str, list[Tensor]] = {}
    for entry in run.attention_files:
        if not _is_of_words(entry):
            continue
        if (layers is not None and entry.layer_id not in layers) or (wanted is not None and entry.step not in wanted):
            continue
        maps = run.open_map(entry)
        if last >= len(maps):
            message = f"it has maps of {len(maps)} tokens, and the prompt has a token {last}"
            raise RunFormatError(f"{run.path / entry.path}: {message}.")
        heats = np.stack([maps[list(tokens)].astype(np.float32).sum(axis=0) for tokens in words])
        by_layer.setdefault(entry.layer_id, []).append(on_whole_image(torch.from_numpy(heats), area, (height, width)))
    return {layer: stacked(maps).mean(0) for layer, maps in by_layer.items()}


def _there(run: Run) -> str:
    """Name the layers that have maps; if none has, the reasons that the run states."""
    having = _having(run)
    if having:
        return f"it has that of {', '.join(having)}"
    reasons = dict.fromkeys(gap.reason for gap in run.not_recorded if "attention" in gap.what)
    return f"none was kept ({', '.join(reasons)})" if reasons else "none was recorded"


def _having(run: Run) -> list[str]:
    """Return the ids of the layers that have maps of words."""
    return list(dict.fromkeys(entry.layer_id for entry in run.attention_files if _is_of_words(entry)))


def _is_of_words(entry: MapFile) -> bool:
    return entry.attention_type == "cross" and not entry.is_extra


def _numbers(run: Run, steps: Iterable[int] | None) -> set[int] | None:
    """Return numbers of steps from 0; None stands for all. Raises: IndexError, TypeError."""
    if isinstance(steps, int):
        raise TypeError(f"steps is {steps}; expected a list of numbers, such as [{steps}].")
    return None if steps is None else {run._step(step, run.steps) for step in steps}


def _chosen(run: Run, layers: Layers, having: Sequence[str]) -> list[str]:
    """Return the ids of the layers that are named, each once.

    Args:
        having: ids of the layers that have what is asked for; of several that a pattern names, the others are left out.

    Raises:
        LookupError: a name, an index or a pattern names no layer.
    """
    known = read_layers(run, read_settings(read_generator(run)))
    ids: dict[str, None] = {}
    for layer in [layers] if isinstance(layers, (str, int)) else layers:
        found = [one.id for one in named(known, [layer])[0]] if isinstance(layer, str) else []
        within = [id_ for id_ in found if id_ in having]
        ids |= dict.fromkeys(within or found or [run.layer(layer).id])
    return list(ids)


def effect_heat_of(run: Run, text: str, *, steps: Iterable[int] | None = None) -> npt.NDArray[np.float32]:
    """Return the map of a word's effect; see ``Run.heat``."""
    number = run.effect_number(text)
    wanted = _numbers(run, steps)
    held = [run.effect_maps(entry.step) for entry in run.effect_files if wanted is None or entry.step in wanted]
    maps = [above_floor(torch.from_numpy(one.astype(np.float32)))[number] for one in held if one is not None]
    if not maps:
        raise RunNotFoundError(f"{run.path} holds no maps of effects at these steps. {HOW}")
    return np.asarray(torch.stack(maps).mean(0).numpy(), np.float32)


def gather_heat_of(
    run: Run, text: str, *, layers: Layers, steps: Iterable[int] | None = None
) -> npt.NDArray[np.float32]:
    """Return the places that a word looks at; see ``Run.gather``."""
    rows, places = _gather_rows(run, text), _gather_places(run, layers)
    wanted = _numbers(run, steps)
    files = [file for file in run.gather_files if file.condition == FIRST_CONDITION]
    held = [run.gather_maps(file.step) for file in files if wanted is None or file.step in wanted]
    of_steps = [torch.from_numpy(one[places][:, rows].astype(np.float32).mean(1)) for one in held if one is not None]
    if not of_steps:
        measured = sorted(file.step for file in files)
        message = f"does not hold what words look at at these steps. Steps that have it: {measured or 'none'}"
        raise RunNotFoundError(f"{run.path} {message}. {GATHER_HOW}")
    mean = stacked(of_steps).mean(0)
    heat = max(mean, key=lambda one: clearness(one[None])) if layers == AUTO else mean.mean(0)
    generator = read_generator(run)
    height, width = (length // generator.latent_pixels for length in (generator.height or 0, generator.width or 0))
    heat = on_whole_image(heat, read_conditions(run)[0].area, (height, width))
    return np.asarray(heat.numpy(), np.float32)


def _gather_rows(run: Run, text: str) -> list[int]:
    """Return the places of a word's tokens in ``gather_tokens`` of the positive prompt."""
    if not run.gather_tokens:
        why = next((f" {gap.where}: {gap.reason}." for gap in run.not_recorded if gap.what == GATHER_GAP), "")
        raise RunNotFoundError(f"{run.path} does not hold what words look at.{why} {GATHER_HOW}")
    row_of = {token: row for row, token in enumerate(run.gather_tokens.get(FIRST_CONDITION, ()))}
    tokens = [token for word in run.words(text) for token in word.token_indices] if text.strip() else []
    if not tokens or not all(token in row_of for token in tokens):
        known = ", ".join(run.gather_words) or "no word of the positive prompt"
        raise LookupError(f"What {text!r} looks at was not recorded; {run.path} has that of {known}.")
    return [row_of[token] for token in tokens]


def _gather_places(run: Run, layers: Layers) -> list[int]:
    """Return the places of layers in ``gather_layers``; ``ALL`` and ``AUTO`` stand for each."""
    if layers in (AUTO, ALL):
        return list(range(len(run.gather_layers)))
    ids = _chosen(run, layers, run.gather_layers)
    unknown = [id_ for id_ in ids if id_ not in run.gather_layers]
    if unknown or not ids:
        has = ", ".join(run.gather_layers)
        raise LookupError(f"layers is {', '.join(unknown)!r}; {run.path} has what words look at of {has}.")
    return [run.gather_layers.index(id_) for id_ in ids]


def concentration_of(run: Run, text: str, *, layers: Layers = AUTO, steps: Iterable[int] | None = None) -> float:
    """Return the concentration of a word; see ``Run.concentration``."""
    return float(concentration(torch.from_numpy(heat_of(run, text, layers=layers, steps=steps))))


def tokens_of(run: Run, text: str) -> list[int]:
    """Return the tokens of all occurrences of a word or phrase.

    Raises:
        LookupError: the prompt has none; the message names its words.
    """
    tokens = [token for word in run.words(text) for token in word.token_indices] if text.strip() else []
    if not tokens:
        words = _listed_words(run.words())
        left_out = _listed_words(run.token_table().unrecorded)
        if left_out:
            raise LookupError(
                f"No maps of {text!r} were recorded. Recorded are: {words or 'none'}; only_words of Capture Settings "
                f"left out {left_out}."
            )
        raise LookupError(f"The prompt has no {text!r}. Its words are: {words or 'none'}.")
    return tokens


def _listed_words(words: Iterable[Word | UnrecordedWord]) -> str:
    return ", ".join(dict.fromkeys(word.text for word in words if any(c.isalnum() for c in word.text)))
