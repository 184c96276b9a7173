"""ComfyUI nodes. Only this package and what lies below it know the host."""

from __future__ import annotations

from comfy_api.latest import ComfyExtension, io

from .capture_settings import CaptureSettingsNode
from .demo_model import DemoModel
from .export_run import ExportRun
from .ksampler import RecordingKSampler
from .record_attention import RecordAttention
from .text_encode import TextEncode

NODES: list[type[io.ComfyNode]] = [
    TextEncode,
    CaptureSettingsNode,
    RecordingKSampler,
    RecordAttention,
    ExportRun,
    DemoModel,
]


class DiffulizerExtension(ComfyExtension):
    """What the host asks the pack for."""

    async def get_node_list(self) -> list[type[io.ComfyNode]]:
        return NODES
