"""Metrics of latents and predictions, in the sampler's space."""

from __future__ import annotations

import numpy as np
import torch

from ..maths.numbers import Array, Floats, numbers
from ..maths.pooling import cell_means, pooled_grid
from ..recording import Step
from .registry import Item, metric

GUIDANCE_SIDE = 32
"""Most cells along the longer side of a guidance map."""
NYQUIST = 0.5
"""Highest frequency along an axis, in cycles per latent cell."""


@metric("latent_l2_norm")
def latent_norms(item: Item) -> list[float | None]:
    """Euclidean norm of the latent after each step."""
    return item.each(item.latent, l2_norm)


@metric("predicted_noise_l2_norm")
def noise_norms(item: Item) -> list[float | None]:
    """Euclidean norm of each step's predicted noise after guidance."""
    return item.each(item.noise, l2_norm)


@metric("predicted_noise_text_l2_norm")
def text_noise_norms(item: Item) -> list[float | None]:
    """Euclidean norm of the noise that each step predicts with the prompt alone."""
    return item.each_side(lambda text, _: l2_norm(text))


@metric("predicted_noise_uncond_l2_norm")
def uncond_noise_norms(item: Item) -> list[float | None]:
    """Euclidean norm of the noise that each step predicts with the negative prompt alone."""
    return item.each_side(lambda _, uncond: l2_norm(uncond))


@metric("guidance_l2_norm")
def guidance_norms(item: Item) -> list[float | None]:
    """Euclidean norm of the term that guidance multiplies: noise with the prompt minus noise with the negative prompt.

    Ho and Salimans 2022, "Classifier-Free Diffusion Guidance", eq. 6.
    """
    return item.each_side(lambda text, uncond: l2_norm(text - uncond))


@metric("guidance_cosine")
def guidance_cosines(item: Item) -> list[float | None]:
    """Cosine of the noise predicted with the prompt and with the negative prompt."""
    return item.each_side(cosine)


@metric("x0_change_l2")
def clean_changes(item: Item) -> list[float | None]:
    """Euclidean norm of each predicted clean latent minus the one before; the first is None."""
    return item.each_pair(item.x0, lambda now, before: l2_norm(now - before))


@metric("cosine_similarity_to_previous")
def cosines_to_previous(item: Item) -> list[float | None]:
    """Cosine of the latent after each step and the one before; the first is None."""
    return item.each_pair(item.latent, cosine)


@metric("latent_spectrum")
def spectra(item: Item) -> list[list[float | None] | None]:
    """The ``spectrum`` of the latent after each step."""
    return [None] * len(item.steps) if item.latent is None else [spectrum(latent) for latent in item.latent]


def guidance_map(step: Step, batch_index: int) -> Floats | None:
    """Map of the difference that the prompt makes across the image: [r, c], or None where the sampler did not evaluate
    both with the prompt and without it.

    The value of a cell is the mean, over its positions, of the Euclidean norm over channels of (noise with the
    prompt - noise without).
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
    """Cosine a.b / (|a| |b|) of the flattened arrays; None where one of them is zero."""
    scale = l2_norm(a) * l2_norm(b)
    if scale == 0.0:
        return None
    return float(np.dot(np.asarray(a, np.float64).ravel(), np.asarray(b, np.float64).ravel()) / scale)


def octave_edges(rows: int, columns: int) -> list[tuple[float, float]]:
    """Return the octaves (low, high] of ``spectrum``, in cycles per latent cell, lowest first.

    They are halved from 0.5 down to the one that holds the lowest frequency of the longer side.
    """
    edges: list[tuple[float, float]] = []
    high, lowest = NYQUIST, 1.0 / max(rows, columns)
    while max(rows, columns) > 1 and high >= lowest:
        edges.insert(0, (high / 2, high))
        high /= 2
    return edges


def spectrum(latent: Array) -> list[float | None]:
    """Compute the radially averaged power of a latent [C, h, w], one value per octave, lowest first.

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
