"""Common part of all tiers: the repository can be imported, and warnings are errors where they are ours.

The repository goes last on sys.path, where pytest's own ``pythonpath`` puts folders first: its package ``nodes`` must
never come before ComfyUI's own module of that name.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
if str(REPOSITORY) not in sys.path:
    sys.path.append(str(REPOSITORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the real host and its packages warn as they like: an error is there only what warns about our code."""
    tier = REPOSITORY / "tests" / "comfyui"
    for item in items:
        if tier in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("default", "error:::.*diffulizer"))
