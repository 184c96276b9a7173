"""Patcher, model, guider and samplers: the host's order of calls, over a network of a few hundred weights.

``FakeModel.plan`` decides what the real host decides by free memory: which conditionings share a call, in
which order.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import torch
from torch import Tensor

from . import pictures
from .network import Network, UNet, seeded
from .wrappers import WrapperExecutor, WrappersMP, get_all_wrappers

Chunk = tuple[dict[str, Any], int]
"""(conditioning, index of its list)."""
Plan = Callable[[list[Chunk]], list[list[Chunk]]]


def together(chunks: list[Chunk]) -> list[list[Chunk]]:
    """One call, the last conditioning first: the host's usual order."""
    return [chunks[::-1]]


def forwards(chunks: list[Chunk]) -> list[list[Chunk]]:
    return [chunks]


def one_by_one(chunks: list[Chunk]) -> list[list[Chunk]]:
    return [[chunk] for chunk in chunks]


class EPS:
    """What the model predicts: the pack reads it from its classes' names."""


class ModelSampling(EPS):
    sigma_max = 14.0
    sigma_data = 1.0
    zsnr = False
    sigmas = torch.linspace(0.1, 14.0, 100)

    def timestep(self, sigma: Tensor) -> Tensor:
        return sigma / self.sigma_max * 999

    def percent_to_sigma(self, percent: float) -> float:
        return 999999999.9 if percent <= 0 else self.sigma_max * (1 - percent)

    def calculate_input(self, sigma: Tensor, noise: Tensor) -> Tensor:
        return noise / (1 + sigma.view(-1, 1, 1, 1) ** 2) ** 0.5

    def calculate_denoised(self, sigma: Tensor, model_output: Tensor, model_input: Tensor) -> Tensor:
        return model_input - sigma.view(-1, 1, 1, 1) * model_output.tanh()


class Flux:
    pass


class SDXL:
    """A model's configuration; the pack reads the family from its classes' names."""


class FakeModel:
    def __init__(self, network: Network, config: Any, latent_format: Any) -> None:
        self.diffusion_model = network
        self.model_config, self.latent_format = config, latent_format
        self.manual_cast_dtype = None
        self.model_sampling = ModelSampling()
        self.plan: Plan = together

    def apply_model(
        self, x: Tensor, t: Tensor, c_concat: Any = None, c_crossattn: Any = None, control: Any = None,
        transformer_options: Any = None, **kwargs: Any,
    ) -> Tensor:  # fmt: skip
        options = {} if transformer_options is None else transformer_options
        wrappers = get_all_wrappers(WrappersMP.APPLY_MODEL, options)
        executor = WrapperExecutor.new_class_executor(self._apply_model, self, wrappers)
        return executor.execute(x, t, c_concat, c_crossattn, control, options, **kwargs)

    def _apply_model(
        self, x: Tensor, t: Tensor, c_concat: Any, c_crossattn: Any, control: Any, transformer_options: Any,
        **kwargs: Any,
    ) -> Tensor:  # fmt: skip
        sampling = self.model_sampling
        output = self.diffusion_model(
            sampling.calculate_input(t, x), sampling.timestep(t).float(), context=c_crossattn, control=control,
            transformer_options=transformer_options, **kwargs,
        )  # fmt: skip
        return sampling.calculate_denoised(t, output, x)

    def extra_conds(self, **kwargs: Any) -> dict[str, Any]:
        return {}

    def process_latent_in(self, latent: Tensor) -> Tensor:
        return self.latent_format.process_in(latent)

    def process_latent_out(self, latent: Tensor) -> Tensor:
        return self.latent_format.process_out(latent)


class ModelPatcher:
    def __init__(self, model: FakeModel, load_device: torch.device, offload_device: torch.device) -> None:
        self.model = model
        self.model_options: dict[str, Any] = {"transformer_options": {}}
        self.wrappers: dict[str, dict[str, list[Any]]] = {}
        self.callbacks: dict[str, dict[str, list[Any]]] = {}
        self.load_device, self.offload_device = load_device, offload_device

    def clone(self) -> ModelPatcher:
        other = ModelPatcher(self.model, self.load_device, self.offload_device)
        other.model_options = _copied(self.model_options)
        other.wrappers, other.callbacks = _copied(self.wrappers), _copied(self.callbacks)
        return other

    def add_wrapper_with_key(self, wrapper_type: str, key: str, wrapper: Callable[..., Any]) -> None:
        self.wrappers.setdefault(wrapper_type, {}).setdefault(key, []).append(wrapper)

    def get_model_object(self, name: str) -> Any:
        return getattr(self.model, name)

    def model_dtype(self) -> torch.dtype:
        return torch.float32


