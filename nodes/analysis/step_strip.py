"""Step Strip: the pictures of the steps in one image."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ...diffulizer.analysis.denoising import note_of
from ...diffulizer.plots.page import Page
from ...diffulizer.plots.strip import DECODED, KINDS, Frame, chosen_steps, strip_figure
from ...diffulizer.plots.style import Look
from ...diffulizer.recording import Recording as RecordingProtocol
from ...diffulizer.recording import SamplingPass
from ...diffulizer.render import Pixels, preview_latent
from ..failures import FallibleNode, stop_input
from ..host.preview import decoder
from ..host.runs import latent_format
from ..sockets import CATEGORY, check_choices, face, newer
from .figures import DARK_OR_LIGHT, drawn, figure_output, last_inputs, look_inputs
from .inputs import recording_input


class StepStrip(FallibleNode):
    """Node that shows what the model had at each step, and what it predicted."""

    @classmethod
    @face("show", "steps", "theme")
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_StepStrip",
            display_name="Step Strip",
            category=CATEGORY,
            description="Shows pictures of chosen steps side by side: the latent after the step, and the clean "
            "picture that the model predicted at that step.",
            **newer(search_aliases=["denoising steps", "intermediate images", "contact sheet", "x0"]),
            inputs=[
                recording_input(),
                io.Combo.Input(
                    "show",
                    options=list(KINDS),
                    default=next(iter(KINDS)),
                    tooltip="'latent' is the noisy picture after each step, 'x0' is the clean picture that the model "
                    "predicts at that step, and 'both' shows one above the other.",
                ),
                io.String.Input(
                    "steps",
                    default="8 evenly",
                    tooltip="Which steps, from 1: a list such as 1, 5, 10, -1, where -1 is the last one; 'every 4'; "
                    "'8 evenly', from the first to the last; or 'all'.",
                ),
                io.Boolean.Input(
                    "captions",
                    default=True,
                    tooltip="Write the number and noise level of each step, the prompt, and what is shown. Without "
                    "captions, the pictures fill the whole strip.",
                ),
                *look_inputs(1600, 560),
                *last_inputs(),
                io.Vae.Input(
                    "vae",
                    optional=True,
                    tooltip="Decodes the pictures. Without one they are coarse colours (latent RGB).",
                ),
                stop_input(),
            ],
            outputs=[figure_output("strip", "The strip, one for each image that batch_index selects.")],
        )

    @classmethod
    def validate_inputs(cls, show: str | None = None, theme: str | None = None) -> bool | str:
        return check_choices(show=(show, tuple(KINDS)), theme=(theme, DARK_OR_LIGHT))

    @classmethod
    def make(
        cls, recording: RecordingProtocol, show: str, steps: str, captions: bool, vae: Any = None, **drawing: Any
    ) -> io.NodeOutput:
        def draw(pass_: SamplingPass, item: int, look: Look) -> Page:
            frames = [Frame(i, pass_.steps[i].sigma) for i in chosen_steps(steps, len(pass_.steps))]
            method = "latent_rgb" if vae is None else "vae"
            decode, decoded, _ = decoder(method, latent_format(pass_.model.latent_format), vae)

            def picture(step: int, kind: str) -> Pixels:
                return decode(preview_latent(pass_, item, step, kind))

            return strip_figure(
                frames, picture, kinds=show, captions=captions, note=note_of(pass_), decoded=DECODED[decoded], look=look
            )

        return drawn(recording, draw, **drawing)
