"""Make the viewer's example runs: draw them in a real ComfyUI, export them with the pack and pack them small.

Their prompts are in ``presets/presets.json``, and all else is the same, so that they can be compared:
``python -m demo_model.presets --help``.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from diffulizer.cli.validate import lines
from diffulizer.comfyui.job import Job, Without, generate_graph
from diffulizer.comfyui.location import find_host
from diffulizer.comfyui.progress import Progress, Report, Reporter
from diffulizer.comfyui.runner import exported_runs, print_notes, run_prompt
from diffulizer.comfyui.server import Server
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.layout import IMAGE_LISTS
from diffulizer.dataset.write.replace import patiently
from diffulizer.errors import DiffulizerError, RunFormatError, SizeLimitError
from diffulizer.serving import termination_as_interrupt
from diffulizer.settings import CaptureSettings
from diffulizer.viewer.archive import RunArchive
from diffulizer.viewer.thin import Thinned, without_maps

from .preset_runs import PRESETS, PROMPTS, preset_archive

NEGATIVE_PROMPT = "a green shape"
SEED = 42
STEPS = 10
"""Number of steps, enough for a clean picture; each further step would add a tenth to the size of the run."""
HEAD_LAYER = "output_blocks.4.1.transformer_blocks.0.attn2"
"""Cross-attention layer whose words point best (docs/faithfulness.md); it works at 16 x 16."""

LARGEST_MB = 3.4
"""Largest size of a preset's .zip, in millions of bytes. The repository holds it twice, once in base64."""
REASON = "left out of this example to keep it small"

FEWER_SHADES = {"images": (8, 4), "x0_images": (4, 4)}
"""Lists of images whose colours, 0..255, are rounded to multiples of a number, in the first half of the steps and then.
The last ones stay as they are."""

CAPTURE = CaptureSettings(
    layers=("input_blocks.8.1.transformer_blocks.0.*", "middle_block.1.transformer_blocks.0.*", "output_blocks.4.1.*"),
    max_layers=0,
    attention_resolution=16,
    self_attention_resolution=8,
    maps_of="all",
    heads="each",
    head_layers=(HEAD_LAYER,),
    effects_every=3,
)


def job(name: str) -> Job:
    """Return the job that draws and records a preset, and samples it again without each of its words."""
    return Job(
        PROMPTS[name],
        negative_prompt=NEGATIVE_PROMPT,
        seed=SEED,
        cfg_scale=5.0,
        num_steps=STEPS,
        width=256,
        height=256,
        sampler="euler",
        scheduler="normal",
        capture=CAPTURE,
        run_name=name,
        without=Without(),
    )


def make(names: Sequence[str], output: Path) -> None:
    """Draw some presets and put their .zip files into ``output`` once all are complete and valid.

    Raises:
        DiffulizerError: ComfyUI can't be started, or a run failed, is too large or not valid.
    """
    host = find_host()
    with Reporter() as report:
        report(Progress("starting", message=f"Starting ComfyUI in {host.comfyui} ..."))
        with Server(host, device="cpu") as server, tempfile.TemporaryDirectory() as scratch:
            packed = {}
            for name in names:
                packed[name] = pack(draw(name, server.url, report))
                check(name, packed[name], Path(scratch))
    write(packed, output)


def draw(name: str, url: str, report: Report) -> Path:
    """Draw a preset and return its exported run, at the path where the ComfyUI at ``url`` put it."""
    runs = exported_runs(run_prompt(url, lambda info: generate_graph(job(name), info, ""), report))
    print_notes(runs)
    return Path(runs[0]["path"])


