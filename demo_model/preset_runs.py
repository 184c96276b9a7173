"""The example runs that the repository holds, as the files of `presets/` and as folders."""

from __future__ import annotations

import atexit
import functools
import json
import shutil
import tempfile
import zipfile
from pathlib import Path

PRESETS = Path(__file__).resolve().parents[1] / "presets"
_LIST = json.loads((PRESETS / "presets.json").read_text(encoding="utf-8"))
PROMPTS: dict[str, str] = _LIST["prompts"]
"""Prompt of each run by the run's name; the viewer reads the same file."""
PAIR: tuple[str, str] = tuple(_LIST["pair"])
"""The two runs whose prompts differ by one word."""


def preset_archive(name: str, presets: Path = PRESETS) -> Path:
    """Return the path of a run's .zip."""
    return presets / f"{name}.zip"


@functools.cache
def preset_folder(name: str, presets: Path = PRESETS) -> Path:
    """Unpack a run into a temporary folder, once; Python removes it when it ends.

    Returns:
        the folder of the run, of that name.
    """
    scratch = Path(tempfile.mkdtemp(prefix="diffulizer_preset_"))
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    with zipfile.ZipFile(preset_archive(name, presets)) as archive:
        archive.extractall(scratch / name)
    return scratch / name
