"""Metrics of one image's denoising: the content of ``metrics.json`` and ``latent_pca.json``.

Everything is computed in float64 from the float16 latents and the float32 attention statistics that
the recording holds, so that whoever has the files recomputes the same numbers. Natural logarithms.
A value that was not measured or is not finite is None.
"""

from __future__ import annotations

from typing import Any

from ..recording import SamplingPass
from .attention import attention_metrics
from .latent import guidance_map, latent_metrics, pass_array
from .pca import latent_pca
from .shapes import shape_errors

__all__ = ["compute_metrics", "compute_pca", "guidance_map"]


def compute_metrics(pass_: SamplingPass, batch_index: int) -> dict[str, Any]:
    """The content of ``metrics.json`` for one batch item.

    Attention metrics describe condition ``c0`` and the recorded layers. Every list has one entry
    per step; ``token_dominance`` sums the pass up. A pass that was read from a run has its metrics as
    ``measured``: its maps alone tell less.
    """
    errors = shape_errors(pass_, batch_index)
    return {
        **latent_metrics(pass_, batch_index),
        **(attention_metrics(pass_, batch_index) if pass_.measured is None else pass_.measured),
        "shape_validation": {"passed": not errors, "errors": errors},
    }


def compute_pca(pass_: SamplingPass, batch_index: int) -> dict[str, Any]:
    """The content of ``latent_pca.json`` for one batch item; see ``pca.latent_pca``."""
    return latent_pca(pass_array(pass_, batch_index, "latent"), pass_array(pass_, batch_index, "x0"))
