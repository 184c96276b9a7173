"""Attachment of a recorder for the nodes that record."""

from __future__ import annotations

from typing import Any

from ..diffulizer.capture.memory import MemoryRecording
from ..diffulizer.errors import SettingsError
from ..diffulizer.settings import CaptureSettings
from .failures import Failures
from .host.attach import StepListener, attach


def recorded(
    model: Any, capture: CaptureSettings | SettingsError | None, on_step: StepListener | None = None
) -> tuple[Any, MemoryRecording]:
    """Return the model with a recorder attached, and its recording.

    A model that can't be recorded is returned as it is, because the picture comes first. Its recording has the reason
    in ``failures``.

    Args:
        model: the host's ModelPatcher.
        capture: what to record, or why that is not known.
        on_step: called with each step.
    """
    recording, failures = MemoryRecording(), Failures()

    def attached() -> Any:
        if isinstance(capture, SettingsError):
            raise capture
        return attach(model, recording, capture or CaptureSettings(), on_step)

    recorded_model = failures.guard(attached)
    recording.failures += failures.reasons
    return model if recorded_model is None else recorded_model, recording
