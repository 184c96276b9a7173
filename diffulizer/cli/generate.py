"""`diffulizer generate`: draw one image in ComfyUI, record it and export the run."""

from __future__ import annotations

import argparse
import contextlib
import copy
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..comfyui.graph import DEMO
from ..comfyui.job import HUB, Job, check_job
from ..errors import DiffulizerError, RunExistsError, RunNameError, SettingsError
from ..settings import ALL_RECORDED, HEADS, MAPS_OF, CaptureSettings, parse_layer_globs
from . import ending, view

if TYPE_CHECKING:
    from ..comfyui.draw import HostOptions

DTYPES = ("float16", "float32")
UNUSABLE = (SettingsError, RunNameError, RunExistsError)
FLAG = argparse.BooleanOptionalAction


class Help(argparse.HelpFormatter):
    """Help formatter that shows each flag once, although the spelling with underscores works too."""

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
        formatter_class=Help,
    )
    parser.set_defaults(func=run)
    image = parser.add_argument_group("the image")
    add_image_flags(image)
    flag(image, "seed", type=int, default=Job("").seed, help=f"({Job('').seed})")
    _add_recording_flags(parser.add_argument_group("the recording"))
    _add_output_flags(parser.add_argument_group("the run"))
    add_host_flags(parser.add_argument_group("ComfyUI"))


def flag(group: argparse._ArgumentGroup, name: str, **options: Any) -> None:
    """Add `--some-name`, which may be spelled `--some_name` too."""
    names = dict.fromkeys((f"--{name}", f"--{name.replace('-', '_')}"))
    if "action" not in options and "choices" not in options:
        options.setdefault("metavar", "N" if options.get("type") in (int, float) else "TEXT")
    group.add_argument(*names, **options)


def add_image_flags(group: argparse._ArgumentGroup) -> None:
    """Add the flags of what is drawn, but the seed."""
    job = Job("")
    flag(group, "prompt", required=True, help="what the image should show")
    flag(group, "negative-prompt", default="", help="what it should not show")
    flag(
        group,
        "model-id",
        default=DEMO,
        help=f"'{DEMO}' (default), a checkpoint in ComfyUI's models, a path, or one of {', '.join(HUB)}",
    )
    flag(
        group,
        "pipeline-type",
        choices=("sdxl", "sd"),
        help="chooses the default size if the model's name does not say",
    )
    flag(group, "cfg-scale", type=float, default=job.cfg_scale, help=f"guidance ({job.cfg_scale})")
    flag(group, "num-steps", type=int, default=job.num_steps, help=f"({job.num_steps})")
    flag(group, "width", type=int, default=0, help="divisible by 8 (demo 256, sd 512, sdxl 1024)")
    flag(group, "height", type=int, default=0, help="divisible by 8")
    flag(group, "sampler", default=job.sampler, help=f"KSampler's sampler_name ({job.sampler})")
    flag(group, "scheduler", default=job.scheduler, help=f"({job.scheduler})")


def _add_recording_flags(group: argparse._ArgumentGroup) -> None:
    capture = CaptureSettings()
    flag(group, "layers", nargs="+", metavar="GLOB", help="layers to record, by name (all attn1 and attn2)")
    flag(group, "max-layers", type=int, default=capture.max_layers, help=f"0: no limit ({capture.max_layers})")
    for kind in ("cross", "self"):
        flag(group, f"include-{kind}-attention", action=FLAG, default=True, help=f"record {kind}-attention (on)")
    flag(
        group,
        "attention-resolution",
        type=int,
        default=capture.attention_resolution,
        help=f"cells along the longer side of a word's map ({capture.attention_resolution})",
    )
    flag(
        group,
        "self-attention-resolution",
        type=int,
        default=capture.self_attention_resolution,
        help=f"cells along the longer side for self-attention ({capture.self_attention_resolution})",
    )
    flag(group, "attention-every", type=int, default=1, help="record attention at every n-th step (1)")
    flag(group, "maps-of", choices=MAPS_OF, default=capture.maps_of, help="which prompts' maps are stored")
    flag(
        group,
        "heads",
        choices=HEADS,
        default=capture.heads,
        help="store the average over heads, or each single head too",
    )
    flag(
        group,
        "head-layers",
        nargs="+",
        metavar="GLOB",
        help="with --heads each: the layers whose heads are stored (all recorded)",
    )
    flag(
        group,
        "max-recording-mb",
        type=int,
        default=capture.max_recording_mb,
        help=f"memory limit in MiB; what does not fit is not recorded ({capture.max_recording_mb})",
    )
    flag(
        group, "stream-to-disk", action=FLAG, default=False, help="record into ComfyUI's temp folder, not memory (off)"
    )
    flag(
        group,
        "effects-every",
        type=int,
        default=capture.effects_every,
        help="measure what each word changes, at every n-th step; takes time (0: off)",
    )
    flag(
        group,
        "effect-words",
        default=capture.effect_words,
        help="with --effects-every: the words to measure, separated by commas (all of the prompt)",
    )


