"""Record Attention: records the model in whatever sampler it is connected to."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ..diffulizer.capture.memory import MemoryRecording
from ..diffulizer.recording import failure_of
from ..diffulizer.settings import CaptureSettings
from .failures import RetriedNode, ui_of
from .host.attach import attach
from .sockets import CAPTURE_TOOLTIP, CATEGORY, RECORDING_TOOLTIP, Capture, Recording, newer


class RecordAttention(RetriedNode):
    """Node that takes a MODEL and returns it with a recorder attached. It works with every sampler node."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_RecordAttention",
            display_name="Record Attention",
            category=CATEGORY,
            description="Records attention, latents and predictions of every sampler that the model is connected "
            "to: KSampler (Advanced), SamplerCustom, SamplerCustomAdvanced and those of other packs. "
            "The picture stays the same, bit for bit.",
            **newer(
                search_aliases=["attention map", "cross attention", "self attention", "attention recorder", "DAAM"]
            ),
            inputs=[
                io.Model.Input("model", tooltip="The model to record. Put this node after LoRAs and other patches."),
                Capture.Input("capture", optional=True, tooltip=CAPTURE_TOOLTIP),
            ],
            outputs=[
                io.Model.Output(
                    "recorded_model", display_name="MODEL", tooltip="The same model; wire it to a sampler."
                ),
                Recording.Output("recording", display_name="recording", tooltip=RECORDING_TOOLTIP),
            ],
            # Two of these nodes with equal inputs must not share one recording. (The host ignores a hidden
            # unique_id of V3 nodes when it makes cache keys.)
            not_idempotent=True,
        )

    @classmethod
    def execute(cls, model: Any, capture: CaptureSettings | None = None) -> io.NodeOutput:
        recording = MemoryRecording()
        attached = attach(model, recording, capture or CaptureSettings())
        return io.NodeOutput(attached, recording, ui=ui_of(failure_of(recording)))
