"""Socket types of the pack and the category of its nodes."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Mark a rarely needed input. Hosts that do not know the mark ignore it; as an argument they would refuse it."""
    widget.extra_dict = {**(widget.extra_dict or {}), "advanced": True}
    return widget


def check_choices(**choices: tuple[str | None, Sequence[str]]) -> bool | str:
    """Check combo inputs for ``validate_inputs``, because the host itself checks those of V1 nodes only.

    Args:
        choices: for each input, the value (None if it is linked) and the options.
    """
    for name, (value, options) in choices.items():
        if value is not None and value not in options:
            return f"{name} is {value!r}; expected one of {', '.join(options)}."
    return True
