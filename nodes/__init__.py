"""ComfyUI nodes. Only this package and the packages below it know the host."""

from __future__ import annotations

import logging
from pathlib import Path

from comfy_api.latest import ComfyExtension, io

from ..diffulizer.dataset.write.replace import mend_interrupted_replacements
from .analysis import NODES as ANALYSIS
from .capture_settings import CaptureSettingsNode
from .demo_model import DemoModel
from .edit_attention import EditAttention
from .export_run import ExportRun
from .host import routes
from .host.runs import runs_folder
from .host.web_server import warn_of_folder
from .ksampler import RecordingKSampler
from .leave_one_out import LeaveOneOut
from .load_run import LoadRun
from .record_attention import RecordAttention
from .text_encode import TextEncode
from .word_effects import WordEffects

log = logging.getLogger(__name__)

NODES: list[type[io.ComfyNode]] = [
    TextEncode,
    CaptureSettingsNode,
    RecordingKSampler,
    RecordAttention,
    EditAttention,
    LeaveOneOut,
    WordEffects,
    ExportRun,
    LoadRun,
    DemoModel,
    *ANALYSIS,
]


class DiffulizerExtension(ComfyExtension):
    """Extension that gives the host the nodes of the pack."""

    async def get_node_list(self) -> list[type[io.ComfyNode]]:
        routes.register()
        warn_of_folder(Path(__file__).resolve().parents[1].name)
        try:
            for run in mend_interrupted_replacements(runs_folder()):
                log.info("Restored %s, whose replacement was not finished.", run)
        except OSError as error:
            log.warning("Interrupted exports in %s could not be tidied up: %s", runs_folder(), error)
        return NODES
