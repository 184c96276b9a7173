"""`diffulizer generate`: draw one image in ComfyUI, record it and export the run."""

from __future__ import annotations

import argparse
import contextlib
import copy
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from ..comfyui.graph import DEMO
from ..comfyui.job import HUB, Job, generate_graph, job_size
from ..errors import DiffulizerError, HostError, RunExistsError, RunNameError, SettingsError
from ..settings import ALL_RECORDED, HEADS, MAPS_OF, CaptureSettings, parse_layer_globs

DTYPE_FLAGS = {"float16": ["--force-fp16"], "float32": ["--force-fp32"]}
UNUSABLE = (SettingsError, RunNameError, RunExistsError)
FLAG = argparse.BooleanOptionalAction
LARGEST_SEED = 2**64 - 1


class _Help(argparse.HelpFormatter):
    """Shows each flag once: the spelling with underscores works too."""

    def _format_action_invocation(self, action: argparse.Action) -> str:
        shown = copy.copy(action)
        shown.option_strings = [name for name in action.option_strings if "_" not in name]
        return super()._format_action_invocation(shown)


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `generate` with all of its flags."""
    parser = subparsers.add_parser(
        "generate",
        help="draw an image in ComfyUI, record it and export the run",
        description=__doc__,
        usage="diffulizer generate --prompt TEXT [options]",
        epilog="Each flag may be spelled with underscores as well: --negative_prompt.",
        formatter_class=_Help,
    )
    parser.set_defaults(func=run)
    _add_image_flags(parser.add_argument_group("the image"))
    _add_recording_flags(parser.add_argument_group("the recording"))
    _add_output_flags(parser.add_argument_group("the run"))
    _add_host_flags(parser.add_argument_group("ComfyUI"))


def _flag(group: argparse._ArgumentGroup, name: str, **options: Any) -> None:
    """Add `--some-name`, which may be spelled `--some_name` too."""
    names = dict.fromkeys((f"--{name}", f"--{name.replace('-', '_')}"))
    if "action" not in options and "choices" not in options:
        options.setdefault("metavar", "N" if options.get("type") in (int, float) else "TEXT")
    group.add_argument(*names, **options)


def _add_image_flags(group: argparse._ArgumentGroup) -> None:
    job = Job("")
    _flag(group, "prompt", required=True, help="what the image should show")
    _flag(group, "negative-prompt", default="", help="what it should not show")
    _flag(
        group,
        "model-id",
        default=DEMO,
        help=f"'{DEMO}' (default), a checkpoint in ComfyUI's models, a path, or one of {', '.join(HUB)}",
    )
    _flag(
        group, "pipeline-type", choices=("sdxl", "sd"), help="for the image's default size, if the name does not tell"
    )
    _flag(group, "seed", type=int, default=job.seed, help=f"({job.seed})")
    _flag(group, "cfg-scale", type=float, default=job.cfg_scale, help=f"guidance ({job.cfg_scale})")
    _flag(group, "num-steps", type=int, default=job.num_steps, help=f"({job.num_steps})")
    _flag(group, "width", type=int, default=0, help="divisible by 8 (demo 256, sd 512, sdxl 1024)")
    _flag(group, "height", type=int, default=0, help="divisible by 8")
    _flag(group, "sampler", default=job.sampler, help=f"KSampler's sampler_name ({job.sampler})")
    _flag(group, "scheduler", default=job.scheduler, help=f"({job.scheduler})")


def _add_recording_flags(group: argparse._ArgumentGroup) -> None:
    capture = CaptureSettings()
    _flag(group, "layers", nargs="+", metavar="GLOB", help="layers to record, by name (all attn1 and attn2)")
    _flag(group, "max-layers", type=int, default=capture.max_layers, help=f"0: no limit ({capture.max_layers})")
    for kind in ("cross", "self"):
        _flag(group, f"include-{kind}-attention", action=FLAG, default=True, help=f"record {kind}-attention (on)")
    _flag(
        group,
        "attention-resolution",
        type=int,
        default=capture.attention_resolution,
        help=f"cells along the longer side of a word's map ({capture.attention_resolution})",
    )
    _flag(
        group,
        "self-attention-resolution",
        type=int,
        default=capture.self_attention_resolution,
        help=f"the same for self-attention ({capture.self_attention_resolution})",
    )
    _flag(group, "attention-every", type=int, default=1, help="record attention at every n-th step (1)")
    _flag(group, "maps-of", choices=MAPS_OF, default=capture.maps_of, help="whose maps are stored")
    _flag(group, "heads", choices=HEADS, default=capture.heads, help="the average of heads, or each besides")
    _flag(
        group, "head-layers", nargs="+", metavar="GLOB", help="with --heads each: whose heads are stored (all recorded)"
    )
    _flag(
        group,
        "max-recording-mb",
        type=int,
        default=capture.max_recording_mb,
        help=f"memory of the recording; beyond it less is recorded ({capture.max_recording_mb})",
    )
    _flag(
        group, "stream-to-disk", action=FLAG, default=False, help="record into ComfyUI's temp folder, not memory (off)"
    )


def _add_output_flags(group: argparse._ArgumentGroup) -> None:
    job = Job("")
    _flag(group, "output-dir", type=Path, metavar="DIR", help="exactly this folder (must be empty or absent)")
    _flag(
        group,
        "run-name",
        default=job.run_name,
        help=f"without --output-dir: the run is diffulizer/NAME_00001 below ComfyUI's output folder ({job.run_name})",
    )
    _flag(group, "overwrite-output", action=FLAG, default=False, help="replace a run that is there (off)")
    _flag(group, "save-latents-noise", action=FLAG, default=True, help="store latents and noise (on)")
    _flag(group, "max-dataset-mb", type=int, default=200, help="size in MiB to warn at; 0: none (200)")
    _flag(group, "enforce-size-limit", action=FLAG, default=False, help="fail instead of warning (off)")
    _flag(group, "fail-on-shape-error", action=FLAG, default=False, help="fail if data have wrong shapes (off)")
    _flag(
        group,
        "preview",
        choices=("vae", "taesd", "latent_rgb"),
        default=job.preview,
        help=f"how the steps' images are decoded ({job.preview})",
    )
    _flag(group, "progress-file", type=Path, metavar="FILE", help="JSON file that always holds the progress")
    _flag(group, "json", action="store_true", help="print the result as JSON, and no progress bar")


def _add_host_flags(group: argparse._ArgumentGroup) -> None:
    _flag(group, "comfyui", metavar="PATH", help="start the ComfyUI in this folder (else COMFYUI_PATH, else dev.py's)")
    _flag(group, "server", metavar="URL", help="use a ComfyUI that runs already and has the pack")
    _flag(group, "models-dir", type=Path, metavar="DIR", help="a models folder to read besides ComfyUI's own")
    _flag(group, "port", type=int, default=0, help="for the ComfyUI that is started (a free one)")
    _flag(group, "device", choices=("auto", "cuda", "cpu", "mps"), default="auto", help="(auto)")
    _flag(group, "dtype", choices=tuple(DTYPE_FLAGS), help="(what ComfyUI chooses)")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand: 0 done, 1 failed, 2 unusable arguments, 130 stopped by Ctrl-C."""
    from ..serving import termination_as_interrupt

    try:
        job = job_of(args)
        check_output(args)
    except UNUSABLE as error:
        return _complain(error, 2)
    try:
        with termination_as_interrupt():
            folder = generate(job, args)
    except (DiffulizerError, OSError) as error:
        return _complain(error, 2 if isinstance(error, UNUSABLE) else 1)
    except KeyboardInterrupt:
        return _complain("stopped; nothing was written.", 130)
    _print_result(folder, as_json=args.json)
    return 0


