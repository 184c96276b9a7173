"""KSampler (Diffulizer): ComfyUI's KSampler with a recording."""

from __future__ import annotations

from typing import Any

import comfy.samplers
import nodes as host_nodes
from comfy_api.latest import io

from ..diffulizer.capture.memory import MemoryRecording
from ..diffulizer.recording import failure_of
from ..diffulizer.settings import CaptureSettings
from .failures import RetriedNode, ui_of
from .host.attach import StepPicture, attach
from .host.guard import guarded
from .host.preview import live_preview
from .sockets import CAPTURE_TOOLTIP, CATEGORY, RECORDING_TOOLTIP, Capture, Recording, check_choices, newer


def sampling_inputs() -> list[Any]:
    """Return the inputs of ComfyUI's KSampler."""
    return [
        io.Model.Input("model", tooltip="The model used for denoising the input latent."),
        io.Int.Input(
            "seed",
            default=0,
            min=0,
            max=0xFFFFFFFFFFFFFFFF,
            control_after_generate=True,
            tooltip="The random seed used for creating the noise.",
        ),
        io.Int.Input(
            "steps",
            default=20,
            min=1,
            max=10000,
            tooltip="The number of steps used in the denoising process.",
        ),
        io.Float.Input(
            "cfg",
            default=8.0,
            min=0.0,
            max=100.0,
            step=0.1,
            round=0.01,
            tooltip="The guidance scale: how strongly the prediction with the prompt is favoured over the one "
            "with the negative prompt. 1 switches guidance off.",
        ),
        io.Combo.Input(
            "sampler_name",
            options=comfy.samplers.KSampler.SAMPLERS,
            tooltip="The algorithm used when sampling.",
        ),
        io.Combo.Input(
            "scheduler",
            options=comfy.samplers.KSampler.SCHEDULERS,
            tooltip="How noise levels are spread over the steps.",
        ),
        io.Conditioning.Input("positive", tooltip="What the image should show."),
        io.Conditioning.Input("negative", tooltip="What the image should not show."),
        io.Latent.Input("latent_image", tooltip="The latent image to denoise."),
        io.Float.Input(
            "denoise",
            default=1.0,
            min=0.0,
            max=1.0,
            step=0.01,
            tooltip="The amount of denoising; lower values keep the structure of the initial image.",
        ),
    ]


def check_sampling(sampler_name: str | None, scheduler: str | None) -> bool | str:
    """Check the choices among ``sampling_inputs``, as ``check_choices`` does."""
    return check_choices(
        sampler_name=(sampler_name, comfy.samplers.KSampler.SAMPLERS),
        scheduler=(scheduler, comfy.samplers.KSampler.SCHEDULERS),
    )


def preview_with(vae: Any, model: Any, steps: int) -> StepPicture | None:
    """Return what decodes the pictures of a panel with a VAE; None without one, or if it can't."""
    if vae is None:
        return None
    return guarded(lambda: live_preview(model, vae, steps), "This VAE can't make live previews.")


class RecordingKSampler(RetriedNode):
    """Node with KSampler's inputs, its LATENT bit for bit, and a recording."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_KSampler",
            display_name="KSampler (Diffulizer)",
            category=CATEGORY,
            description="Samples exactly as KSampler does and records each step beside it: the latent, the prediction, "
            "and the attention to each word.",
            **newer(search_aliases=["attention map", "cross attention", "record attention", "record sampling", "DAAM"]),
            inputs=[
                *sampling_inputs(),
                Capture.Input("capture", optional=True, tooltip=CAPTURE_TOOLTIP),
                io.Vae.Input(
                    "vae",
                    optional=True,
                    tooltip="Used for live previews only. The panel shows each step decoded with this VAE while there"
                    " is memory for it. The result stays the same.",
                ),
            ],
            outputs=[
                io.Latent.Output("latent", display_name="LATENT", tooltip="The denoised latent, as KSampler's."),
                Recording.Output("recording", display_name="recording", tooltip=RECORDING_TOOLTIP),
            ],
        )

    @classmethod
    def validate_inputs(cls, sampler_name: str | None = None, scheduler: str | None = None) -> bool | str:
        return check_sampling(sampler_name, scheduler)

    @classmethod
    def execute(
        cls,
        model: Any,
        seed: int,
        steps: int,
        cfg: float,
        sampler_name: str,
        scheduler: str,
        positive: Any,
        negative: Any,
        latent_image: Any,
        denoise: float,
        capture: CaptureSettings | None = None,
        vae: Any = None,
    ) -> io.NodeOutput:
        recording = MemoryRecording()
        sampled = attach(model, recording, capture or CaptureSettings(), preview_with(vae, model, steps))
        (latent,) = host_nodes.common_ksampler(
            sampled,
            seed,
            steps,
            cfg,
            sampler_name,
            scheduler,
            positive,
            negative,
            latent_image,
            denoise=denoise,
        )
        return io.NodeOutput(latent, recording, ui=ui_of(failure_of(recording)))
