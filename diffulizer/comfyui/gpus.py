"""GPUs of this machine, as the Python that runs ComfyUI finds them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

VISIBLE = ("HIP_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES")
"""Variables that say which GPUs a process may use. AMD's builds of torch read both, the first of them first."""
_KIND = (
    "import torch; print('cuda' if torch.cuda.is_available() else "
    "'mps' if torch.backends.mps.is_available() else 'none')"
)
_COUNT = "import torch; print(torch.cuda.device_count())"


def find_gpu(python: Path) -> str | None:
    """Return the device that torch would find: "cuda", "mps" or None. torch is started only where one may exist."""
    kind = _answer(python, _KIND)
    return kind if kind in ("cuda", "mps") else None


def count_gpus(python: Path) -> int:
    """Return how many CUDA devices torch finds, those of AMD included; 0 where there is none."""
    number = _answer(python, _COUNT)
    return int(number) if number.isdigit() else 0


def only_gpu(number: int) -> dict[str, str]:
    """Return the variables that let a process see one GPU.

    Args:
        number: its place among those that this process may use, from 0.
    """
    name = next((name for name in VISIBLE if os.environ.get(name)), VISIBLE[-1])
    ids = [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]
    return {name: ids[number] if number < len(ids) else str(number)}


def _answer(python: Path, question: str) -> str:
    """Return the last word that Python prints; empty where there is no device that torch could use."""
    if sys.platform.startswith("linux"):
        devices = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")  # NVIDIA, AMD, either one under WSL
        if not any(Path(name).exists() for name in devices):
            return ""
    reply = subprocess.run([str(python), "-c", question], capture_output=True, text=True, check=False)
    return (reply.stdout.split() or [""])[-1]