def pack(run: Path) -> bytes:
    """Return the .zip of a run, with its images written smaller and without the maps that no panel needs at first.

    The same run gives the same bytes.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = shutil.copytree(run, Path(scratch) / run.name)
        archive = RunArchive(folder)
        for key in IMAGE_LISTS:
            paths = archive.metadata.get(key) or []
            for step, path in enumerate(paths):
                with Image.open(folder / path) as image:
                    image.load()
                image = with_fewer_shades(image, key, step, len(paths))
                image.save(folder / path, format="PNG", optimize=True)
        return RunArchive(folder).zip(thinned(archive.metadata).metadata)


def with_fewer_shades(image: Image.Image, key: str, step: int, steps: int) -> Image.Image:
    """Return a picture of a step with rounded colours, unless it is of the last one. Nobody sees it in noise, and it
    takes half of the room.

    Args:
        key: the metadata's list of images that it is in.
    """
    if key not in FEWER_SHADES or step == steps - 1:
        return image
    by = FEWER_SHADES[key][2 * step >= steps]
    values = np.asarray(image).astype(np.int64)
    return Image.fromarray(np.minimum(255, (values + by // 2) // by * by).astype(np.uint8))


def thinned(metadata: dict[str, object]) -> Thinned:
    """Return a preset's metadata, which says what its pictures lack, reduced to the negative prompt's maps of one layer
    alone, averaged over its heads."""
    layers: list[dict[str, object]] = metadata["layers"]  # type: ignore[assignment]
    kept = [layer["id"] for layer in layers if layer["processor_key"] == HEAD_LAYER]
    notes: list[dict[str, str]] = metadata["not_recorded"]  # type: ignore[assignment]
    last = len(metadata["images"]) - 1  # type: ignore[arg-type]
    shades = {"what": "fine shades of pictures", "where": f"steps 0-{last - 1}", "reason": REASON}
    now = Thinned({**metadata, "not_recorded": [*notes, *([] if shades in notes or last == 0 else [shades])]})
    now = without_maps(now, "single heads for the negative prompt", lambda e: _negative(e) and "head" in e, REASON)
    return without_maps(
        now, "attention maps for the negative prompt", lambda e: _negative(e) and e["layer_id"] not in kept, REASON
    )


def _negative(entry: Mapping[str, object]) -> bool:
    return entry.get("condition", "c0") != "c0"


def check(name: str, content: bytes, scratch: Path) -> None:
    """Print the size of a preset, and its faults.

    Raises:
        SizeLimitError: the preset is larger than ``LARGEST_MB``.
        RunFormatError: the preset is not strictly valid.
    """
    print(f"{name}: {len(content) / 1e6:.2f} MB of {LARGEST_MB}")
    if len(content) > LARGEST_MB * 1e6:
        raise SizeLimitError(
            f"The preset {name} takes {len(content) / 1e6:.2f} MB, more than {LARGEST_MB}. "
            "Record fewer layers or steps, or leave out more, in demo_model/presets.py."
        )
    archive = preset_archive(name, scratch)
    archive.write_bytes(content)
    report = validate_run(archive, strict=True)
    if not report.valid:
        print("\n".join(lines(report)))
        raise RunFormatError(f"The preset {name} is not valid; what is wrong is listed above.")


def write(packed: Mapping[str, bytes], output: Path) -> None:
    """Put the archives into ``output``, all of them whole, or none where there is no room for one."""
    output.mkdir(parents=True, exist_ok=True)
    drafts = {name: output / f".{name}.zip.partial-{secrets.token_hex(8)}" for name in packed}
    try:
        for name, draft in drafts.items():
            draft.write_bytes(packed[name])
        for name, draft in drafts.items():
            patiently(lambda draft=draft, name=name: draft.replace(preset_archive(name, output)))  # type: ignore[misc]
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> int:
    """Make the presets; return the exit code, which is 0 if all of them are complete and valid."""
    parser = argparse.ArgumentParser(prog="python -m demo_model.presets", description=__doc__)
    parser.add_argument("--only", choices=list(PROMPTS), help="make this one alone")
    parser.add_argument("--output", type=Path, default=PRESETS, help="folder of the .zip files (the repository's)")
    given = parser.parse_args(arguments)
    try:
        with termination_as_interrupt():
            make([given.only] if given.only else list(PROMPTS), given.output)
    except (DiffulizerError, OSError) as error:
        print(f"presets: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print("The viewer's page holds them as scripts: run `npm run build` in web_viewer.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