def _complain(error: object, code: int) -> int:
    print(f"diffulizer generate: {error}", file=sys.stderr)
    return code


def job_of(args: argparse.Namespace) -> Job:
    """The checked job that the arguments describe.

    Raises:
        SettingsError: a value is out of range.
        RunNameError: the run's name is not allowed.
    """
    from ..names import check_run_name, expand_run_name

    for name, low, high in (
        ("seed", 0, LARGEST_SEED),
        ("num_steps", 1, 10_000),
        ("cfg_scale", 0, 100),
        ("max_dataset_mb", 0, 2**20),
    ):
        value = getattr(args, name)
        if not low <= value <= high:
            raise SettingsError(f"{name} is {value}; expected a number from {low} to {high}.")
    for name in ("width", "height"):
        value = getattr(args, name)
        if value and (value % 8 or not 16 <= value <= 16384):
            raise SettingsError(f"{name} is {value}; expected a multiple of 8 from 16 to 16384.")
    fields = {name: getattr(args, name) for name in Job.__dataclass_fields__ if name != "capture"}
    model = Path(args.model_id).expanduser()
    if model.is_file() and not args.server:
        fields["model_id"] = model.name
    if args.output_dir:  # it is about that folder, never about a run of the same name where ComfyUI writes
        fields["overwrite_output"] = False
    job = Job(**fields, capture=capture_of(args))
    width, height = job_size(job)
    check_run_name(expand_run_name(job.run_name, width=width, height=height, now=datetime.now()))
    return job


