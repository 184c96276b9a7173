"""Nodes that turn a recording into pictures, masks, text and numbers."""

from __future__ import annotations

from comfy_api.latest import io

from .compare_runs import CompareRuns
from .metrics_plot import MetricsPlot
from .run_info import RunInfo
from .self_attention_map import SelfAttentionMap
from .step_strip import StepStrip
from .token_dominance_plot import TokenDominancePlot
from .token_heatmap import TokenHeatmap
from .trajectory_plot import TrajectoryPlot
from .word_step_matrix import WordStepMatrix

NODES: list[type[io.ComfyNode]] = [
    TokenHeatmap,
    SelfAttentionMap,
    StepStrip,
    MetricsPlot,
    TrajectoryPlot,
    TokenDominancePlot,
    WordStepMatrix,
    CompareRuns,
    RunInfo,
]
