"""Path to ComfyUI, which importing this module puts on the import path, for programs that run outside it.

`diffulizer.comfyui.location.find_host` chooses the ComfyUI.
"""

from __future__ import annotations

import importlib
import sys

import torch

from diffulizer.comfyui.location import find_host

COMFYUI = find_host().comfyui
if str(COMFYUI) not in sys.path:
    sys.path.insert(0, str(COMFYUI))
importlib.import_module("utils.extra_config")  # first, as in main.py: later comfy.utils takes the name

from comfy.cli_args import args  # noqa: E402

if not torch.cuda.is_available():
    args.cpu = True
