"""Metrics Plot: how the numbers of a recording develop."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ...diffulizer.analysis.denoising import denoising_of_pass
from ...diffulizer.maths.alignment import STEP
from ...diffulizer.plots.channels import channels_of
from ...diffulizer.plots.curves import metrics_figure
from ...diffulizer.plots.progress import AXES
from ...diffulizer.recording import Recording as RecordingProtocol
from ..failures import FallibleNode, stop_input
from ..sockets import CATEGORY, check_choices, face, newer
from .figures import DARK_OR_LIGHT, drawn, figure_output, last_inputs, look_inputs
from .inputs import recording_input


class MetricsPlot(FallibleNode):
    """Node that draws a panel for each metric."""

    @classmethod
    @face("metrics", "along", "theme")
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_MetricsPlot",
            display_name="Metrics Plot",
            category=CATEGORY,
            description="Plots numbers of a recording over its steps or noise levels: sizes of latent and noise, the "
            "pull of the prompt, entropies of attention.",
            **newer(search_aliases=["chart", "latent norm", "noise norm", "attention entropy"]),
            inputs=[
                recording_input(),
                io.String.Input(
                    "metrics",
                    default="core",
                    tooltip="Which metrics get a panel: names as in metrics.json, separated by commas, such as "
                    "latent_l2_norm, guidance_cosine. 'core' takes the six that tell most, 'all' takes all.",
                ),
                io.Combo.Input(
                    "along",
                    options=list(AXES),
                    default=STEP,
                    tooltip="The horizontal axis: the step, or sigma, the noise level, from high to low. Use sigma to "
                    "compare runs of different lengths.",
                ),
                *look_inputs(1280, 800),
                *last_inputs(),
                stop_input(),
            ],
            outputs=[figure_output("plot", "The plot, one for each image that batch_index selects.")],
        )

    @classmethod
    def validate_inputs(cls, along: str | None = None, theme: str | None = None) -> bool | str:
        return check_choices(along=(along, AXES), theme=(theme, DARK_OR_LIGHT))

    @classmethod
    def make(cls, recording: RecordingProtocol, metrics: str, along: str, **drawing: Any) -> io.NodeOutput:
        channels = channels_of(metrics)
        return drawn(
            recording,
            lambda pass_, item, look: metrics_figure(denoising_of_pass(pass_, item), channels, along=along, look=look),
            **drawing,
        )
