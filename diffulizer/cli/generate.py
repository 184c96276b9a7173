"""`diffulizer generate`: draw an image in ComfyUI, record it and export the run; or many, in one ComfyUI."""

from __future__ import annotations

import argparse
import contextlib
import copy
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..comfyui.graph import DEMO, DEMOS
from ..comfyui.job import DEVICES, HUB, PIPELINES, PREVIEWS, Job, check_job
from ..comfyui.lists import parse_seeds, read_prompts
from ..dataset.write.replace import check_target
from ..errors import (
    DiffulizerError,
    HostError,
    OutputError,
    RunExistsError,
    RunNameError,
    SettingsError,
    UnreachableError,
)
from ..settings import ALL_RECORDED, HEADS, MAPS_OF, CaptureSettings, parse_layer_globs
from . import ending, view

if TYPE_CHECKING:
    from ..comfyui.draw import HostOptions
    from ..comfyui.progress import Report

DTYPES = ("float16", "float32")
UNUSABLE = (SettingsError, RunNameError, RunExistsError)
FLAG = argparse.BooleanOptionalAction


class Help(argparse.HelpFormatter):
    """Help formatter that shows each flag once, although the spelling with underscores works too."""

    def _format_action_invocation(self, action: argparse.Action) -> str:
        shown = copy.copy(action)
        shown.option_strings = [name for name in action.option_strings if "_" not in name]
        return super()._format_action_invocation(shown)


class RawHelp(Help, argparse.RawDescriptionHelpFormatter):
    """Help formatter that keeps the lines of descriptions and epilogs, too."""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `generate` with all of its flags."""
    parser = subparsers.add_parser(
        "generate",
        help="draw images in ComfyUI, record them and export the runs",
        description=__doc__,
        usage="diffulizer generate (--prompt TEXT | --prompts FILE) [--seed N | --seeds LIST] [options]",
        epilog="Each flag may be spelled with underscores as well: --negative_prompt. Several prompts and seeds give a "
        "run of each prompt with each seed. If one fails, the others are drawn, and the exit status is 1.",
        formatter_class=Help,
    )
    parser.set_defaults(func=run)
    image = parser.add_argument_group("the image")
    prompts = image.add_mutually_exclusive_group(required=True)
    flag(prompts, "prompt", help="what the image should show")
    flag(
        prompts,
        "prompts",
        type=Path,
        metavar="FILE",
        help="a text file in UTF-8 with a prompt on each line; empty lines are left out, and there are no comments",
    )
    add_image_flags(image)
    seeds = image.add_mutually_exclusive_group()
    flag(seeds, "seed", type=int, default=Job("").seed, help=f"({Job('').seed})")
    flag(seeds, "seeds", help="several, such as 1-20 or 1, 5, 7")
    _add_recording_flags(parser.add_argument_group("the recording"))
    _add_output_flags(parser.add_argument_group("the run"))
    add_host_flags(parser.add_argument_group("ComfyUI"))


def flag(group: argparse._ArgumentGroup | argparse._MutuallyExclusiveGroup, name: str, **options: Any) -> None:
    """Add `--some-name`, which may be spelled `--some_name` too."""
    names = dict.fromkeys((f"--{name}", f"--{name.replace('-', '_')}"))
    if "action" not in options and "choices" not in options:
        options.setdefault("metavar", "N" if options.get("type") in (int, float) else "TEXT")
    group.add_argument(*names, **options)


def add_image_flags(group: argparse._ArgumentGroup) -> None:
    """Add the flags of what is drawn, but the prompt and the seed."""
    job = Job("")
    flag(group, "negative-prompt", default="", help="what it should not show")
    flag(
        group,
        "model-id",
        default=DEMO,
        help=f"'{DEMO}' (default), a checkpoint in ComfyUI's models, a path, or one of "
        f"{', '.join((*list(DEMOS)[1:], *HUB))}",
    )
    flag(
        group,
        "pipeline-type",
        choices=PIPELINES,
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
        "only-words",
        default=capture.only_words,
        help="the words whose maps are recorded, separated by commas (all of the prompt)",
    )
    flag(
        group,
        "gather-words",
        default=capture.gather_words,
        help="in models with text and picture in one sequence: words of which it is also recorded which places of the "
        "picture they look at, separated by commas (none)",
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
        help="with --effects-every: the words to measure, separated by commas (--only-words, or all)",
    )


def _add_output_flags(group: argparse._ArgumentGroup) -> None:
    job = Job("")
    flag(
        group,
        "output-dir",
        type=Path,
        metavar="DIR",
        help="exactly this folder (must be empty or absent); of several runs, the folder that they are in",
    )
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
        choices=PREVIEWS,
        default=job.preview,
        help=f"how the pictures of the steps are decoded ({job.preview})",
    )
    flag(group, "progress-file", type=Path, metavar="FILE", help="JSON file that always holds the progress")
    shown = group.add_mutually_exclusive_group()
    shown.add_argument("--view", action="store_true", help="open the run in the viewer when it is done, until Ctrl-C")
    shown.add_argument("--json", action="store_true", help="print the result as JSON, and no progress bar")


def add_host_flags(group: argparse._ArgumentGroup, *, server: bool = True) -> None:
    """Add the flags of the ComfyUI that draws; without ``server``, of one that is started."""
    flag(group, "comfyui", metavar="PATH", help="start the ComfyUI in this folder (else COMFYUI_PATH, else dev.py's)")
    if server:
        flag(group, "server", metavar="URL", help="use a running ComfyUI that has the pack")
    flag(group, "models-dir", type=Path, metavar="DIR", help="another models folder, besides ComfyUI's")
    flag(group, "port", type=int, default=0, help="port of the ComfyUI that is started (a free one)")
    flag(group, "device", choices=DEVICES, default="auto", help="(auto)")
    flag(group, "dtype", choices=DTYPES, help="(what ComfyUI chooses)")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand and return the exit status: 0 done, 1 failed, 2 unusable arguments, 130 stopped by Ctrl-C."""
    from ..comfyui.progress import Reporter
    from ..serving import termination_as_interrupt

    made: list[Path] = []
    failed = False
    try:
        jobs, host = jobs_of(args), host_of(args)
        with termination_as_interrupt(), Reporter(quiet=args.json, file=args.progress_file) as report:
            failed = _draw_all(args, jobs, host, report, made)
    except UNUSABLE as error:
        return complain(error, 2)
    except (DiffulizerError, OSError) as error:
        return complain(error, 1)
    except KeyboardInterrupt:
        done = f"{len(made)} of {len(jobs)} runs are finished and stay" if made else "nothing was written"
        return complain(f"stopped; {done}.", 130)
    return view.show(made) if args.view and made else int(failed)


