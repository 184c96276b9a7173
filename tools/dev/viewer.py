"""The viewer's part of `dev.py test`: its commands, and three checks that are more than a command.

All packages are installed in web_viewer/node_modules.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from . import ROOT, frontends
from .plan import Check

VIEWER = ROOT / "web_viewer"
DIST = VIEWER / "dist"
NODE = (20, 19)
FAILED = "The panels fail in ComfyUI's page, see above."


def checks(fast: bool) -> list[Check]:
    """List the checks of the viewer; where Node.js is missing, the only one fails with that sentence.

    Args:
        fast: leave out the checks that need a browser.
    """
    npm = shutil.which("npm")
    problem = node_problem()
    if problem or npm is None:
        return [Check("viewer", problem=problem)]
    own = [sys.executable, str(ROOT / "dev.py"), "viewer"]
    run = [npm, "--prefix", str(VIEWER), "run"]
    packages, lint = Check("viewer packages", [*own, "packages"]), Check("viewer lint", [*run, "lint"])
    tests = Check("viewer tests", [*run, "test"])
    if fast:
        return [packages, lint, Check("viewer types", [*run, "types"]), tests]
    return [
        packages,
        lint,
        Check("viewer types and build", [*run, "build"]),
        Check("viewer dist", [*own, "dist"]),
        tests,
        Check("viewer in a browser", [*run, "test:browser"]),
        Check("panels in ComfyUI", [*own, "panels"]),
    ]


def node_problem() -> str:
    """Explain why Node.js can't be used; an empty text means that it can."""
    wanted = "The viewer's checks need Node.js {}.{} or newer with npm".format(*NODE)
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return f"{wanted}, which was not found. Install it from nodejs.org or with your system's packages."
    version_line = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    version = tuple(int(part) for part in re.findall(r"\d+", version_line)[:2])
    return "" if version >= NODE else f"{wanted}; {node} is {version_line or 'no Node.js'}. Install a newer one."


def packages() -> str:
    """Install the packages of the lock file if they are missing; return why that failed, or an empty text."""
    stamp = VIEWER / "node_modules" / ".installed"
    wanted = hashlib.sha256((VIEWER / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        print("They are as the lock file says.")
        return ""
    command = [shutil.which("npm") or "npm", "--prefix", str(VIEWER), "ci", "--no-audit", "--no-fund"]
    if subprocess.run(command, check=False).returncode:
        return "npm ci failed; the lines above say why. It needs the package registry: check the network or the proxy."
    stamp.write_text(wanted, encoding="utf-8")
    return ""


def dist() -> str:
    """Check that the viewer as just built is the committed one, is light enough, and names no path of this machine."""
    for file in sorted(DIST.glob("assets/*")):
        if str(ROOT).encode() in file.read_bytes():
            return f"{file} names {ROOT}, a folder of this machine. Paths in it must be relative."
    if not git("ls-files"):
        print("skipped: web_viewer/dist is not committed yet, or this is no git checkout")
        return ""
    changed = sorted({*git("diff", "--name-only"), *git("ls-files", "--others")})
    if not changed:
        print("It is what is committed.")
        return ""
    print(*changed, sep="\n")
    return "The build differs from what is committed, see above. It is in web_viewer/dist now: commit it."


def panels() -> str:
    """Test the panels in ComfyUI's page, with its own frontend and with the newest one; return why that failed, or an
    empty text.

    Both at the same time, each with a server of its own. vitest.comfyui.config.ts says which tests run in which.
    With DIFFULIZER_FRONTEND, that version alone is tested.
    """
    wanted = os.environ.get("DIFFULIZER_FRONTEND")
    if wanted:
        return "" if _panels_in(wanted, frontends.fetch(wanted)).wait() == 0 else FAILED
    newest = frontends.fetch(frontends.NEWEST)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as words:
        with _panels_in(frontends.installed(_python()), None, words) as own:
            status = _panels_in(frontends.NEWEST, newest).wait()
        words.seek(0)
        print(words.read(), flush=True)
    return FAILED if own.returncode or status else ""


def _panels_in(version: str, static: Path | None, words: IO[str] | None = None) -> subprocess.Popen[bytes]:
    """Start the tests of the panels in the page of a version, of a folder where it is not the host's own."""
    command = [shutil.which("npm") or "npm", "--prefix", str(VIEWER), "run", "test:comfyui"]
    variables = {**os.environ, "DIFFULIZER_FRONTEND": version, "DIFFULIZER_FRONTEND_FOLDER": str(static or "")}
    return subprocess.Popen(command, env=variables, stdout=words, stderr=subprocess.STDOUT if words else None)


def _python() -> str:
    return os.environ.get("DIFFULIZER_PYTHON", sys.executable)


def git(*arguments: str) -> list[str]:
    """Return the lines that git prints about web_viewer/dist; none where there is no git or no checkout."""
    command = ["git", "-C", str(ROOT), *arguments, "--", "web_viewer/dist"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return []
    return [line for line in done.stdout.splitlines() if line] if done.returncode == 0 else []


OWN: dict[str, Callable[[], str]] = {
    "dist": dist,
    "frontends": frontends.check,
    "packages": packages,
    "panels": panels,
}
"""Checks that are more than a command; each returns why it failed, or an empty text."""


def run(name: str) -> int:
    """Run one of our own checks; return the status to exit with."""
    problem = node_problem() or OWN[name]()
    if problem:
        print(f"dev.py: {problem}", file=sys.stderr, flush=True)
    return 1 if problem else 0
