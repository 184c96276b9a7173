"""Capture: from q, k, x and denoised, as a sampler produces them, to the steps of a recording."""

from __future__ import annotations

from .recorder import PassRecorder

__all__ = ["PassRecorder"]
