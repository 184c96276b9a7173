"""The pack Diffulizer for ComfyUI. The host is imported when it requests the nodes, never before."""

from __future__ import annotations

from typing import Any

__all__ = ["WEB_DIRECTORY", "comfy_entrypoint"]

WEB_DIRECTORY = "./js"
"""Folder whose .js files the host's page loads."""


async def comfy_entrypoint() -> Any:
    """Return the extension that lists the nodes; ComfyUI calls this once at start-up."""
    from .nodes import DiffulizerExtension

    return DiffulizerExtension()