def capture_of(args: argparse.Namespace) -> CaptureSettings:
    """The capture settings that the arguments describe."""
    names = [name for name in CaptureSettings.__dataclass_fields__ if name not in ("layers", "head_layers")]
    return CaptureSettings(
        layers=parse_layer_globs(" ".join(args.layers or ())),
        head_layers=parse_layer_globs(" ".join(args.head_layers or ()), ALL_RECORDED),
        **{name: getattr(args, name) for name in names},
    )


def check_output(args: argparse.Namespace) -> None:
    """Refuse a taken output folder before anything is started.

    Raises:
        RunExistsError: the folder holds something that may not be replaced.
    """
    from ..dataset.write.replace import check_target

    if args.output_dir is not None:
        check_target(args.output_dir.expanduser(), overwrite=args.overwrite_output)


def generate(job: Job, args: argparse.Namespace) -> Path:
    """Draw, record and export; the folder of the run.

    Raises:
        DiffulizerError: ComfyUI can't be found, started or reached, or the run failed.
        KeyboardInterrupt: Ctrl-C or a termination; the run was interrupted and nothing is left.
    """
    from ..comfyui.progress import Progress, Reporter
    from ..comfyui.runner import exported_runs, print_notes, run_prompt

    width, height = job_size(job)
    with Reporter(quiet=args.json, file=args.progress_file) as report:
        with _host(args, report) as (url, checkpoints):
            outcome = run_prompt(url, lambda info: generate_graph(job, info, checkpoints), report)
            runs = exported_runs(outcome)
            print_notes(runs)
            made = Path(runs[0]["path"])
            folder = _put(made, args.output_dir.expanduser(), args) if args.output_dir else made
        report(Progress("done", message=f"{folder} ({width} x {height})"))
    return folder


@contextmanager
def _host(args: argparse.Namespace, report: Any) -> Iterator[tuple[str, str]]:
    """Address of a ComfyUI and where its checkpoints belong; one that is started here is stopped again."""
    from ..comfyui.client import normal_url
    from ..comfyui.location import find_host
    from ..comfyui.progress import Progress
    from ..comfyui.runner import default_output
    from ..comfyui.server import Server

    if args.server:
        given = [name for name in ("comfyui", "models_dir", "dtype", "port") if getattr(args, name)]
        given += ["device"] if args.device != "auto" else []
        if given:
            flags = ", ".join("--" + name.replace("_", "-") for name in given)
            print(f"note: {flags} can't be set on a server that runs already; ignored.", file=sys.stderr)
        yield normal_url(args.server), "models/checkpoints of the ComfyUI that runs there"
        return
    host = find_host(args.comfyui)
    report(Progress("starting", message=f"Starting ComfyUI in {host.comfyui} ..."))
    model = Path(args.model_id).expanduser()
    with Server(
        host,
        output=None if args.output_dir else default_output(host),
        port=args.port,
        device=args.device,
        models=args.models_dir,
        checkpoints=model.parent if model.is_file() else None,
        arguments=DTYPE_FLAGS.get(args.dtype, []),
    ) as server:
        yield server.url, str((args.models_dir or host.comfyui / "models") / "checkpoints")


def _put(run: Path, target: Path, args: argparse.Namespace) -> Path:
    """Copy a finished run to the folder that was asked for: whole or not at all."""
    from ..dataset.write.replace import built_aside

    if not run.is_dir():
        raise HostError(
            f"The run lies in {run} where ComfyUI runs, which can't be read from here, so it is not in {target}."
        )
    with built_aside(target, overwrite=args.overwrite_output) as folder:
        shutil.copytree(run, folder, dirs_exist_ok=True)
    return target.resolve()


def _print_result(folder: Path, *, as_json: bool) -> None:
    from ..analysis.description import text
    from ..dataset.read.run import load_run
    from . import info

    if not folder.is_dir():  # on another machine
        print(json.dumps({"path": str(folder)}) if as_json else f"Run: {folder} (where ComfyUI runs)")
        return
    with contextlib.suppress(BrokenPipeError):
        run = load_run(folder)
        facts = info.collect(run)
        print(json.dumps(facts) if as_json else f"\n{text(facts)}\n\n{info.how_to_look(run)}")
