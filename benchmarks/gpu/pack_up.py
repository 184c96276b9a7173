"""Assemble the folder that travels to the machine with the GPU: this repository's part, hosts, and missing wheels.

    python benchmarks/gpu/pack_up.py --host COMFYUI --host NEWER_COMFYUI

It prints what is in the folder, what of the repository stays behind, and how large each is. The folder is not tracked:
nothing of other people's code becomes part of the repository.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TRAVEL = Path(__file__).resolve().parent / "travel"
LIMIT_MB = 60
NEEDED = ("__init__.py", "LICENSE", "benchmarks/", "demo_model/", "diffulizer/", "nodes/", "pyproject.toml")
"""Beginnings of the paths of the repository that travel."""
NOT_RUN = (".jpg", ".md", ".png", ".safetensors")
HOST_LEAVES = {
    ".ci", ".git", ".github", "alembic_db", "blueprints", "comfy_api_nodes", "comfy_extras", "custom_nodes", "input",
    "models", "notebooks", "output", "script_examples", "temp", "tests", "tests-unit", "user", "web", "__pycache__",
}  # fmt: skip
"""Folders of a ComfyUI that sampling does without."""
WHEELS = ("torchsde", "trampoline", "psutil", "comfy-aimdo", "comfy-kitchen")
"""Packages that a host imports when it samples and the machine lacks; the last two by newer hosts alone."""
PURE = "comfy-kitchen"
"""Its wheel without compiled code is chosen: the other one alone has 58 MB."""
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
PYTHON = "3.12"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", type=Path, action="append", required=True, help="a ComfyUI's folder")
    parser.add_argument("--into", type=Path, default=TRAVEL)
    given = parser.parse_args(arguments)
    shutil.rmtree(given.into, ignore_errors=True)
    for folder in ("hosts", "wheels", "repository"):
        (given.into / folder).mkdir(parents=True)
    for host in given.host:
        pack_host(host, given.into / "hosts")
    for name in WHEELS:
        download(name, given.host, given.into / "wheels")
    left = copy_repository(given.into / "repository")
    print(f"{given.into}:")
    for path in sorted((*given.into.glob("hosts/*"), *given.into.glob("wheels/*"), given.into / "repository")):
        print(f"  {megabytes(path):6.2f} MB  {path.relative_to(given.into)}")
    print("Of the repository, this stays behind:")
    for name, size in left.most_common():
        print(f"  {size / 1e6:6.2f} MB  {name}")
    total = megabytes(given.into)
    print(f"{total:.1f} MB travel; at most {LIMIT_MB} may.")
    if total > LIMIT_MB:
        sys.exit(f"The folder has {total:.1f} MB, expected at most {LIMIT_MB}: leave out a host.")


def pack_host(host: Path, into: Path) -> None:
    """Pack a ComfyUI, named after its version, without what sampling does not need."""
    version = re.search(r'__version__ = "([\d.]+)"', (host / "comfyui_version.py").read_text(encoding="utf-8"))
    if version is None:
        raise ValueError(f'{host / "comfyui_version.py"} states no version; expected __version__ = "X.Y.Z".')

    def wanted(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
        parts = Path(entry.name).parts
        return None if parts and (parts[0] in HOST_LEAVES or "__pycache__" in parts) else entry

    with tarfile.open(into / f"{version[1]}.tar.xz", "w:xz") as tar:
        tar.add(host, ".", filter=wanted)


def download(name: str, hosts: Sequence[Path], into: Path) -> None:
    """Download the wheel that a host names the version of; packages that no host names are what others require."""
    lines = [line for host in hosts for line in (host / "requirements.txt").read_text(encoding="utf-8").splitlines()]
    named = [line.strip() for line in lines if re.split(r"[^\w-]", line.strip(), maxsplit=1)[0] == name]
    if not named and name.startswith("comfy-"):
        return
    platforms = ["any"] if name == PURE else PLATFORMS
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", str(into)]
    command += ["--python-version", PYTHON, "--implementation", "cp"]
    command += [word for platform in platforms for word in ("--platform", platform)]
    subprocess.run([*command, named[-1] if named else name], check=True)


def copy_repository(into: Path) -> Counter[str]:
    """Copy the tracked files that are needed; return the bytes of the rest, by the folder that they are in."""
    left: Counter[str] = Counter()
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        source = ROOT / name
        if name.startswith(NEEDED) and not name.endswith(NOT_RUN):
            target = into / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        else:
            left[name.partition("/")[0] + ("/" if "/" in name else "")] += source.stat().st_size
    return left


def megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


if __name__ == "__main__":
    main()
