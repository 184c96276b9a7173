"""Run Info: the content of a recording, as text and as numbers for other nodes."""

from __future__ import annotations

import math
from typing import Any

from comfy_api.latest import io

from ...diffulizer.analysis.denoising import denoising_of_pass
from ...diffulizer.analysis.selection import select_items
from ...diffulizer.analysis.summary import summary_of_pass
from ...diffulizer.analysis.summary_text import text
from ...diffulizer.format import SCALAR_CHANNELS
from ...diffulizer.recording import Recording as RecordingProtocol
from ...diffulizer.recording import batch_size
from ..failures import FallibleNode, stop_input
from ..sockets import CATEGORY, check_choices, face, newer
from .inputs import as_block, batch_input, latent_input, pass_of, recording_input

METRICS = tuple(SCALAR_CHANNELS)


class RunInfo(FallibleNode):
    """Node that gives the facts of one image."""

    @classmethod
    @face("metric")
    def define_schema(cls) -> io.Schema:
        def numbers(name: str, shown: str, what: str) -> Any:
            return io.Float.Output(
                name, display_name=shown, tooltip=f"{what}, one number for each step.", is_output_list=True
            )

        return io.Schema(
            node_id="Diffulizer_RunInfo",
            display_name="Run Info",
            category=CATEGORY,
            description="Says what a recording holds: prompt, sampling, layers, words and metrics. Numbers come as "
            "lists with one entry for each step. A node that is wired to them runs once for each entry.",
            **newer(search_aliases=["recording info", "metrics", "statistics"]),
            inputs=[
                recording_input(),
                io.Combo.Input(
                    "metric",
                    options=list(METRICS),
                    default=METRICS[0],
                    tooltip="Which metric the output values has. It is NaN where it was not measured.",
                ),
                batch_input(0),
                latent_input(),
                stop_input(),
            ],
            outputs=[
                io.String.Output("text", display_name="text", tooltip="All of it, for Preview Any (Preview as Text)."),
                io.Int.Output("steps", display_name="steps", tooltip="How many steps were recorded."),
                numbers("sigmas", "sigmas", "The noise level at which the model was evaluated"),
                numbers("latent_norms", "latent norms", "The size of the latent after the step"),
                numbers("noise_norms", "noise norms", "The size of the predicted noise, or of a flow's velocity"),
                numbers("entropies", "entropies", "Over how many words the attention is spread, in nats"),
                numbers("values", "values", "The chosen metric"),
            ],
        )

    @classmethod
    def validate_inputs(cls, metric: str | None = None) -> bool | str:
        return check_choices(metric=(metric, METRICS))

    @classmethod
    def make(
        cls, recording: RecordingProtocol, metric: str, batch_index: int, latent: dict[str, Any] | None = None
    ) -> io.NodeOutput:
        pass_ = pass_of(recording, latent)
        select_items(batch_size(pass_), batch_index)
        denoising = denoising_of_pass(pass_, batch_index)
        keys = ("latent_l2_norm", "predicted_noise_l2_norm", "cross_attention_entropy", metric)
        series = [[math.nan if value is None else value for value in denoising.series(key)] for key in keys]
        summary = summary_of_pass(pass_, batch_index, denoising.metrics)
        return io.NodeOutput(as_block(text(summary)), denoising.steps, list(denoising.sigmas), *series)