def _add_output_flags(group: argparse._ArgumentGroup) -> None:
    job = Job("")
    flag(group, "output-dir", type=Path, metavar="DIR", help="exactly this folder (must be empty or absent)")
    flag(
        group,
        "run-name",
        default=job.run_name,
        help=f"without --output-dir: the run is diffulizer/NAME_00001 below ComfyUI's output folder ({job.run_name})",
    )
    flag(group, "overwrite-output", action=FLAG, default=False, help="replace an existing run (off)")
    flag(group, "save-latents-noise", action=FLAG, default=True, help="store latents and noise (on)")
    flag(group, "max-dataset-mb", type=int, default=200, help="size in MiB to warn at; 0: none (200)")
    flag(group, "enforce-size-limit", action=FLAG, default=False, help="fail instead of warning (off)")
    flag(group, "fail-on-shape-error", action=FLAG, default=False, help="fail if recorded values can't be right (off)")
    flag(
        group,
        "preview",
        choices=("vae", "taesd", "latent_rgb"),
        default=job.preview,
        help=f"how the pictures of the steps are decoded ({job.preview})",
    )
    flag(group, "progress-file", type=Path, metavar="FILE", help="JSON file that always holds the progress")
    shown = group.add_mutually_exclusive_group()
    shown.add_argument("--view", action="store_true", help="open the run in the viewer when it is done, until Ctrl-C")
    shown.add_argument("--json", action="store_true", help="print the result as JSON, and no progress bar")


def add_host_flags(group: argparse._ArgumentGroup) -> None:
    """Add the flags of the ComfyUI that draws."""
    flag(group, "comfyui", metavar="PATH", help="start the ComfyUI in this folder (else COMFYUI_PATH, else dev.py's)")
    flag(group, "server", metavar="URL", help="use a running ComfyUI that has the pack")
    flag(group, "models-dir", type=Path, metavar="DIR", help="another models folder, besides ComfyUI's")
    flag(group, "port", type=int, default=0, help="port of the ComfyUI that is started (a free one)")
    flag(group, "device", choices=("auto", "cuda", "cpu", "mps"), default="auto", help="(auto)")
    flag(group, "dtype", choices=DTYPES, help="(what ComfyUI chooses)")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand and return the exit status: 0 done, 1 failed, 2 unusable arguments, 130 stopped by Ctrl-C."""
    from ..comfyui.draw import draw  # aiohttp: only when it is needed
    from ..comfyui.progress import Reporter
    from ..serving import termination_as_interrupt

    target = args.output_dir.expanduser() if args.output_dir else None
    try:
        job, host = job_of(args), host_of(args)
        with termination_as_interrupt(), Reporter(quiet=args.json, file=args.progress_file) as report:
            drawn = draw(job, host, report, target=target, overwrite=args.overwrite_output)
    except UNUSABLE as error:
        return complain(error, 2)
    except (DiffulizerError, OSError) as error:
        return complain(error, 1)
    except KeyboardInterrupt:
        return complain("stopped; nothing was written.", 130)
    for note in drawn.notes:
        print(f"note: {note}", file=sys.stderr)
    _print_result(drawn.folder, as_json=args.json)
    return view.show([drawn.folder]) if args.view else 0


def complain(error: object, code: int, command: str = "generate") -> int:
    """Print an error and return the exit status."""
    print(f"diffulizer {command}: {error}", file=sys.stderr)
    return code


def job_of(args: argparse.Namespace) -> Job:
    """Return the checked job that the arguments describe.

    Raises:
        SettingsError: a value is out of range.
        RunNameError: the run's name is not allowed.
    """
    fields = {name: getattr(args, name) for name in Job.__dataclass_fields__ if name not in ("capture", "without")}
    model = Path(args.model_id).expanduser()
    if model.is_file() and not args.server:
        fields["model_id"] = model.name
    if args.output_dir:  # the flag means that folder, never a run of the same name where ComfyUI writes
        fields["overwrite_output"] = False
    job = Job(**fields, capture=capture_of(args))
    check_job(job)
    return job


def capture_of(args: argparse.Namespace) -> CaptureSettings:
    """Return the capture settings that the arguments describe."""
    names = [name for name in CaptureSettings().as_dict() if name not in ("layers", "head_layers")]
    return CaptureSettings(
        layers=parse_layer_globs(" ".join(args.layers or ())),
        head_layers=parse_layer_globs(" ".join(args.head_layers or ()), ALL_RECORDED),
        **{name: getattr(args, name) for name in names},
    )


def host_of(args: argparse.Namespace) -> HostOptions:
    """Return the ComfyUI that the arguments describe. Flags that a running server can't heed are named on standard
    error."""
    from ..comfyui.draw import HostOptions

    if args.server:
        unheeded = [name for name in ("comfyui", "models_dir", "dtype", "port") if getattr(args, name)]
        unheeded += ["device"] if args.device != "auto" else []
        if unheeded:
            flags = ", ".join("--" + name.replace("_", "-") for name in unheeded)
            print(f"note: {flags} can't be set on a running server; ignored.", file=sys.stderr)
        return HostOptions(server=args.server)
    model = Path(args.model_id).expanduser()
    return HostOptions(
        comfyui=args.comfyui,
        models=args.models_dir,
        checkpoints=model.parent if model.is_file() else None,
        port=args.port,
        device=args.device,
        dtype=args.dtype,
    )


def _print_result(folder: Path, *, as_json: bool) -> None:
    from ..dataset.read.run import load_run
    from . import info

    if not folder.is_dir():  # on another machine
        print(json.dumps({"path": str(folder)}) if as_json else f"Run: {folder} (where ComfyUI runs)")
        return
    with contextlib.suppress(BrokenPipeError):
        run = load_run(folder)
        print(json.dumps(info.summary_of_run(run)) if as_json else f"\n{ending.result(run)}", flush=True)
