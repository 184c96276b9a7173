"""Capture: turns the q, k, x and denoised that a sampler produces into the steps of a recording."""

from __future__ import annotations

from .attention_recorder import AttentionCall, Chunk
from .recorder import PassRecorder

__all__ = ["AttentionCall", "Chunk", "PassRecorder"]
