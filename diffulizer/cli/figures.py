"""`diffulizer figures`: diagnostics of a run as pictures."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .ending import next_step

EPILOG = """\
These figures are drawn from the run's own files:
  timestep_strip.png   the picture at eight steps, and the clean one that the model predicted there
  latent_pca.png       the latent's path, seen along its first two principal components
  core_metrics.png     sizes of latent, noise and guidance, change of the prediction, entropy and shift of attention
  token_dominance.png  how the attention is divided between the words, and what start, end and padding get
  word_effects.png     where each word changes the picture, beside its attention, and how much at each step;
                       only where effects of words were measured

If the run lacks the data for a figure, the figure is left out, and a line says so.
"""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `figures`."""
    parser = subparsers.add_parser(
        "figures",
        help="draw diagnostics of a run",
        description="Draw diagnostics of a run as PNG files.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of a run, or a .zip of one")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write to")
    parser.add_argument("--width", type=int, default=1600, metavar="N", help="in pixels (1600)")
    parser.add_argument(
        "--height", type=int, default=1000, metavar="N", help="in pixels; the strip is as high as its pictures (1000)"
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="colours (light)")
    parser.add_argument("--overwrite", action="store_true", help="replace existing figures")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand.

    Raises:
        SettingsError: a size is out of range.
        RunNotFoundError, RunFormatError: the run can't be read.
        OutputError: a figure exists already, or can't be written.
        MissingPackageError: matplotlib is not installed.
    """
    from ..dataset.read.run import load_run
    from ..errors import OutputError, RecordingError, RunFormatError
    from ..plots.diagnostics import diagnostics
    from ..plots.page import save_png
    from ..plots.style import Look, theme_of

    look = Look(args.width, args.height, theme_of(args.theme))
    folder = args.output.expanduser()
    drawn, missing = [], []
    figures = diagnostics(load_run(args.run), look)
    targets = {name: folder / f"{name}.png" for name in figures}
    taken = [str(path) for path in targets.values() if path.exists()]
    if taken and not args.overwrite:
        raise OutputError(f"{taken[0]} exists. Choose another folder, or add --overwrite.")
    for name, figure in figures.items():
        try:
            page = figure()
        except (RecordingError, RunFormatError) as error:
            missing.append(f"{targets[name].name} is left out: {error}")
            continue
        save_png(page, targets[name])
        drawn.append(f"{targets[name]}  {page.width} x {page.height}")
    print("\n".join(drawn + missing))
    print(next_step("See every step of the run in the viewer", "view", args.run))
    return 0 if drawn else 1
