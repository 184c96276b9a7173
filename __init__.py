"""Diffulizer for ComfyUI. The host is imported when it asks for the nodes, never before."""

from __future__ import annotations

from typing import Any

__all__ = ["WEB_DIRECTORY", "comfy_entrypoint"]

WEB_DIRECTORY = "./js"
"""What the host's page loads: every .js below it."""


async def comfy_entrypoint() -> Any:
    """ComfyUI calls this once at start-up to learn which nodes there are."""
    from .nodes import DiffulizerExtension

    return DiffulizerExtension()
