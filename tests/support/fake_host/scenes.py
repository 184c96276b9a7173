"""One small picture: 8x8 latents, a model, two prompts, sampled with and without a recording."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from diffulizer.capture.memory import tensors_of

from .modules import FakeHost
from .network import Network, UNet
from .samplers import noise_of, sampler_object, schedule
from .sampling import CFGGuider, ModelPatcher, make_model
from .text import FakeClip

POSITIVE, NEGATIVE = "a red square above", "blurry"
SELF, CROSS = 3, 3
"""Attention layers of each kind in the fake UNet."""


class Scene:
    """Samples the same picture each time, whatever else is asked for.

    Args:
        host: the fake host, with the pack loaded.
        kind: the network.
        options: more for ``make_model``.
    """

    def __init__(self, host: FakeHost, kind: type[Network] = UNet, **options: Any) -> None:
        self.host = host
        self.model: ModelPatcher = make_model(kind, **options)
        self.network: Any = self.model.model.diffusion_model
        self.clip = FakeClip()
        self.recording = host.module("diffulizer.capture.memory").MemoryRecording()

    def encode(self, text: str) -> Any:
        """A conditioning that knows its words."""
        return self.host.run("Diffulizer_TextEncode", clip=self.clip, text=text)[0]

    def inputs(self) -> dict[str, Any]:
        """Inputs of KSampler (Diffulizer) for three steps."""
        return {
            "model": self.model,
            "steps": 3,
            "sampler_name": "euler",
            "scheduler": "normal",
            "positive": self.encode(POSITIVE),
            "negative": self.encode(NEGATIVE),
            "latent_image": {"samples": torch.zeros(1, 4, 8, 8)},
        }

    def capture(self, **changes: Any) -> Any:
        return self.host.module("diffulizer.settings").CaptureSettings(**changes)

    def attached(self, model: ModelPatcher | None = None, **capture: Any) -> ModelPatcher:
        """A recorded clone of the model, or of the one given."""
        attach = self.host.module("nodes.host.attach").attach
        return attach(model or self.model, self.recording, self.capture(**capture))

    def sample(
        self,
        model: ModelPatcher | None = None,
        *,
        guider: type[CFGGuider] = CFGGuider,
        conds: dict[str, Any] | None = None,
        cfg: float = 5.0,
        steps: int = 3,
        sampler: str = "euler",
        batch: int = 1,
        size: tuple[int, int] = (8, 8),
        callback: Any = None,
        mask: Tensor | None = None,
    ) -> Tensor:
        """The sampled latent [B, 4, h, w]; not recorded unless the model is."""
        guide = guider(model or self.model)
        guide.inner_set_conds(conds or {"positive": self.encode(POSITIVE), "negative": self.encode(NEGATIVE)})
        guide.set_cfg(cfg)
        empty = torch.zeros(batch, 4, *size)
        return guide.sample(
            noise_of(7, empty), empty, sampler_object(sampler), schedule(steps), mask, callback=callback, seed=7
        )

    def record(self, *, capture: dict[str, Any] | None = None, model: Any = None, **sampling: Any) -> Any:
        """Sample with a recording and without; both must be the same picture. The recorded pass."""
        plain = self.sample(model, **sampling)
        recorded = self.sample(self.attached(model, **(capture or {})), **sampling)
        assert torch.equal(plain, recorded), "recording changed the picture"
        return self.recording.passes[-1]

    def layer_id(self, made: Any, name: str) -> str:
        """The id of the layer whose name begins so."""
        (found,) = [layer.id for layer in made.layers if layer.name.startswith(name)]
        return found


def attention_of(made: Any) -> list[dict[tuple[str, str], Any]]:
    """Return everything that was recorded of attention, by step."""
    return [{**step.cross_attention, **step.self_attention} for step in made.steps]


def assert_same_attention(first: Any, second: Any, *, rounding: float = 2e-3) -> None:
    """Two passes hold the same, up to the rounding of batched arithmetic and float16."""
    for one, other in zip(attention_of(first), attention_of(second), strict=True):
        assert one.keys() == other.keys()
        for place, value in one.items():
            for name, tensor in tensors_of(value).items():
                if tensor is None:
                    assert getattr(other[place], name) is None
                else:
                    torch.testing.assert_close(
                        tensor.float(), getattr(other[place], name).float(), rtol=rounding, atol=rounding
                    )


def reference_maps(scene: Scene, name: str, **sampling: Any) -> list[Tensor]:
    """Attention of a module [B, queries, keys], averaged over heads, in the order in which it ran unrecorded."""
    seen: dict[str, list[Tensor]] = {"to_q": [], "to_k": []}
    module = scene.network.get_submodule(name)
    handles = [
        getattr(module, part).register_forward_hook(lambda _m, _i, out, part=part: seen[part].append(out))
        for part in seen
    ]
    try:
        scene.sample(**sampling)
    finally:
        for handle in handles:
            handle.remove()
    maps = []
    for q, k in zip(seen["to_q"], seen["to_k"], strict=True):
        q, k = (t.float().unflatten(-1, (module.heads, -1)).transpose(1, 2) for t in (q, k))
        maps.append(((q @ k.transpose(-1, -2)) / q.shape[-1] ** 0.5).softmax(-1).mean(1))
    return maps
