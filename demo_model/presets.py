"""The viewer's two preset runs, drawn in a real ComfyUI and written by the pack's own export.

Same seed and same words but the style, so that they can be compared: ``python -m demo_model.presets --help``.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from diffulizer.cli.validate import lines
from diffulizer.comfyui.graphs import Job, generate_graph
from diffulizer.comfyui.location import find_host
from diffulizer.comfyui.progress import Progress, Report, Reporter
from diffulizer.comfyui.runner import exported_runs, print_notes, run_prompt
from diffulizer.comfyui.server import PACK, Server
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.write.replace import built_aside, check_target
from diffulizer.dataset.write.size import folder_bytes
from diffulizer.errors import DiffulizerError, RunFormatError, SizeLimitError
from diffulizer.serving import termination_as_interrupt
from diffulizer.settings import CaptureSettings

STYLES = ("photo", "cartoon")
PROMPT = "a red circle above a blue square on a grey background, {style} style"
NEGATIVE_PROMPT = "a green shape"
SEED = 42
HEAD_LAYER = "output_blocks.4.1.transformer_blocks.0.attn2"
"""The cross-attention whose words point best (docs/faithfulness.md); it works at 16 x 16."""

OUTPUT = PACK / "web_viewer" / "public" / "datasets" / "presets"
LARGEST_MB = 12
"""Size that a preset may have, in millions of bytes: it is part of the repository and of the viewer's page."""

CAPTURE = CaptureSettings(
    layers=("input_blocks.5.1.*", "middle_block.1.transformer_blocks.0.*", "output_blocks.4.1.*"),
    max_layers=0,
    attention_resolution=16,
    self_attention_resolution=8,
    maps_of="all",
    heads="each",
    head_layers=(HEAD_LAYER,),
)


def job(style: str) -> Job:
    """What to draw and record for the preset of a style."""
    return Job(
        PROMPT.format(style=style),
        negative_prompt=NEGATIVE_PROMPT,
        seed=SEED,
        cfg_scale=5.0,
        num_steps=20,
        width=256,
        height=256,
        sampler="euler",
        scheduler="normal",
        capture=CAPTURE,
        run_name=style,
    )


def make(styles: Sequence[str], output: Path) -> None:
    """Draw the presets of some styles and put them into ``output`` when all are there and valid.

    Raises:
        DiffulizerError: ComfyUI can't be started, a run failed, is too large or not valid, or its place is taken.
    """
    for style in styles:
        check_target(output / style, overwrite=True)
    host = find_host()
    with Reporter() as report:
        report(Progress("starting", message=f"Starting ComfyUI in {host.comfyui} ..."))
        with Server(host, device="cpu") as server, ExitStack() as whole:
            for style in styles:
                made = draw(style, server.url, report)
                folder = whole.enter_context(built_aside(output / style, overwrite=True))
                shutil.copytree(made, folder, dirs_exist_ok=True)
                check(style, folder)


def draw(style: str, url: str, report: Report) -> Path:
    """The exported run of a style, where the ComfyUI at ``url`` put it."""
    runs = exported_runs(run_prompt(url, lambda info: generate_graph(job(style), info, ""), report))
    print_notes(runs)
    return Path(runs[0]["path"])


def check(style: str, folder: Path) -> None:
    """Print how large the preset is, and what is wrong with it.

    Raises:
        SizeLimitError: it is larger than ``LARGEST_MB``.
        RunFormatError: it is not strictly valid.
    """
    files, size = folder_bytes(folder)
    print(f"{style}: {files} files, {size / 1e6:.2f} MB of {LARGEST_MB}")
    if size > LARGEST_MB * 1e6:
        raise SizeLimitError(
            f"The preset {style} takes {size / 1e6:.2f} MB, more than {LARGEST_MB}. "
            "Record fewer layers or lower a resolution in demo_model/presets.py."
        )
    report = validate_run(folder, strict=True)
    if not report.valid:
        print("\n".join(lines(report)))
        raise RunFormatError(f"The preset {style} is not valid; what is wrong is listed above.")


def main(arguments: list[str] | None = None) -> int:
    """Make the presets; the exit code is 0 if all of them are there and valid."""
    parser = argparse.ArgumentParser(prog="python -m demo_model.presets", description=__doc__)
    parser.add_argument("--only", choices=STYLES, help="make this one alone")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="folder of the presets (the viewer's)")
    given = parser.parse_args(arguments)
    try:
        with termination_as_interrupt():
            make([given.only] if given.only else STYLES, given.output)
    except (DiffulizerError, OSError) as error:
        print(f"presets: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
