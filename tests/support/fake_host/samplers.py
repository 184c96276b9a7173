"""Sampler functions in the host's form, and ComfyUI's ``common_ksampler``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from .sampling import CFGGuider


class KSampler:
    SAMPLERS = ["euler", "heun", "silent", "corrector_last"]  # noqa: RUF012 (the host's own pattern)
    SCHEDULERS = ["normal", "karras"]  # noqa: RUF012


class KSAMPLER:
    """A sampler: a function of the model, the noisy latent and the noise levels."""

    def __init__(self, sampler_function: Callable[..., Tensor]) -> None:
        self.sampler_function = sampler_function

    def sample(
        self, model_wrap: Any, sigmas: Tensor, extra_args: dict[str, Any], callback: Any, noise: Tensor,
        latent_image: Any = None, denoise_mask: Any = None, disable_pbar: bool = False,
    ) -> Tensor:  # fmt: skip
        extra_args["denoise_mask"] = denoise_mask
        total = len(sigmas) - 1

        def model(x: Tensor, sigma: Tensor, denoise_mask: Any, model_options: Any = None, seed: Any = None) -> Tensor:
            if denoise_mask is None:
                return model_wrap(x, sigma, model_options=model_options, seed=seed)
            change = model_options.get("denoise_mask_function")
            if change is not None:
                options = {"model": model_wrap, "sigmas": sigmas}
                denoise_mask = change(sigma, denoise_mask, extra_options=options)
            kept = 1.0 - denoise_mask
            x = x * denoise_mask + (latent_image + noise * sigma.reshape(-1, 1, 1, 1)) * kept
            out = model_wrap(x, sigma, model_options=model_options, seed=seed)
            return out * denoise_mask + latent_image * kept

        def report(step: dict[str, Any]) -> None:
            callback(step["i"], step["denoised"], step["x"], total)

        return self.sampler_function(
            model, latent_image + noise * sigmas[0], sigmas, extra_args=extra_args,
            callback=None if callback is None else report, disable=disable_pbar,
        )  # fmt: skip


def sample_euler(
    model: Any, x: Tensor, sigmas: Tensor, extra_args: Any = None, callback: Any = None, disable: Any = None
) -> Tensor:
    for i in range(len(sigmas) - 1):
        denoised = _denoised(model, x, sigmas[i], extra_args)
        _report(callback, i, denoised, x)
        x = x + (x - denoised) / sigmas[i] * (sigmas[i + 1] - sigmas[i])
    return x


def sample_heun(
    model: Any, x: Tensor, sigmas: Tensor, extra_args: Any = None, callback: Any = None, disable: Any = None
) -> Tensor:
    """Two evaluations a step, the last one excepted; the first is reported before the second is made."""
    for i in range(len(sigmas) - 1):
        denoised = _denoised(model, x, sigmas[i], extra_args)
        _report(callback, i, denoised, x)
        x = _corrected(model, x, denoised, sigmas, i, extra_args)
    return x


def sample_corrector_last(
    model: Any, x: Tensor, sigmas: Tensor, extra_args: Any = None, callback: Any = None, disable: Any = None
) -> Tensor:
    """Reports a copy of the first prediction once the second has been made: order and identity tell nothing."""
    for i in range(len(sigmas) - 1):
        denoised = _denoised(model, x, sigmas[i], extra_args)
        after = _corrected(model, x, denoised, sigmas, i, extra_args)
        _report(callback, i, denoised.clone(), x)
        x = after
    return x


def _denoised(model: Any, x: Tensor, sigma: Tensor, extra_args: dict[str, Any]) -> Tensor:
    return model(x, sigma * x.new_ones([x.shape[0]]), **extra_args)


def _report(callback: Any, i: int, denoised: Tensor, x: Tensor) -> None:
    if callback is not None:
        callback({"i": i, "denoised": denoised, "x": x})


def _corrected(model: Any, x: Tensor, denoised: Tensor, sigmas: Tensor, i: int, extra_args: Any) -> Tensor:
    slope = (x - denoised) / sigmas[i]
    predicted = x + slope * (sigmas[i + 1] - sigmas[i])
    if sigmas[i + 1] == 0:
        return predicted
    second = (predicted - _denoised(model, predicted, sigmas[i + 1], extra_args)) / sigmas[i + 1]
    return x + (slope + second) / 2 * (sigmas[i + 1] - sigmas[i])


def sample_silent(
    model: Any, x: Tensor, sigmas: Tensor, extra_args: Any = None, callback: Any = None, disable: Any = None
) -> Tensor:
    """Never calls back."""
    return sample_euler(model, x, sigmas, extra_args)


def sampler_object(name: str) -> KSAMPLER:
    return KSAMPLER(globals()[f"sample_{name}"])


def schedule(steps: int) -> Tensor:
    """Noise levels from 14 to 0."""
    return torch.cat([torch.linspace(14.0, 0.5, steps), torch.zeros(1)])


def noise_of(seed: int, latent: Tensor) -> Tensor:
    return torch.randn(latent.shape, generator=torch.Generator().manual_seed(seed))


def common_ksampler(
    model: Any, seed: int, steps: int, cfg: float, sampler_name: str, scheduler: str, positive: Any, negative: Any,
    latent: dict[str, Any], denoise: float = 1.0, disable_noise: bool = False, start_step: int | None = None,
    last_step: int | None = None, force_full_denoise: bool = False,
) -> tuple[dict[str, Any]]:  # fmt: skip
    guider = CFGGuider(model)
    guider.set_conds(positive, negative)
    guider.set_cfg(cfg)
    sigmas = schedule(int(steps / denoise))[-(steps + 1) :]
    samples = guider.sample(
        noise_of(seed, latent["samples"]), latent["samples"], sampler_object(sampler_name), sigmas,
        callback=lambda *_: None, seed=seed,
    )  # fmt: skip
    return ({**latent, "samples": samples},)
