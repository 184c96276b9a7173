"""A ComfyUI whose output folder holds very many runs, for benchmarks/sidebar.mjs; it ends when its input closes.

    python benchmarks/sidebar_server.py 20000

The runs are what `keep: metrics` keeps of an example run, again and again: hard links of its files, with a seed of
their own. Its URL is printed first, then the id of its process.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from many_runs import linked  # noqa: E402 (the path comes first)

from demo_model.preset_runs import preset_folder  # noqa: E402
from diffulizer.comfyui.location import find_host  # noqa: E402
from diffulizer.comfyui.server import Server  # noqa: E402
from diffulizer.sweep.keeping import packed  # noqa: E402

with tempfile.TemporaryDirectory() as folder:
    run, output = Path(folder) / "run", Path(folder) / "output"
    with zipfile.ZipFile(io.BytesIO(packed(preset_folder("photo"), "metrics"))) as archive:
        archive.extractall(run)
    for number in range(int(sys.argv[1])):
        linked(run, output / "diffulizer" / "study" / f"run_{number:06}", seed=number)
    with Server(find_host(), output=output) as server:
        assert server.process is not None
        print(server.url, server.process.pid, flush=True)
        sys.stdin.read()
