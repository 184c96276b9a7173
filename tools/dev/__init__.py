"""The commands of dev.py: the environment that they run in, the demo, and every check and test.

Standard library only, because these modules run before anything is installed. The environment lies in the user's
cache folder (DIFFULIZER_CACHE overrides it), keyed by what it is made from: a second clone shares it, a changed
requirement makes a new one. COMFYUI_PATH names a ComfyUI checkout to use; without it, one comes from the package index.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The repository's folder."""


class SetupError(Exception):
    """Something that the user can mend; the message says what and how."""
