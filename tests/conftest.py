"""The repository for all tiers. It goes last on sys.path, where pytest's own ``pythonpath`` puts folders first:
its package ``nodes`` must never come before ComfyUI's own module of that name."""

from __future__ import annotations

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
if str(REPOSITORY) not in sys.path:
    sys.path.append(str(REPOSITORY))
