"""ComfyUI's pages, which are packages of their own: fetched from the index, and looked into for what differs.

frontends.json says from which version on a page does what: how it says that it is dark, which renderers it knows in a
workflow's file, whether Nodes 2.0 hides rarely needed inputs, and what tests must know of it. An empty list of
renderers is a page that does not look at them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from diffulizer.comfyui.location import cache_root

from . import SetupError

PACKAGE = "comfyui-frontend-package"
TABLE: dict[str, Any] = json.loads((Path(__file__).parent / "frontends.json").read_text(encoding="utf-8"))
NEWEST: str = TABLE["newest"]

DARK = {
    "class of body": r"light_theme\)? *\??\s*\{?\s*document\.body\.classList",
    "class of root": r"light_theme\)? *\??\s*\{?\s*document\.documentElement\.classList",
    "style of root": r"\.colorScheme=\w+\(",
}
"""Map from a way in which a page says that it is dark to what its code then holds."""
RENDERERS = r"""\[\s*(["'`]LG["'`](?:,\s*["'`][\w-]+["'`])+)\s*\]"""
RARE = r"\boptions\??\.advanced\b"
"""Code of a page that hides rarely needed inputs in Nodes 2.0."""
NAMES = ("queue-button", "Comfy.VueNodes.Enabled", "Comfy.ColorPalette", "registerSidebarTab", "changeTracker")
"""Names in the page that panels and their tests use."""
SCRIPTS = ("scripts/app.js", "scripts/api.js")
"""Files that js/ imports."""


def page_of(version: str) -> dict[str, Any]:
    """Return what the table says of the page of a version."""
    return next(page for page in reversed(TABLE["pages"]) if numbers(page["from"]) <= numbers(version)[:2])


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers, which can be compared."""
    return tuple(map(int, version.split(".")))


def fetch(version: str) -> Path:
    """Return the folder of a frontend's files, which are fetched into the cache once.

    Raises:
        SetupError: the package index does not give it.
    """
    folder = cache_root() / f"frontend-{version}"
    static = folder / "comfyui_frontend_package" / "static"
    if (static / "index.html").is_file():
        return static
    with tempfile.TemporaryDirectory(prefix="diffulizer_frontend_") as scratch:
        command = ["download", "--quiet", "--no-deps", "--dest", scratch, f"{PACKAGE}=={version}"]
        if _pip(*command).returncode:
            raise SetupError(
                f"{PACKAGE} {version} could not be fetched from the package index. Check the network or the proxy."
            )
        with zipfile.ZipFile(next(Path(scratch).glob("*.whl"))) as wheel:
            wheel.extractall(f"{folder}.part")
    Path(f"{folder}.part").replace(folder)
    return static


def installed(python: str) -> str:
    """Return the version of the frontend that an environment's own ComfyUI shows."""
    command = [python, "-c", f"from importlib.metadata import version; print(version({PACKAGE!r}))"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def newest_of_each_minor() -> list[str]:
    """Return the newest version of each minor one that the index has, from the table's first on, in order."""
    listed = _pip("index", "versions", PACKAGE)
    if listed.returncode:
        raise SetupError(f"The package index does not list {PACKAGE}. Check the network or the proxy.")
    found = re.search(r"^Available versions: (.*)$", listed.stdout, re.MULTILINE)
    versions = re.findall(r"\b\d+\.\d+\.\d+\b(?![\w.])", found[1]) if found else []
    newest: dict[tuple[int, ...], str] = {}
    for version in sorted(versions, key=numbers):
        newest[numbers(version)[:2]] = version
    first = numbers(TABLE["pages"][0]["from"])
    return [version for minor, version in newest.items() if minor >= first]


def differences(static: Path, version: str) -> list[str]:
    """Return in what a page is not as the table says, a sentence each."""
    page = page_of(version)
    code = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in sorted(static.rglob("*.js")))
    dark = [way for way, pattern in DARK.items() if re.search(pattern, code)]
    renderers = {renderer for listed in re.findall(RENDERERS, code) for renderer in re.findall(r"[\w-]+", listed)}
    problems = []
    if page["dark"] not in dark or len(dark) != 1:
        problems.append(f"it says that it is dark by {dark or 'nothing known'}; expected {page['dark']}")
    if renderers != set(page["renderers"]):
        problems.append(f"it knows the renderers {sorted(renderers)}; expected {page['renderers']}")
    if bool(re.search(RARE, code)) != page["hides_rare_inputs_in_nodes_2"]:
        does = "shows" if page["hides_rare_inputs_in_nodes_2"] else "hides"
        problems.append(f"Nodes 2.0 {does} rarely needed inputs; expected the opposite")
    problems += [f"it has no {name}" for name in NAMES if name not in code]
    problems += [f"it has no {name}" for name in SCRIPTS if not (static / name).is_file()]
    return [f"frontend {version}: {problem}" for problem in problems]


def check() -> str:
    """Look into the newest page of each minor version; return in what they are not as the table says."""
    problems = []
    for version in newest_of_each_minor():
        found = differences(fetch(version), version)
        print(f"{version}: {page_of(version)['dark']}" if not found else "\n".join(found), flush=True)
        problems += found
    return "Pages of ComfyUI are not as tools/dev/frontends.json says, see above." if problems else ""


def _pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    python = os.environ.get("DIFFULIZER_PYTHON", sys.executable)
    command = [python, "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE)
