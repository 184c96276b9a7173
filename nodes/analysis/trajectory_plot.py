"""Trajectory Plot: the latent's path through its space."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ...diffulizer.analysis.denoising import note_of
from ...diffulizer.metrics import compute_pca
from ...diffulizer.plots.trajectory import trajectory_figure
from ...diffulizer.recording import Recording as RecordingProtocol
from ..failures import FallibleNode, stop_input
from ..sockets import CATEGORY, check_choices, face, newer
from .figures import DARK_OR_LIGHT, drawn, figure_output, last_inputs, look_inputs
from .inputs import recording_input


class TrajectoryPlot(FallibleNode):
    """Node that draws two principal components of the latents."""

    @classmethod
    @face("predictions", "theme")
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_TrajectoryPlot",
            display_name="Trajectory Plot",
            category=CATEGORY,
            description="Plots the path of the latent from the first step to the last, seen along the two directions "
            "in which it moves most (PCA).",
            **newer(search_aliases=["latent path", "latent PCA", "chart"]),
            inputs=[
                recording_input(),
                io.Boolean.Input(
                    "predictions",
                    default=True,
                    tooltip="Also draw the clean latents that the model predicts, along the same directions.",
                ),
                *look_inputs(1024, 768),
                *last_inputs(),
                stop_input(),
            ],
            outputs=[figure_output("plot", "The plot, one for each image that batch_index selects.")],
        )

    @classmethod
    def validate_inputs(cls, theme: str | None = None) -> bool | str:
        return check_choices(theme=(theme, DARK_OR_LIGHT))

    @classmethod
    def make(cls, recording: RecordingProtocol, predictions: bool, **drawing: Any) -> io.NodeOutput:
        return drawn(
            recording,
            lambda pass_, item, look: trajectory_figure(
                compute_pca(pass_, item), note=note_of(pass_), look=look, clean=predictions
            ),
            **drawing,
        )
