"""The archive that the registry gets: what git tracks, without what .comfyignore names."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

from pathspec import GitIgnoreSpec

ROOT = Path(__file__).resolve().parents[2]


def files() -> list[str]:
    """Paths of all files in it."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True).stdout
    tracked = [path for path in listed.decode().split("\0") if path and (ROOT / path).is_file()]
    ignored = GitIgnoreSpec.from_lines((ROOT / ".comfyignore").read_text(encoding="utf-8").splitlines())
    return [path for path in tracked if not ignored.match_file(path)]


def pack(archive: Path) -> Path:
    """Write it as ``comfy node publish`` does."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for path in files():
            target.write(ROOT / path, path)
    return archive
