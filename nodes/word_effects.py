"""Word Effects: a picture, sampled again without each of its words."""

from __future__ import annotations

from typing import Any

import nodes as host_nodes
import numpy as np
import torch
from comfy_api.latest import io
from torch import Tensor

from ..diffulizer.analysis.removals_text import removals_text
from ..diffulizer.capture.memory import MemoryPass, MemoryRecording
from ..diffulizer.dataset.layout import LATENT
from ..diffulizer.edits import ALL, AttentionEdit
from ..diffulizer.left_out import LeftOut
from ..diffulizer.plots.removals import contact_sheet, sheet_look, without_words
from ..diffulizer.plots.style import DARK
from ..diffulizer.recording import batch_size, newest_pass
from ..diffulizer.render import preview_latent, to_pixels
from ..diffulizer.settings import CaptureSettings
from .failures import RetriedNode
from .host.attach import attach
from .host.interrupted import kept_if_stopped
from .host.preview import decoder
from .host.removals import WordRemovals
from .host.runs import latent_format
from .ksampler import check_sampling, preview_with, sampling_inputs
from .sockets import (
    CAPTURE_TOOLTIP,
    CATEGORY,
    RECORDING_TOOLTIP,
    Capture,
    LeftOutWords,
    Recording,
    face,
    newer,
)


class WordEffects(RetriedNode):
    """Node that samples as KSampler does, then again without each word, and shows what each one did."""

    @classmethod
    @face("seed", "steps", "cfg", "sampler_name", "scheduler", "denoise", "words")
    def define_schema(cls) -> io.Schema:
        default = AttentionEdit("*")
        return io.Schema(
            node_id="Diffulizer_WordEffects",
            display_name="Word Effects",
            category=CATEGORY,
            description="Samples a picture, and then again from the same noise without each of its words, to show what "
            "each word did: where the picture changes, and from which step on. One seed is one example.",
            **newer(search_aliases=["remove word", "ablation", "word importance", "what if", "causal", "word effect"]),
            inputs=[
                *sampling_inputs(),
                io.String.Input(
                    "words",
                    default="",
                    tooltip="Words or phrases of the prompt, separated by commas: circle, red circle. Each one takes "
                    "as long as the picture itself, and so does a sampling that removes nothing. Empty means each "
                    "word.",
                ),
                io.String.Input(
                    "layers",
                    default=ALL,
                    tooltip="The cross-attention layers that words are removed from: '*' is all, 'auto' those that see "
                    "one of the words most clearly at the first step. encoder, middle and decoder are parts of the "
                    "network, and name patterns work too.",
                ),
                io.Int.Input(
                    "start_step",
                    default=default.start_step,
                    min=-10_000,
                    max=10_000,
                    tooltip="The first step at which words are removed, from 1. Below 0 it counts from the end.",
                ),
                io.Int.Input(
                    "end_step",
                    default=default.end_step,
                    min=-10_000,
                    max=10_000,
                    tooltip="The last step at which they are. -1 is the last step.",
                ),
                Capture.Input("capture", optional=True, tooltip=CAPTURE_TOOLTIP),
                io.Vae.Input(
                    "vae",
                    optional=True,
                    tooltip="Decodes the pictures. Without it they are coarse colours.",
                ),
                LeftOutWords.Input(
                    "left_out",
                    optional=True,
                    tooltip="From Leave One Out: its words are left out of the text, instead of being removed from the "
                    "attention. The inputs words, layers and steps then have no meaning.",
                ),
            ],
            outputs=[
                io.Latent.Output("latent", display_name="LATENT", tooltip="The denoised latent, as KSampler's."),
                Recording.Output(
                    "recording",
                    display_name="recording",
                    tooltip=f"{RECORDING_TOOLTIP} The run then has the pictures without each word too.",
                ),
                io.Image.Output(
                    "sheet",
                    display_name="sheet",
                    tooltip="The picture, what it is without each word, and where that changes it.",
                ),
                io.Image.Output(
                    "pictures", display_name="pictures", tooltip="The picture without each word, in their order."
                ),
                io.String.Output("table", display_name="table", tooltip="What changes without each word, in numbers."),
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
        words: str = "",
        layers: str = ALL,
        start_step: int = 1,
        end_step: int = -1,
        capture: CaptureSettings | None = None,
        vae: Any = None,
        left_out: LeftOut | None = None,
    ) -> io.NodeOutput:
        removals = WordRemovals(
            model,
            positive,
            negative,
            words=words,
            layers=layers,
            start_step=start_step,
            end_step=end_step,
            left_out=left_out,
        )
        recording = MemoryRecording()

        def sample(sampled: Any, prompt: Any) -> dict[str, Any]:
            (latent,) = host_nodes.common_ksampler(
                sampled, seed, steps, cfg, sampler_name, scheduler, prompt, negative, latent_image, denoise=denoise
            )
            return dict(latent)

        def newest() -> MemoryPass | None:
            return recording.passes[-1] if recording.passes else None

        settings = removals.recorded_with(capture or CaptureSettings())
        recorded = attach(model, recording, settings, preview_with(vae, model, steps))
        with kept_if_stopped(recording):
            latent = removals.sample(recorded, sample, newest)
            newest_pass(recording)  # says why, if it could not be recorded
            return io.NodeOutput(latent, recording, *_shown(recording.passes[-1], vae))


def _shown(pass_: MemoryPass, vae: Any) -> tuple[Tensor, Tensor, str]:
    """Return the sheet of each image of the batch, their pictures without each word, and the table."""
    held = pass_.removals
    assert held is not None
    decode, _, _ = decoder("vae", latent_format(pass_.model.latent_format), vae)
    last, sheets, every, texts = len(pass_.steps) - 1, [], [], []
    for item in range(batch_size(pass_)):
        base = to_pixels(decode(preview_latent(pass_, item, last, LATENT)))
        pictures = [to_pixels(held.picture(item, word, decode)) for word in range(len(held.removed.words))]
        shown = without_words(pass_, item, base, pictures)
        sheets.append(contact_sheet(shown, sheet_look(shown, DARK)).pixels())
        every += pictures
        texts.append(removals_text([row.as_dict() for row in shown.rows], shown.steps))
    return _image(sheets), _image(every), "\n\n".join(texts)


def _image(pictures: list[Any]) -> Tensor:
    return torch.from_numpy(np.stack(pictures).astype(np.float32) / 255)
