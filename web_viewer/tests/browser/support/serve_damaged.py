"""Serve damaged runs to the viewer, one after the other.

    python serve_damaged.py SEED

Each line of standard input is the number of a run, as tests/support/damage counts them. It is answered by a line of
JSON: the run's name, what was done to it, the address of the viewer, and the run's address or the path of its .zip.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from damage import build_bases, damaged  # noqa: E402

from diffulizer.dataset.files import FolderFiles  # noqa: E402
from diffulizer.viewer.files import find_viewer  # noqa: E402
from diffulizer.viewer.server import ViewerServer  # noqa: E402


def main() -> None:
    seed = int(sys.argv[1])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, ViewerServer(find_viewer(), []) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        bases, runs = build_bases(Path(scratch, "bases")), Path(scratch, "runs")
        for line in sys.stdin:
            shutil.rmtree(runs, ignore_errors=True)
            runs.mkdir()
            made = damaged(bases, runs, seed, int(line))
            told = {"name": made.path.stem, "about": f"{made.kind} of {made.base}: {made.detail[:200]}"}
            if made.path.suffix == ".zip":
                told["archive"] = str(made.path)
            else:
                server.runs = {f"runs/{made.path.name}/": FolderFiles(made.path)}
                told["run"] = f"runs/{made.path.name}"
            print(json.dumps({**told, "viewer": f"http://127.0.0.1:{server.server_port}/"}), flush=True)
        server.shutdown()


if __name__ == "__main__":
    main()