def make_model(kind: type[Network] = UNet, config: Any = None, latent_format: Any = None) -> ModelPatcher:
    model = FakeModel(seeded(kind), config or SDXL(), latent_format or pictures.SDXL())
    return ModelPatcher(model, torch.device("cpu"), torch.device("cpu"))


class CFGGuider:
    def __init__(self, model_patcher: ModelPatcher) -> None:
        self.model_patcher = model_patcher
        self.model_options = model_patcher.model_options
        self.original_conds: dict[str, list[dict[str, Any]]] = {}
        self.cfg = 1.0

    def set_conds(self, positive: Any, negative: Any) -> None:
        self.inner_set_conds({"positive": positive, "negative": negative})

    def inner_set_conds(self, conds: dict[str, Any]) -> None:
        for name, given in conds.items():
            self.original_conds[name] = [
                {**extra, "cross_attn": embedding, "model_conds": {}, "uuid": uuid4()} for embedding, extra in given
            ]

    def set_cfg(self, cfg: float) -> None:
        self.cfg = cfg

    def sample(
        self,
        noise: Tensor,
        latent_image: Tensor,
        sampler: Any,
        sigmas: Tensor,
        denoise_mask: Any = None,
        callback: Any = None,
        disable_pbar: bool = False,
        seed: int | None = None,
    ) -> Tensor:
        self.conds = {name: [dict(c) for c in conds] for name, conds in self.original_conds.items()}
        before = self.model_options
        self.model_options = _copied(before)
        options = self.model_options["transformer_options"]
        for name, added in (("wrappers", self.model_patcher.wrappers), ("callbacks", self.model_patcher.callbacks)):
            _merge(options.setdefault(name, {}), added)
        try:
            output = self._chain(WrappersMP.OUTER_SAMPLE, self.outer_sample).execute(
                noise, latent_image, sampler, sigmas, denoise_mask, callback, disable_pbar, seed,
                latent_shapes=[latent_image.shape],
            )  # fmt: skip
        finally:
            self.model_options = before
        del self.conds
        return output

    def outer_sample(
        self, noise: Any, latent_image: Any, sampler: Any, sigmas: Any, denoise_mask: Any = None, callback: Any = None,
        disable_pbar: bool = False, seed: Any = None, latent_shapes: Any = None,
    ) -> Tensor:  # fmt: skip
        self.inner_model, self.conds, self.loaded_models = prepare_sampling(
            self.model_patcher, noise.shape, self.conds, self.model_options
        )
        output = self.inner_sample(
            noise, latent_image, torch.device("cpu"), sampler, sigmas, denoise_mask, callback, disable_pbar, seed
        )
        del self.inner_model, self.loaded_models
        return output

    def inner_sample(
        self, noise: Any, latent_image: Any, device: Any, sampler: Any, sigmas: Any, denoise_mask: Any, callback: Any,
        disable_pbar: Any, seed: Any, latent_shapes: Any = None,
    ) -> Tensor:  # fmt: skip
        self.conds = {name: list(conds) for name, conds in self.conds.items()}  # the host makes new lists here
        options = _copied(self.model_options)
        options.setdefault("transformer_options", {})["sample_sigmas"] = sigmas
        extra_args = {"model_options": options, "seed": seed}
        samples = self._chain(WrappersMP.SAMPLER_SAMPLE, sampler.sample, sampler).execute(
            self, sigmas, extra_args, callback, noise, latent_image, denoise_mask, disable_pbar
        )
        return self.inner_model.process_latent_out(samples.to(torch.float32))

    def __call__(self, *args: Any, **kwargs: Any) -> Tensor:
        return self.outer_predict_noise(*args, **kwargs)

    def outer_predict_noise(self, x: Tensor, timestep: Tensor, model_options: Any = None, seed: Any = None) -> Tensor:
        return self._chain(WrappersMP.PREDICT_NOISE, self.predict_noise).execute(x, timestep, model_options, seed)

    def predict_noise(self, x: Tensor, timestep: Tensor, model_options: Any = None, seed: Any = None) -> Tensor:
        positive, negative = self.conds.get("positive"), self.conds.get("negative")
        asked = [positive, None if math.isclose(self.cfg, 1.0) else negative]
        out = calc_cond_batch(self.inner_model, asked, x, timestep, model_options)
        result = out[1] + (out[0] - out[1]) * self.cfg
        for patch in model_options.get("sampler_post_cfg_function", []):
            result = patch(
                {"denoised": result, "cond": positive, "uncond": asked[1], "cond_scale": self.cfg,
                 "model": self.inner_model, "uncond_denoised": out[1], "cond_denoised": out[0], "sigma": timestep,
                 "model_options": model_options, "input": x}
            )  # fmt: skip
        return result

    def _chain(self, kind: str, original: Callable[..., Any], owner: Any = None) -> WrapperExecutor:
        wrappers = get_all_wrappers(kind, self.model_options, is_model_options=True)
        return WrapperExecutor.new_class_executor(original, owner or self, wrappers)


