"""Metrics of one image's denoising: the content of ``metrics.json`` and ``latent_pca.json``.

Everything is computed in float64 from the float16 latents and the float32 attention statistics that
the recording holds, so that whoever has the files can compute the same numbers again. Logarithms are natural.
A value that was not measured or is not finite is None.
"""

from __future__ import annotations

from typing import Any

from ..format import ATTENTION, CHANNELS, EFFECTS, REMOVALS
from ..recording import SamplingPass
from . import attention, effects, latent, removals, shapes
from .latent import guidance_map
from .pca import latent_pca
from .registry import METRICS, Item, pass_array

__all__ = [
    "METRICS",
    "attention",
    "compute_metrics",
    "compute_pca",
    "effects",
    "guidance_map",
    "latent",
    "removals",
    "shapes",
]


def compute_metrics(pass_: SamplingPass, batch_index: int) -> dict[str, Any]:
    """Compute the content of ``metrics.json`` for one batch item: every channel of ``format/channels.json``, in its
    order. Those of effects and of removals are left out where there are none.

    Attention metrics describe condition ``c0`` and the recorded layers. Every list has one entry
    per step; ``token_dominance`` sums the pass up. A pass that was read from a run keeps its ``measured`` metrics.
    Stored maps hold less than the attention they were made of, so a metric of attention that the run lacks stays
    missing.
    """
    item, measured = Item(pass_, batch_index), pass_.measured
    if measured is None:
        has = {EFFECTS: any(step.effects for step in pass_.steps), REMOVALS: pass_.removals is not None}
        return {key: METRICS[key](item) for key, channel in CHANNELS.items() if has.get(channel.origin, True)}
    sampled = (ATTENTION, EFFECTS, REMOVALS)
    missing = [key for key, channel in CHANNELS.items() if key not in measured and channel.origin not in sampled]
    return {**measured, **{key: METRICS[key](item) for key in missing}}


def compute_pca(pass_: SamplingPass, batch_index: int) -> dict[str, Any]:
    """Compute the content of ``latent_pca.json`` for one batch item; see ``pca.latent_pca``."""
    latents = pass_array(pass_, batch_index, "latent")
    if latents is None:  # the sampler changed their size, say: they have no common space
        return {**latent_pca(None, None), "points": [[None, None] for _ in pass_.steps]}
    return latent_pca(latents, pass_array(pass_, batch_index, "x0"))
