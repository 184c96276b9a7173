"""The GPU check: measure on a GPU, in at most some minutes, what recording costs there.

    python3 benchmarks/gpu/run.py --travel benchmarks/gpu/travel --out FOLDER

README.md beside this file says how to make the folder that travels. Each setup runs in a process of its own, so that
one that fails ends nothing else; each result is in FOLDER as soon as it is known.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]
sys.path.append(str(HERE.parent.parent))

from gpu import results  # noqa: E402
from gpu.plan import SETUPS, Setup  # noqa: E402

LAST_SECONDS = 20
"""Time that a process gets to end its last pair."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--travel", type=Path, help="folder that pack_up.py made: hosts and wheels")
    parser.add_argument("--host", type=Path, action="append", default=[], help="a ComfyUI's folder; the newest last")
    parser.add_argument("--out", type=Path, required=True, help="folder for the results")
    parser.add_argument("--minutes", type=float, default=9, help="the most that all of it may take")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="setups or cases; all by default")
    parser.add_argument(
        "--rehearse", action="store_true", help="a narrow model and small latents on the CPU; bare imports"
    )
    given = parser.parse_args(arguments)
    began = time.time()
    until = began + given.minutes * 60 - LAST_SECONDS
    given.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        hosts = [*given.host, *unpacked(given.travel, Path(scratch))]
        if not hosts:
            parser.error("there is no ComfyUI: name a folder with --travel or --host")
        wheels = sorted((given.travel / "wheels").glob("*.whl")) if given.travel else []
        site = Path(scratch) / "site"
        if wheels and not given.rehearse:
            pip = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-compile"]
            subprocess.run([*pip, "--target", str(site), *map(str, wheels)], check=True)
        for setup in SETUPS:
            cases = [c for c in setup.cases if not given.only or setup.name in given.only or c in given.only]
            if cases:
                host = hosts[-1 if setup.host == "newest" else 0]
                names = [wheel.name.split("-")[0] for wheel in wheels] if given.rehearse else None
                measure(setup, cases, host, site, given.out, until, names)
    print((given.out / "table.txt").read_text(encoding="utf-8"))
    print(f"{time.time() - began:.0f} s in all.")


def unpacked(travel: Path | None, into: Path) -> list[Path]:
    """Unpack the hosts that travel; return their folders, oldest version first."""
    folders = []
    for archive in sorted((travel / "hosts").glob("*.tar.xz"), key=_version) if travel else ():
        folder = into / archive.name.removesuffix(".tar.xz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        folders.append(folder)
    return folders


def _version(archive: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in archive.name.removesuffix(".tar.xz").split("."))


def measure(
    setup: Setup, cases: Sequence[str], host: Path, site: Path, out: Path, until: float, wheels: list[str] | None
) -> None:
    """Measure the cases of a setup in a process of its own. If it dies, the cases without a result say so."""
    before = len(results.read(out / "results.jsonl"))
    left = until - time.time()
    problem = {"dropped": "no time was left"}
    if left > 0:
        command = [sys.executable, str(HERE / "worker.py"), "--setup", setup.name, "--out", str(out)]
        command += ["--until", str(until), "--cases", *cases]
        command += [] if wheels is None else ["--wheels", *wheels]
        variables = {**os.environ, "COMFYUI_PATH": str(host), "PYTHONPATH": str(site)}
        with (out / "log.txt").open("a", encoding="utf-8") as log:
            try:
                code = subprocess.run(
                    command, env=variables, stdout=log, stderr=log, timeout=left + LAST_SECONDS
                ).returncode
                problem = {"error": f"the process ended with {code}: {_last_line(out / 'log.txt')}"}
            except subprocess.TimeoutExpired:
                problem = {"dropped": "no time was left: the process was ended"}
    rows = results.read(out / "results.jsonl")[before:]
    for case in cases:
        if not any(case in (row["case"], row.get("of")) for row in rows):
            results.write({"case": case, "setup": setup.name, **problem}, out)


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it said nothing"


if __name__ == "__main__":
    main()
