"""pip, with one short line for each large download and one sentence for a failure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from . import SetupError
from .processes import stopping

NEEDED_GB = 10
"""Disk space that an environment takes while it is made, in GB."""
NETWORK = (
    "ConnectionError",
    "Connection broken",
    "name resolution",
    "Failed to resolve",
    "getaddrinfo",
    "Max retries",
    "timed out",
    "ProxyError",
    "from versions: none",
)
"""Phrases of pip for a package index that it can't reach."""


def pip(python: Path, *arguments: str) -> None:
    """Run pip, showing one short line for each large download; its whole output is shown only if it fails."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    lines = []
    with stopping(process), process.stdout as output:
        for line in output:
            lines.append(line.rstrip())
            words = line.split()
            large = len(words) > 3 and words[0] in ("Downloading", "Using") and words[-1] in ("MB)", "GB)")
            if large and float(words[-2].strip("(")) >= 50:
                print("  " + " ".join([words[-3].rsplit("/", 1)[-1], *words[-2:]]), flush=True)
            elif words[:2] == ["Installing", "collected"]:
                print(f"  installing {line.count(',') + 1} packages", flush=True)
        code = process.wait()
    if code:
        raise SetupError(pip_failure(arguments[0], "\n".join(lines[-40:])))


def pip_failure(what: str, output: str) -> str:
    """Print the end of pip's output; return one sentence on why it failed."""
    print(output, file=sys.stderr)
    if "No space left" in output:
        return f"pip {what} ran out of disk space; about {NEEDED_GB} GB are needed, in the temporary folder too."
    if any(word in output for word in NETWORK):
        return f"pip {what} could not reach the package index. Check the network or the proxy and start again."
    return f"pip {what} failed; the lines above say why. Start again once it is mended."


def last_line(text: str) -> str:
    """Return the last line of an output that is not blank."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "(it said nothing)"
