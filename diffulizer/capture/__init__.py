"""Capture: from q, k, x and denoised, as a sampler produces them, to the steps of a recording."""

from __future__ import annotations

from .attention_recorder import AttentionCall
from .recorder import PassRecorder

__all__ = ["AttentionCall", "PassRecorder"]
