"""Patcher, model, guider and samplers: the host's order of calls, over a network of a few hundred weights.

``FakeModel.plan`` decides what the real host decides by free memory: which conditionings share a call, in
which order.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
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


class ModelSampling:
    sigma_max = 14.0
    sigmas = torch.linspace(0.1, 14.0, 100)

    def timestep(self, sigma: Tensor) -> Tensor:
        return sigma / self.sigma_max * 999


class SDXL:
    """A model's configuration; the pack reads the family from its classes' names."""


class FakeModel:
    def __init__(self, network: Network, config: Any, latent_format: Any) -> None:
        self.diffusion_model = network
        self.model_config, self.latent_format = config, latent_format
        self.model_type = SimpleNamespace(name="EPS")
        self.manual_cast_dtype = None
        self.model_sampling = ModelSampling()
        self.plan: Plan = together

    def apply_model(self, x: Tensor, sigma: Tensor, context: Tensor, transformer_options: dict[str, Any]) -> Tensor:
        level = sigma.view(-1, 1, 1, 1)
        noise = self.diffusion_model(x / (1 + level**2) ** 0.5, sigma, context, transformer_options=transformer_options)
        return x - level * noise.tanh()


class ModelPatcher:
    def __init__(self, model: FakeModel) -> None:
        self.model = model
        self.model_options: dict[str, Any] = {"transformer_options": {}}
        self.wrappers: dict[str, dict[str, list[Any]]] = {}
        self.load_device = self.offload_device = torch.device("cpu")

    def clone(self) -> ModelPatcher:
        other = ModelPatcher(self.model)
        other.model_options = _copied(self.model_options)
        other.wrappers = _copied(self.wrappers)
        return other

    def add_wrapper_with_key(self, kind: str, key: str, wrapper: Callable[..., Any]) -> None:
        self.wrappers.setdefault(kind, {}).setdefault(key, []).append(wrapper)

    def get_model_object(self, name: str) -> Any:
        return getattr(self.model, name)

    def model_dtype(self) -> torch.dtype:
        return torch.float32


def make_model(kind: type[Network] = UNet, config: Any = None, latent_format: Any = None) -> ModelPatcher:
    return ModelPatcher(FakeModel(seeded(kind), config or SDXL(), latent_format or pictures.SDXL()))


class CFGGuider:
    def __init__(self, patcher: ModelPatcher) -> None:
        self.model_patcher = patcher
        self.model_options = patcher.model_options
        self.original_conds: dict[str, list[dict[str, Any]]] = {}
        self.cfg = 1.0

    def set_conds(self, positive: Any, negative: Any) -> None:
        self.inner_set_conds({"positive": positive, "negative": negative})

    def inner_set_conds(self, conds: dict[str, Any]) -> None:
        for name, given in conds.items():
            self.original_conds[name] = [
                {**extra, "cross_attn": embedding, "uuid": uuid4()} for embedding, extra in given
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
        self.model_options["transformer_options"]["wrappers"] = _copied(self.model_patcher.wrappers)
        try:
            return self._chain(WrappersMP.OUTER_SAMPLE, self.outer_sample).execute(
                noise, latent_image, sampler, sigmas, denoise_mask, callback, disable_pbar, seed,
                latent_shapes=[latent_image.shape],
            )  # fmt: skip
        finally:
            self.model_options = before

    def outer_sample(
        self, noise: Any, latent_image: Any, sampler: Any, sigmas: Any, denoise_mask: Any = None, callback: Any = None,
        disable_pbar: bool = False, seed: Any = None, latent_shapes: Any = None,
    ) -> Tensor:  # fmt: skip
        self.inner_model = self.model_patcher.model
        self.conds = {name: list(conds) for name, conds in self.conds.items()}  # the host makes new lists here
        extra_args = {"model_options": _copied(self.model_options), "seed": seed}
        samples = self._chain(WrappersMP.SAMPLER_SAMPLE, sampler.sample, sampler).execute(
            self, sigmas, extra_args, callback, noise, latent_image, denoise_mask, disable_pbar
        )
        return self.inner_model.latent_format.process_out(samples.to(torch.float32))

    def __call__(self, x: Tensor, timestep: Tensor, model_options: Any = None, seed: Any = None) -> Tensor:
        return self._chain(WrappersMP.PREDICT_NOISE, self.predict_noise).execute(x, timestep, model_options, seed)

    def predict_noise(self, x: Tensor, timestep: Tensor, model_options: Any = None, seed: Any = None) -> Tensor:
        positive, negative = self.conds.get("positive"), self.conds.get("negative")
        asked = [positive, None if math.isclose(self.cfg, 1.0) else negative]
        out = calc_cond_batch(self.inner_model, asked, x, timestep, model_options)
        result = out[1] + (out[0] - out[1]) * self.cfg
        for patch in model_options.get("sampler_post_cfg_function", []):
            result = patch(
                {"denoised": result, "cond": positive, "uncond": negative, "model": self.inner_model, "input": x,
                 "sigma": timestep, "model_options": model_options}
            )  # fmt: skip
        return result

    def _chain(self, kind: str, original: Callable[..., Any], owner: Any = None) -> WrapperExecutor:
        wrappers = get_all_wrappers(kind, self.model_options["transformer_options"])
        return WrapperExecutor.new_class_executor(original, owner or self, wrappers)


class DualGuider(CFGGuider):
    """Two prompts and a negative, as the host's DualCFGGuider: three lists in a call."""

    def predict_noise(self, x: Tensor, timestep: Tensor, model_options: Any = None, seed: Any = None) -> Tensor:
        names = ("negative", "middle", "positive")
        out = calc_cond_batch(self.inner_model, [self.conds[n] for n in names], x, timestep, model_options)
        return out[0] + (out[1] - out[0]) * self.cfg + (out[2] - out[1]) * self.cfg


def calc_cond_batch(model: FakeModel, conds: list[Any], x: Tensor, timestep: Tensor, model_options: Any) -> Any:
    options = model_options["transformer_options"]
    wrappers = get_all_wrappers(WrappersMP.CALC_COND_BATCH, options)
    return WrapperExecutor.new_executor(_calc_cond_batch, wrappers).execute(model, conds, x, timestep, model_options)


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
        context = _joined([cond["cross_attn"] for cond, _ in group], x.shape[0])
        n = len(group)
        out = model.apply_model(torch.cat([x] * n), torch.cat([timestep] * n), context, transformer_options=options)
        for (_, index), part in zip(group, out.chunk(n), strict=True):
            sums[index] += part
            counts[index] += 1
    return [total / count for total, count in zip(sums, counts, strict=True)]


def _joined(embeddings: list[Tensor], batch: int) -> Tensor:
    """[chunks*B, T, D]: each repeated to the least common multiple of the lengths."""
    longest = math.lcm(*(e.shape[1] for e in embeddings))
    return torch.cat([e.repeat(batch, longest // e.shape[1], 1) for e in embeddings])


def _copied(value: Any) -> Any:
    """Dicts and lists copied, what they hold shared."""
    if isinstance(value, dict):
        return {k: _copied(v) for k, v in value.items()}
    return list(value) if isinstance(value, list) else value
