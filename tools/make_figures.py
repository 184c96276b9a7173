"""Make the figures of the README and of the nodes' help pages with the code of this repository alone.

    python tools/make_figures.py

Run it with the Python of `python3 dev.py env`. It lets the demo model draw the README's picture once more in a real
ComfyUI, records that, and draws the figures with the code that `python -m diffulizer figures` and the nodes run.
Compare Runs is shown on the viewer's pair of example runs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from demo_model.preset_runs import PAIR, preset_folder  # noqa: E402 (the repository need not be installed)
from diffulizer import Run, load_run  # noqa: E402
from diffulizer.analysis.comparison import compare  # noqa: E402
from diffulizer.analysis.denoising import denoising_of_run  # noqa: E402
from diffulizer.analysis.shares import shares_of_pass  # noqa: E402
from diffulizer.cli import main as diffulizer  # noqa: E402
from diffulizer.dataset.read.disk_pass import DiskPass  # noqa: E402
from diffulizer.plots.channels import channels_of  # noqa: E402
from diffulizer.plots.comparison import comparison_figure  # noqa: E402
from diffulizer.plots.curves import metrics_figure  # noqa: E402
from diffulizer.plots.diagnostics import diagnostics  # noqa: E402
from diffulizer.plots.dominance import STACKED, dominance_figure  # noqa: E402
from diffulizer.plots.page import Page, save_png  # noqa: E402
from diffulizer.plots.strip import BOTH, DECODED, Frame, evenly, strip_figure  # noqa: E402
from diffulizer.plots.style import DARK, Look  # noqa: E402
from diffulizer.plots.word_steps import ABSOLUTE, word_step_figure  # noqa: E402
from tools.small_png import shrink  # noqa: E402

FIGURES, HELP = ROOT / "docs" / "figures", ROOT / "js" / "docs" / "pictures"
PROMPT = "a red circle above a blue square on a grey background, cartoon style"
SAMPLING = ("--num-steps", "20", "--cfg-scale", "5", "--seed", "42", "--max-layers", "0")
IN_README, IN_HELP = Look(1400, 860), Look(800, 560, DARK)
LARGEST = 58_000
"""Largest size of a picture of a help page, in bytes."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--run", type=Path, help="use this run instead of a new one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.run or Path(scratch) / "run"
        if not options.run and diffulizer(["generate", "--prompt", PROMPT, *SAMPLING, "--output-dir", str(folder)]):
            raise SystemExit("The demo model's picture could not be drawn; the lines above say why.")
        run = load_run(folder)
        for name, figure in diagnostics(run, IN_README).items():
            save_png(figure(), FIGURES / f"{name}.png")
            shrink(FIGURES / f"{name}.png")
        for node, page in help_figures(run).items():
            save_jpeg(page, HELP / f"Diffulizer_{node}.jpg")


def help_figures(run: Run) -> dict[str, Page]:
    """Return the figure that each node draws, by the node's name."""
    denoising, pass_, look = denoising_of_run(run), DiskPass(run.path), IN_HELP
    shares = shares_of_pass(pass_, 0)
    frames = [Frame(step, denoising.sigmas[step]) for step in evenly(run.steps, 6)]
    comparison = compare(*(DiskPass(preset_folder(name)) for name in PAIR))
    return {
        "StepStrip": strip_figure(
            frames, run.image, kinds=BOTH, captions=True, note=denoising.note, decoded=DECODED["vae"],
            look=Look(800, 380, DARK),
        ),
        "MetricsPlot": metrics_figure(denoising, channels_of("core"), along="step", look=look),
        "TrajectoryPlot": diagnostics(run, look)["latent_pca"](),
        "TokenDominancePlot": dominance_figure(shares, note=denoising.note, style=STACKED, look=look),
        "WordStepMatrix": word_step_figure(shares, note=denoising.note, scale=ABSOLUTE, colours="inferno", look=look),
        "CompareRuns": comparison_figure(comparison, look=Look(800, 640, DARK)),
    }  # fmt: skip


def save_jpeg(page: Page, path: Path) -> None:
    """Save a page in the best quality that fits into ``LARGEST`` bytes."""
    picture = Image.fromarray(page.pixels())
    for quality in (92, 88, 84, 80, 75, 70, 60):
        picture.save(path, quality=quality, optimize=True)
        if path.stat().st_size <= LARGEST:
            return
    raise SystemExit(f"{path} is larger than {LARGEST} bytes at any quality.")


if __name__ == "__main__":
    main()
