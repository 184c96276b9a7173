"""Check of the effects of words: names and shapes, and, if strict, their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...maths.numbers import Array, number
from ..layout import METADATA, METRICS, effects_path
from .base import Checked, as_dict, as_int, as_list, shown
from .maps import latent_grid
from .sizes import sizes
from .tolerance import EXACT, HALF, HALF_FLOOR

NORMS, COSINES = "effect_l2_norm", "effect_guidance_cosine"


def check_effects(run: Checked) -> None:
    """Check words, and the step, name and shape of each file."""
    words = _words(run)
    for i, word in enumerate(words):
        run.count("effect_words")
        run.check_tokens("effect-words", f"{METADATA}: effects.words[{i}].tokens", word.get("tokens"))
    for key, count in ((NORMS, len(words) + 1), (COSINES, len(words))):
        for i, values in enumerate(as_list(run.metrics.get(key))):
            if isinstance(values, list) and len(values) != count:
                message = f"{len(values)} entries; expected {count} for {len(words)} words"
                run.error("effect-words", f"{METRICS}: {key}[{i}]", message)
    _check_files(run, len(words) + 1)


def _check_files(run: Checked, count: int) -> None:
    seen: dict[int, int] = {}
    cells = latent_grid(run) if as_dict(run.metadata.get("artifacts")).get("latents_noise") else None
    for i, entry in enumerate(map(as_dict, as_list(run.metadata.get("effect_files")))):
        where, step = f"{METADATA}: effect_files[{i}]", as_int(entry.get("step"))
        run.count("effect_files")
        if step is None:
            continue  # the schema's check reports it
        if run.steps is not None and step >= run.steps:
            run.error("effect-map", f"{where}.step", f"{step}; the run has steps 0 to {run.steps - 1}")
        if seen.setdefault(step, i) != i:
            run.error("effect-map", f"{where}.step", f"{step} is also that of effect_files[{seen[step]}]")
        if entry.get("path") != effects_path(step):
            message = f"{shown(entry.get('path'))}; expected {shown(effects_path(step))}"
            run.error("effect-map", f"{where}.path", message)
        shape = as_list(entry.get("shape"))
        expected = [count, *(cells or shape[1:])]
        if shape != expected:
            run.error("effect-map", f"{where}.shape", f"{shown(shape)}; expected {expected}")


def check_effect_values(run: Checked, arrays: Mapping[str, Array]) -> None:
    """Check values, and norms against the maps.

    Over C channels, sum |d| = C m for the stored mean m of a cell, so that C m^2 <= sum d^2 <= C^2 m^2 (the first by
    the inequality of Cauchy and Schwarz).
    """
    latents = arrays.get("latents")
    channels = None if latents is None else latents.shape[1]
    for _, entry, values in sizes(run, "effect", "effect-values", 3):
        step = as_int(entry.get("step"))
        if step is None:
            continue
        stated = as_list(run.metrics.get(NORMS))
        norms = as_list(stated[step]) if step < len(stated) else []
        means = np.sqrt((values**2).sum((1, 2)))
        slack = np.sqrt(values[0].size) * HALF_FLOOR
        for i, mean in enumerate(means):
            norm = number(norms[i]) if i < len(norms) else None
            run.count("metric-effect")
            low = np.sqrt(channels or 1) * (mean * (1 - HALF) - slack) * (1 - EXACT)
            high = np.inf if channels is None else channels * (mean * (1 + HALF) + slack) * (1 + EXACT)
            if norm is None or not low <= norm <= high:
                message = f"{shown(norm)}; the map of step {step} gives {low:.6g} to {high:.6g}"
                run.error("metric-effect", f"{METRICS}: {NORMS}[{step}][{i}]", message)


def _words(run: Checked) -> list[dict[str, Any]]:
    return [as_dict(word) for word in as_list(as_dict(run.metadata.get("effects")).get("words"))]
