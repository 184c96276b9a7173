"""Metrics of latents and predictions. Arrays are [steps, C, h, w] in the sampler's space."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from ..maths.numbers import Array, Floats, numbers
from ..maths.pooling import cell_means, pooled_grid
from ..recording import SamplingPass, Step

GUIDANCE_SIDE = 32
"""Cells along the longer side of a guidance map, at most."""
NYQUIST = 0.5
"""Highest frequency along an axis, in cycles per latent cell."""


def pass_array(pass_: SamplingPass, batch_index: int, name: str) -> Floats | None:
    """One batch item's ``name`` ("latent", "x0", "noise", ...) as float64 [steps, C, h, w].

    None if a step lacks it, or has it in another shape than the pass's initial latent.
    """
    tensors = [getattr(step, name) for step in pass_.steps]
    if not tensors or any(t is None or t.shape != pass_.initial_latent.shape for t in tensors):
        return None
    return np.stack([t[batch_index].numpy().astype(np.float64) for t in tensors])


def latent_metrics(pass_: SamplingPass, batch_index: int) -> dict[str, Any]:
    """The part of ``metrics.json`` that the latents determine."""
    steps = len(pass_.steps)
    latent, noise, x0 = (pass_array(pass_, batch_index, name) for name in ("latent", "noise", "x0"))
    return {
        "latent_l2_norm": l2_norms(latent, steps),
        "predicted_noise_l2_norm": l2_norms(noise, steps),
        "cosine_similarity_to_previous": cosine_to_previous(latent, steps),
        "x0_change_l2": change_l2(x0, steps),
        **_guidance(pass_, batch_index),
        "latent_spectrum": [spectrum(x) for x in latent] if latent is not None else [None] * steps,
    }


def _guidance(pass_: SamplingPass, batch_index: int) -> dict[str, list[float | None]]:
    """Noise with the prompt and without it: norms, difference, cosine; None at steps that did not evaluate both."""
    rows: list[tuple[float | None, ...]] = []
    for step in pass_.steps:
        if step.noise_text is None or step.noise_uncond is None:
            rows.append((None,) * 4)
            continue
        text = step.noise_text[batch_index].numpy().astype(np.float64)
        uncond = step.noise_uncond[batch_index].numpy().astype(np.float64)
        rows.append((l2_norm(text), l2_norm(uncond), l2_norm(text - uncond), cosine(text, uncond)))
    keys = ("predicted_noise_text_l2_norm", "predicted_noise_uncond_l2_norm", "guidance_l2_norm", "guidance_cosine")
    return {key: numbers(row[i] for row in rows) for i, key in enumerate(keys)}


def guidance_map(step: Step, batch_index: int) -> Floats | None:
    """Map of where in the image the prompt makes a difference: [r, c], or None where the sampler did not evaluate both
    with the prompt and without it.

    A cell has the mean over its positions of the Euclidean norm over channels of (noise with the prompt - noise
    without).
    It is the term that classifier-free guidance multiplies (Ho and Salimans 2022, "Classifier-Free Diffusion
    Guidance", eq. 6).
    """
    if step.noise_text is None or step.noise_uncond is None:
        return None
    difference = step.noise_text[batch_index].double() - step.noise_uncond[batch_index].double()
    norms = difference.square().sum(0).sqrt().to(torch.float32)
    grid = (norms.shape[0], norms.shape[1])
    return np.asarray(cell_means(norms, grid, pooled_grid(grid, GUIDANCE_SIDE)).numpy(), np.float64)


def l2_norm(values: Array) -> float:
    """Euclidean norm of all values."""
    flat = np.asarray(values, np.float64).ravel()
    return float(np.sqrt(np.dot(flat, flat)))


def cosine(a: Array, b: Array) -> float | None:
    """a.b / (|a| |b|) of the flattened arrays; None where one of them is zero."""
    scale = l2_norm(a) * l2_norm(b)
    if scale == 0.0:
        return None
    return float(np.dot(np.asarray(a, np.float64).ravel(), np.asarray(b, np.float64).ravel()) / scale)


def l2_norms(arrays: Floats | None, steps: int) -> list[float | None]:
    """The norm at each step."""
    return [None] * steps if arrays is None else numbers(l2_norm(a) for a in arrays)


def cosine_to_previous(arrays: Floats | None, steps: int) -> list[float | None]:
    """The cosine between each step's array and the one before; the first is None."""
    if arrays is None:
        return [None] * steps
    return [None, *numbers(cosine(arrays[i], arrays[i - 1]) for i in range(1, len(arrays)))]


def change_l2(arrays: Floats | None, steps: int) -> list[float | None]:
    """The norm of each step's difference to the step before; the first is None."""
    if arrays is None:
        return [None] * steps
    return [None, *numbers(l2_norm(arrays[i] - arrays[i - 1]) for i in range(1, len(arrays)))]


def octave_edges(rows: int, columns: int) -> list[tuple[float, float]]:
    """The octaves (low, high] of ``spectrum``, in cycles per latent cell, lowest first.

    They are halved from 0.5 down to the one that holds the lowest frequency of the longer side.
    """
    edges: list[tuple[float, float]] = []
    high, lowest = NYQUIST, 1.0 / max(rows, columns)
    while max(rows, columns) > 1 and high >= lowest:
        edges.insert(0, (high / 2, high))
        high /= 2
    return edges


def spectrum(latent: Array) -> list[float | None]:
    """Radially averaged power of a latent [C, h, w], one value per octave, lowest first.

    Power is |F|^2 of the orthonormal two-dimensional Fourier transform, so that by Parseval's theorem
    it sums to the squared norm. Its mean is taken over the channels and over the frequencies whose
    radius sqrt(fy^2 + fx^2) lies in the octave. The constant term belongs to none; frequencies in the
    corners, beyond 0.5, belong to the highest.
    """
    values = np.asarray(latent, np.float64)
    rows, columns = values.shape[-2:]
    power = (np.abs(np.fft.fft2(values, norm="ortho")) ** 2).mean(axis=0)
    radius = np.minimum(np.hypot(np.fft.fftfreq(rows)[:, None], np.fft.fftfreq(columns)[None, :]), NYQUIST)
    bands = [(radius > low) & (radius <= high) for low, high in octave_edges(rows, columns)]
    return numbers(power[band].mean() for band in bands)
