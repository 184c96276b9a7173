"""Evaluations of the network beside the sampler's, of the same noisy picture.

The host decides by free memory how many conditionings share a call. Neither wrappers of other nodes, which may keep
state from call to call, nor the recorder see these evaluations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import comfy.samplers
import torch
from comfy.patcher_extension import WrappersMP
from torch import Tensor

from .call_options import EDITING

KEY = "diffulizer_beside"


def evaluated(
    model: Any,
    lists: list[Any],
    x: Tensor,
    sigma: Tensor,
    options: dict[str, Any],
    around: Callable[..., Any] | None,
    *,
    edited: bool,
) -> list[Tensor]:
    """Return the predictions of x0 [B, C, h, w] for lists of conditionings.

    Args:
        model: the host's model.
        x: [B, C, h, w] the noisy picture, on the model's device.
        sigma: [B] its noise level.
        options: the ``model_options`` of the sampler's evaluations.
        around: a wrapper around the network, outside of edits.
        edited: whether edits of attention are in force.
    """
    # a node may draw random numbers within the network, as the sampler does between its evaluations
    with torch.random.fork_rng([x.device] if x.device.type == "cuda" else []):
        predictions: list[Tensor] = comfy.samplers.calc_cond_batch(
            model, lists, x, sigma, _options(options, around, edited)
        )
    return predictions


def _options(options: dict[str, Any], around: Callable[..., Any] | None, edited: bool) -> dict[str, Any]:
    """Return the ``model_options`` of evaluations beside the sampler's: its own, with no wrappers but ours."""
    transformer = dict(options.get("transformer_options", {}))
    kinds = transformer.get("wrappers", {})
    kept = {
        kind: {key: value for key, value in own.items() if key == EDITING and edited} for kind, own in kinds.items()
    }
    if around is not None:
        network = kept.get(WrappersMP.DIFFUSION_MODEL, {})
        kept[WrappersMP.DIFFUSION_MODEL] = {KEY: [around], **network}
    plain = {key: value for key, value in options.items() if key != "model_function_wrapper"}
    return {**plain, "transformer_options": {**transformer, "wrappers": kept}}


def other_wrappers(options: dict[str, Any]) -> list[str]:
    """Return the names of the wrappers of other nodes around evaluations, which don't see those beside the
    sampler's."""
    wrappers = options.get("transformer_options", {}).get("wrappers", {})
    kinds = (WrappersMP.CALC_COND_BATCH, WrappersMP.APPLY_MODEL, WrappersMP.DIFFUSION_MODEL)
    keys = dict.fromkeys(key for kind in kinds for key, held in wrappers.get(kind, {}).items() if held)
    names = ["without a name" if key is None else str(key) for key in keys if not str(key).startswith("diffulizer_")]
    return [*names, *(["model_function_wrapper"] if "model_function_wrapper" in options else [])]
