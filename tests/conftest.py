"""Paths for all tiers. The repository goes last on sys.path: its package ``nodes`` must never come
before ComfyUI's own module of that name."""

from __future__ import annotations

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
for folder in (REPOSITORY, *(REPOSITORY / "tests" / tier for tier in ("unit", "nodes", "comfyui"))):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