def prepare_sampling(model: ModelPatcher, noise_shape: Any, conds: Any, model_options: Any = None) -> Any:
    """The model that is sampled, its conditionings, and models that are loaded with it."""
    wrappers = get_all_wrappers(WrappersMP.PREPARE_SAMPLING, model_options, is_model_options=True)
    executor = WrapperExecutor.new_executor(_prepare_sampling, wrappers)
    return executor.execute(model, noise_shape, conds, model_options=model_options)


def _prepare_sampling(model: ModelPatcher, noise_shape: Any, conds: Any, model_options: Any = None) -> Any:
    return model.model, conds, []


class DualGuider(CFGGuider):
    """Two prompts and a negative, as the host's DualCFGGuider: three lists in a call."""

    def predict_noise(self, x: Tensor, timestep: Tensor, model_options: Any = None, seed: Any = None) -> Tensor:
        names = ("negative", "middle", "positive")
        out = calc_cond_batch(self.inner_model, [self.conds[n] for n in names], x, timestep, model_options)
        return out[0] + (out[1] - out[0]) * self.cfg + (out[2] - out[1]) * self.cfg


def calc_cond_batch(model: FakeModel, conds: list[Any], x_in: Tensor, timestep: Tensor, model_options: Any) -> Any:
    wrappers = get_all_wrappers(WrappersMP.CALC_COND_BATCH, model_options, is_model_options=True)
    return WrapperExecutor.new_executor(_calc_cond_batch, wrappers).execute(model, conds, x_in, timestep, model_options)


def _calc_cond_batch(model: FakeModel, conds: list[Any], x: Tensor, timestep: Tensor, model_options: Any) -> Any:
    sums = [torch.zeros_like(x) for _ in conds]
    counts = [1e-37] * len(conds)
    chunks = [(cond, i) for i, own in enumerate(conds) for cond in own or ()]
    for group in model.plan(chunks):
        options = {
            **_copied(model_options["transformer_options"]),
            "cond_or_uncond": [index for _, index in group],
            "uuids": [cond["uuid"] for cond, _ in group],
            "sigmas": timestep,
        }
        given = {"c_crossattn": _joined([cond["cross_attn"] for cond, _ in group], x.shape[0])}
        if all("pooled_output" in cond for cond, _ in group):
            given["y"] = torch.cat([cond["pooled_output"].repeat(x.shape[0], 1) for cond, _ in group])
        n = len(group)
        out = model.apply_model(torch.cat([x] * n), torch.cat([timestep] * n), transformer_options=options, **given)
        for (_, index), part in zip(group, out.chunk(n), strict=True):
            sums[index] += part
            counts[index] += 1
    return [total / count for total, count in zip(sums, counts, strict=True)]


def encode_model_conds(
    model_function: Any, conds: list[Any], noise: Tensor, device: Any, prompt_type: str, **kwargs: Any
) -> list[Any]:
    """The conditionings with what the model makes of each, as the network is given it; the list itself is changed."""
    for i, cond in enumerate(conds):
        made = model_function(**cond, device=device, noise=noise, prompt_type=prompt_type, **kwargs)
        conds[i] = {**cond, "model_conds": {**cond["model_conds"], **made}}
    return conds


def _joined(embeddings: list[Tensor], batch: int) -> Tensor:
    """[chunks*B, T, D]: each repeated to the least common multiple of the lengths."""
    longest = math.lcm(*(e.shape[1] for e in embeddings))
    return torch.cat([e.repeat(batch, longest // e.shape[1], 1) for e in embeddings])


def _merge(target: dict[str, Any], added: dict[str, Any]) -> None:
    """Put nested dicts of lists into another one."""
    for key, value in added.items():
        if isinstance(value, dict):
            _merge(target.setdefault(key, {}), value)
        else:
            target.setdefault(key, []).extend(value)


def _copied(value: Any) -> Any:
    """Dicts and lists copied, what they hold shared."""
    if isinstance(value, dict):
        return {k: _copied(v) for k, v in value.items()}
    return list(value) if isinstance(value, list) else value
