"""Strict check of the numbers that the stored latents determine, computed apart from the code that wrote the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from ...errors import RunFormatError
from ...maths.numbers import Array, Floats, number
from ..files import expected_bytes
from ..layout import INITIAL_LATENT, LATENTS_NOISE, METADATA, METRICS
from .base import Checked, as_dict, as_int, as_list
from .tolerance import HALF, HALF_FLOOR, compare, compare_list, tolerance

SLACK = 1.5
"""Factor on bounds of rounding. Rounding errors of float16 may add up to their bounds, and float32 arithmetic of the
sampler adds a little."""


def check_latents(run: Checked, arrays: Mapping[str, Array]) -> None:
    """Check for finite values, the relations between the arrays, and the metrics of latents."""
    whole: dict[str, Floats] = {}
    for name, array in arrays.items():
        run.count("array_values", array.size)
        if np.isfinite(array).all():
            whole[name] = array.astype(np.float64)
        else:
            broken = int((~np.isfinite(array)).sum())
            run.error("array-non-finite", f"{LATENTS_NOISE}: {name}", f"{broken} values are NaN or infinite")
    if not arrays:
        run.warn("not-checked", LATENTS_NOISE, "without stored latents their metrics can't be recomputed")
    _check_relation(run, whole)
    _check_guidance(run, whole)
    _check_guidance_maps(run, whole)
    for key, expected in latent_metrics(whole).items():
        if key not in run.metrics:
            continue
        stated = as_list(run.metrics[key])
        for i, (value, wanted) in enumerate(zip(stated, expected, strict=False)):
            where = f"{METRICS}: {key}[{i}]"
            if isinstance(wanted, list):
                compare_list(run, "metric-latent", where, value, wanted, tolerance(run))
            else:
                slack = 1e-12 if run.newer else tolerance(run)
                compare(run, "metric-latent", where, value, wanted, tolerance(run), slack)


def latent_metrics(arrays: Mapping[str, Floats]) -> dict[str, Sequence[float | list[float] | None]]:
    """Compute the metrics that finite arrays [steps, C, h, w] determine, under their keys."""
    metrics: dict[str, Sequence[float | list[float] | None]] = {}
    if "latents" in arrays:
        latents = arrays["latents"]
        metrics["latent_l2_norm"] = [_norm(x) for x in latents]
        metrics["cosine_similarity_to_previous"] = [
            None,
            *(_cosine(b, a) for a, b in pairwise(latents)),
        ]
        metrics["latent_spectrum"] = [_spectrum(x) for x in latents]
    if "predicted_noise" in arrays:
        metrics["predicted_noise_l2_norm"] = [_norm(x) for x in arrays["predicted_noise"]]
    if "x0" in arrays:
        clean = arrays["x0"]
        metrics["x0_change_l2"] = [None, *(_norm(b - a) for a, b in pairwise(clean))]
    if "predicted_noise_text" in arrays and "predicted_noise_uncond" in arrays:
        pairs = list(zip(arrays["predicted_noise_text"], arrays["predicted_noise_uncond"], strict=False))
        metrics["predicted_noise_text_l2_norm"] = [_norm(text) for text, _ in pairs]
        metrics["predicted_noise_uncond_l2_norm"] = [_norm(uncond) for _, uncond in pairs]
        metrics["guidance_l2_norm"] = [_norm(text - uncond) for text, uncond in pairs]
        metrics["guidance_cosine"] = [_cosine(text, uncond) for text, uncond in pairs]
    return metrics


def _norm(x: Floats) -> float:
    return float(np.sqrt((x * x).sum()))


def _cosine(a: Floats, b: Floats) -> float | None:
    scale = _norm(a) * _norm(b)
    return float((a * b).sum() / scale) if scale else None


def _spectrum(latent: Floats) -> list[float]:
    """Return the mean power in octaves of spatial frequency, lowest first, as docs/dataset.md defines it."""
    rows, columns = latent.shape[-2:]
    power = (np.abs(np.fft.fft2(latent)) ** 2 / (rows * columns)).mean(0)
    radius = np.sqrt(np.fft.fftfreq(rows)[:, None] ** 2 + np.fft.fftfreq(columns)[None] ** 2)
    radius = np.minimum(radius, 0.5)
    bands: list[float] = []
    high = 0.5
    while max(rows, columns) > 1 and high >= 1.0 / max(rows, columns):
        bands.append(float(power[(radius > high / 2) & (radius <= high)].mean()))
        high /= 2
    return bands[::-1]


def _check_relation(run: Checked, arrays: Mapping[str, Floats]) -> None:
    """Check that x before the step = x0 + sigma * noise, which fails as soon as one of the four is of another step."""
    if not {"latents", "x0", "predicted_noise", INITIAL_LATENT} <= set(arrays) or run.sigmas is None:
        return
    before = np.concatenate([arrays[INITIAL_LATENT][None], arrays["latents"][:-1]])
    for i, (x, x0, noise) in enumerate(zip(before, arrays["x0"], arrays["predicted_noise"], strict=False)):
        sigma = run.sigmas[i]
        bound = (np.abs(x) + np.abs(x0) + sigma * np.abs(noise)) * HALF + (2 + sigma) * HALF_FLOOR
        excess = np.abs(x - x0 - sigma * noise) / (SLACK * bound)
        run.count("latent-relation")
        if excess.max() > 1:
            message = (
                f"at step {i} (sigma {sigma:g}) the latent before it is not x0 + sigma * predicted_noise: "
                f"{(excess > 1).mean():.0%} of the values are off, up to {excess.max():.3g} times the rounding of "
                "float16; an array or generator.sigmas is of other steps"
            )
            run.error("latent-relation", f"{LATENTS_NOISE}: latents", message)


def _check_guidance(run: Checked, arrays: Mapping[str, Floats]) -> None:
    """Check that noise = uncond + cfg (text - uncond), unless other guidance patches took part."""
    cfg = number(run.generator.get("cfg_scale"))
    keys = ("predicted_noise", "predicted_noise_text", "predicted_noise_uncond")
    if cfg is None or not set(keys) <= set(arrays):
        return
    odd = 0
    for i, (noise, text, uncond) in enumerate(zip(*(arrays[key] for key in keys), strict=False)):
        run.count("guidance-swapped")
        bound = (np.abs(noise) + abs(cfg) * np.abs(text) + abs(1 - cfg) * np.abs(uncond)) * HALF
        bound = SLACK * (bound + (1 + abs(cfg) + abs(1 - cfg)) * HALF_FLOOR)
        plain = _share_off(noise - uncond - cfg * (text - uncond), bound)
        swapped = _share_off(noise - text - cfg * (uncond - text), bound)
        if plain > swapped and swapped < MOSTLY:
            message = f"step {i}: predicted_noise follows with cfg_scale {cfg:g} only if the two are exchanged"
            run.error("guidance-swapped", f"{LATENTS_NOISE}: predicted_noise_text", message)
        elif plain >= MOSTLY:
            odd += 1
    if odd:
        message = f"at {odd} steps it is not uncond + {cfg:g} (text - uncond): another guidance took part"
        run.warn("guidance-not-plain", f"{LATENTS_NOISE}: predicted_noise", message)


def _check_guidance_maps(run: Checked, arrays: Mapping[str, Floats]) -> None:
    """Check guidance maps: the norm over channels of text - uncond, averaged over each cell, with borders shared by
    area."""
    keys = ("predicted_noise_text", "predicted_noise_uncond")
    if not set(keys) <= set(arrays):
        return
    for i, entry in enumerate(as_list(run.metadata.get("guidance_maps"))):
        step, shape = as_int(as_dict(entry).get("step"), low=0), as_list(as_dict(entry).get("shape"))
        name = run.file(as_dict(entry).get("path"))
        if name is None or expected_bytes(shape) != run.files.size(name) or len(shape) != 2:
            continue  # other checks report it
        if step is None or step >= len(arrays[keys[0]]):
            run.error("guidance-map", f"{METADATA}: guidance_maps[{i}].step", f"{step}; the run has no such step")
            continue
        try:
            stored = run.files.array(name, (shape[0], shape[1])).astype(np.float64)
        except RunFormatError as error:
            run.error("guidance-map", f"{METADATA}: guidance_maps[{i}]", str(error))
            continue
        norms = np.sqrt(((arrays[keys[0]][step] - arrays[keys[1]][step]) ** 2).sum(0))
        expected = _shares(norms.shape[0], shape[0]) @ norms @ _shares(norms.shape[1], shape[1]).T
        run.count("guidance-map")
        worst = np.abs(stored - expected).max() / max(float(expected.max()), HALF_FLOOR)
        if not worst <= 2 * HALF:
            message = f"step {step}: off by {worst:.2g} of the largest value that the stored noise gives"
            run.error("guidance-map", f"{METADATA}: guidance_maps[{i}]", message)


def _shares(size: int, cells: int) -> Floats:
    """Return [cells, size], the weight of each position in the mean over each cell."""
    edges = np.arange(cells + 1) * size / cells
    low, high = np.maximum(edges[:-1, None], np.arange(size)), np.minimum(edges[1:, None], np.arange(size) + 1)
    shares: Floats = np.clip(high - low, 0, None) * cells / size
    return shares


MOSTLY = 0.01
"""Share of the values that may break a relation that counts as kept, for models that compute in float16."""


def _share_off(difference: Floats, bound: Floats) -> float:
    return float((np.abs(difference) > bound).mean())
