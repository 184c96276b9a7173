"""The two example runs that the repository holds, as the files of `presets/` and as folders."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
import zipfile
from pathlib import Path

PRESETS = Path(__file__).resolve().parents[1] / "presets"
STYLES = ("photo", "cartoon")


def preset_archive(style: str, presets: Path = PRESETS) -> Path:
    """Return the path of the .zip of a style's run."""
    return presets / f"{style}.zip"


@functools.cache
def preset_folder(style: str, presets: Path = PRESETS) -> Path:
    """Unpack a style's run into a temporary folder, once; Python removes it when it ends.

    Returns:
        the folder of the run, named as the style.
    """
    scratch = Path(tempfile.mkdtemp(prefix="diffulizer_preset_"))
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    with zipfile.ZipFile(preset_archive(style, presets)) as archive:
        archive.extractall(scratch / style)
    return scratch / style
