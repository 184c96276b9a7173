"""Where in the image the prompt makes a difference: |noise_text - noise_uncond| over the latent grid."""

from __future__ import annotations

import numpy as np
import torch

from ..maths.numbers import Floats
from ..maths.pooling import cell_means, pooled_grid
from ..recording import Step

SIDE = 32
"""Cells along the longer side, at most."""


def guidance_map(step: Step, batch_index: int) -> Floats | None:
    """[r, c]: the Euclidean norm over channels of the difference between the noise predicted with the prompt and the
    one without, a mean over each cell; None where the sampler did not evaluate both.

    It is the term that classifier-free guidance multiplies (Ho and Salimans 2022, "Classifier-Free Diffusion
    Guidance", eq. 6).
    """
    if step.noise_text is None or step.noise_uncond is None:
        return None
    difference = step.noise_text[batch_index].double() - step.noise_uncond[batch_index].double()
    norms = difference.square().sum(0).sqrt().to(torch.float32)
    grid = (norms.shape[0], norms.shape[1])
    return np.asarray(cell_means(norms, grid, pooled_grid(grid, SIDE)).numpy(), np.float64)
