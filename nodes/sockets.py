"""Socket types of the pack and the category of its nodes."""

from __future__ import annotations

from typing import TypeVar

from comfy_api.latest import io

WidgetT = TypeVar("WidgetT", bound=io.WidgetInput)

CATEGORY = "Diffulizer"
Recording = io.Custom("DIFFULIZER_RECORDING")
Capture = io.Custom("DIFFULIZER_CAPTURE")

RECORDING_TOOLTIP = (
    "What was recorded: per step the latent, the predicted noise and the attention. Wire it to Export Diffulizer Run."
)
CAPTURE_TOOLTIP = "What to record. Leave it open for sensible defaults."


def advanced(widget: WidgetT) -> WidgetT:
    """Mark a rarely needed input. Hosts that know no such mark ignore it; as an argument they refuse it."""
    widget.extra_dict = {**(widget.extra_dict or {}), "advanced": True}
    return widget