def _draw_all(
    args: argparse.Namespace,
    jobs: list[tuple[Job, Path | None]],
    host: HostOptions,
    report: Report,
    made: list[Path],
) -> bool:
    """Draw the jobs, print each run, and add its folder to ``made``. Of several jobs, one that fails is reported and
    the next one is drawn; return whether one did.

    Raises:
        DiffulizerError: the only job failed, or ComfyUI can't be reached.
    """
    from ..comfyui.draw import Drawer  # aiohttp: only when it is needed

    for _, target in jobs:
        if target is not None:
            check_target(target, overwrite=args.overwrite_output)
    failed = False
    with Drawer(host, report, is_kept=args.output_dir is None) as drawer:
        for job, target in jobs:
            try:
                drawn = drawer.draw(job, target, overwrite=args.overwrite_output)
            except (HostError, OutputError) as error:
                if len(jobs) == 1 or isinstance(error, UnreachableError):
                    raise
                failed = True
                complain(f"seed {job.seed}, {job.prompt!r}: {error}", 1)
                continue
            for note in drawn.notes:
                print(f"note: {note}", file=sys.stderr)
            made.append(drawn.folder)
            _print_result(drawn.folder, as_json=args.json, in_a_line=len(jobs) > 1)
    return failed


def complain(error: object, code: int, command: str = "generate") -> int:
    """Print an error and return the exit status."""
    print(f"diffulizer {command}: {error}", file=sys.stderr)
    return code


def jobs_of(args: argparse.Namespace) -> list[tuple[Job, Path | None]]:
    """Return the checked jobs that the arguments describe, each with its target. Several get folders of their own,
    such as prompt_02_seed_5.

    Raises:
        SettingsError: a value is out of range, or the file of prompts can't be read.
        RunNameError, RunExistsError: the name of the runs is not allowed, or would be that of several.
    """
    prompts = read_prompts(args.prompts) if args.prompts else [args.prompt]
    seeds = [args.seed] if args.seeds is None else parse_seeds(args.seeds)
    folder = args.output_dir.expanduser() if args.output_dir else None
    first = job_of(args, prompts[0], seeds[0])
    if len(prompts) * len(seeds) == 1:
        return [(first, folder)]
    if first.overwrite_output and folder is None:
        raise RunExistsError("--overwrite-output would write all runs to one folder; add --output-dir.")
    jobs: list[tuple[Job, Path | None]] = []
    for number, prompt in enumerate(prompts, start=1):
        for seed in seeds:
            name = f"prompt_{number:02}_seed_{seed}" if len(prompts) > 1 else f"seed_{seed}"
            job = replace(first, prompt=prompt, seed=seed)
            check_job(job)
            jobs.append((job, folder / name if folder else None))
    return jobs


def job_of(args: argparse.Namespace, prompt: str, seed: int) -> Job:
    """Return the checked job of a prompt and a seed.

    Raises:
        SettingsError: a value is out of range.
        RunNameError: the run's name is not allowed.
    """
    named = [name for name in Job.__dataclass_fields__ if name in vars(args)]
    fields = {**{name: getattr(args, name) for name in named}, "prompt": prompt, "seed": seed}
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


def _print_result(folder: Path, *, as_json: bool, in_a_line: bool) -> None:
    """Print a run: facts and what to do next, or with ``in_a_line`` its folder."""
    from ..dataset.read.run import load_run
    from . import info

    if not folder.is_dir():  # on another machine
        print(json.dumps({"path": str(folder)}) if as_json else f"Run: {folder} (where ComfyUI runs)")
        return
    with contextlib.suppress(BrokenPipeError):
        run = load_run(folder)
        shown = str(folder) if in_a_line else f"\n{ending.result(run)}"
        print(json.dumps(info.summary_of_run(run)) if as_json else shown, flush=True)
