"""Nodes that take a recording and give out pictures, masks, text and numbers."""

from __future__ import annotations

from comfy_api.latest import io

from .run_info import RunInfo
from .self_attention_map import SelfAttentionMap
from .token_heatmap import TokenHeatmap

NODES: list[type[io.ComfyNode]] = [
    TokenHeatmap,
    SelfAttentionMap,
    RunInfo,
]
