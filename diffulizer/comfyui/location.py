"""Location of ComfyUI, its Python and our cache. Standard library only, because dev.py uses it too."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from ..errors import HostError

CURRENT = "current.json"
HOST_NEEDS = ("torch", "torchsde", "transformers", "aiohttp", "yaml")


@dataclass(frozen=True)
class Host:
    """A ComfyUI that can be started.

    Attributes:
        python: the interpreter that has the packages that ComfyUI imports.
        comfyui: the folder that holds ComfyUI's main.py.
        own: True for the tree that dev.py unpacked, into whose own output folder nobody looks.
    """

    python: Path
    comfyui: Path
    own: bool = False


def cache_root() -> Path:
    """Return the folder below which dev.py keeps its environments (DIFFULIZER_CACHE overrides it)."""
    if os.environ.get("DIFFULIZER_CACHE"):
        return Path(os.environ["DIFFULIZER_CACHE"]).expanduser().absolute()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "diffulizer"


def venv_python(folder: Path) -> Path:
    """Return the interpreter inside a virtual environment."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def write_current(host: Host, root: Path | None = None) -> None:
    """Remember the ComfyUI that dev.py set up last, for `diffulizer generate`."""
    target = (root or cache_root()) / CURRENT
    draft = target.with_name(f"{CURRENT}.{os.getpid()}")
    content = {"python": str(host.python), "comfyui": str(host.comfyui), "own": host.own}
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(target)


def read_current(root: Path | None = None) -> Host | None:
    """Return the ComfyUI that `write_current` remembered, or None if there is no usable one."""
    try:
        data = json.loads(((root or cache_root()) / CURRENT).read_text(encoding="utf-8"))
        host = Host(Path(data["python"]), Path(data["comfyui"]), bool(data["own"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return host if host.python.exists() and (host.comfyui / "main.py").is_file() else None


def find_host(comfyui: str | os.PathLike[str] | None = None) -> Host:
    """Find the ComfyUI to start: the given folder, else COMFYUI_PATH, else the one that dev.py set up.

    Raises:
        HostError: there is none, or the folder holds no ComfyUI, or no Python can run it.
    """
    current = read_current()
    named, by = (comfyui, "comfyui") if comfyui else (os.environ.get("COMFYUI_PATH"), "COMFYUI_PATH")
    if named:
        folder = check_checkout(Path(named), by)
        own = current is not None and current.own and current.comfyui == folder
        return Host(_python_for(folder, current), folder, own)
    if current is None:
        raise HostError(
            "No ComfyUI is known. Name one with --comfyui PATH (in Python, comfyui=PATH) or the variable COMFYUI_PATH, "
            "talk to a running one with --server URL (server=URL), or run `python3 dev.py demo` once; it sets one up."
        )
    return current


def check_checkout(folder: Path, by: str) -> Path:
    """Return the absolute folder, if it holds a ComfyUI.

    Raises:
        HostError: it holds none; `by` says where the path came from.
    """
    folder = folder.expanduser().absolute()
    if not (folder / "main.py").is_file() or not (folder / "comfy").is_dir():
        raise HostError(f"{by} names {folder}, which holds no ComfyUI; expected main.py and comfy/ in it.")
    return folder


def _python_for(folder: Path, current: Host | None) -> Path:
    """Find an interpreter for a checkout: this one if it has the packages that ComfyUI needs, else the checkout's, else
    dev.py's."""
    if all(importlib.util.find_spec(name) for name in HOST_NEEDS):
        return Path(sys.executable)
    candidates = [venv_python(folder / name) for name in ("venv", ".venv")]
    candidates.append(folder.parent / "python_embeded" / "python.exe")  # Windows portable spells it so
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    if current is not None:
        return current.python
    raise HostError(
        f"No Python was found that can run the ComfyUI in {folder}: it has no venv, and {sys.executable} lacks "
        f"one of {', '.join(HOST_NEEDS)}. Run this command with the Python that you start ComfyUI with."
    )
