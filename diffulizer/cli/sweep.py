"""`diffulizer sweep`: draw the runs of a study, and go on with it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import DiffulizerError, RunInUseError, SettingsError
from .ending import MIB, next_step
from .generate import RawHelp, add_host_flags, complain, flag

if TYPE_CHECKING:
    from ..sweep.crew import Attempt, Crew
    from ..sweep.stores import Store
    from ..sweep.study import Study
    from ..sweep.sweep import Sweep
    from ..sweep.worker import Worker

REASONS = 10
"""Number of reasons of failures that are listed at the end."""
DESCRIPTION = """\
Draw the runs of a study: a YAML file with prompts, seeds, settings, checkpoints, LoRAs and edits, of which each
combination is a run. docs/sweeps.md lists all keys. ComfyUI is asked whether it knows all samplers, LoRAs and
checkpoints. The first run is drawn, the time and the space for all are shown, and you are asked. What is finished stays
if you stop it, and the same command goes on. Runs are DIR/runs/ID.zip; DIR/ledger.jsonl says what became of each
attempt.

Exit status: 0 all runs are there; 1 some failed, or ComfyUI or the disk did; 2 the study or a flag is unusable, or you
said no; 130 stopped by Ctrl-C."""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `sweep`."""
    parser = subparsers.add_parser(
        "sweep",
        help="draw the runs of a study, and go on with it",
        description=DESCRIPTION,
        usage="diffulizer sweep STUDY.yaml -o DIR [options]",
        formatter_class=RawHelp,
    )
    parser.set_defaults(func=run)
    parser.add_argument("study", type=Path, metavar="STUDY", help="a YAML file")
    made = parser.add_argument_group("the runs")
    made.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder of the sweep")
    flag(made, "results", metavar="PLACE", help="another folder for the runs, or an address such as s3://bucket/study")
    made.add_argument("--yes", action="store_true", help="do not ask")
    made.add_argument("--plan", action="store_true", help="list all runs of the study, and draw nothing")
    crew = parser.add_argument_group("the workers")
    flag(crew, "workers", type=int, help="how many ComfyUIs are started (one for each GPU, or 1)")
    flag(crew, "servers", metavar="URL,URL", help="running ComfyUIs that have the pack, instead")
    flag(crew, "ray", metavar="ADDRESS", help="the workers run on a Ray cluster: auto, or its address")
    add_host_flags(parser.add_argument_group("ComfyUI"), server=False)


def run(args: argparse.Namespace) -> int:
    """Run the subcommand and return the exit status."""
    from ..serving import termination_as_interrupt
    from ..sweep.crew import Crew
    from ..sweep.ledger import RUNS
    from ..sweep.stores import open_store
    from ..sweep.study import load_study
    from ..sweep.sweep import Sweep

    folder = args.output.expanduser()
    try:
        study = load_study(args.study)
        _check_crew(args)
        if args.plan:
            return _show_items(study)
        place = _place(args.results, folder / RUNS)
        store = open_store(place)
        with termination_as_interrupt(), Sweep(study, folder, store) as sweep:
            if sweep.damaged_rows:
                print(f"note: {sweep.damaged_rows} lines of the ledger can't be read; left out.", file=sys.stderr)
            workers = _workers(args, study, store, place)
            with Crew(workers, study.retries) as crew:
                return _draw(args, sweep, crew, len(workers))
    except (SettingsError, RunInUseError) as error:
        return complain(error, 2, "sweep")
    except (DiffulizerError, OSError) as error:
        return complain(f"{error} The same command goes on.", 1, "sweep")
    except KeyboardInterrupt:
        return complain("stopped; what was finished stays, and the same command goes on.", 130, "sweep")


def _check_crew(args: argparse.Namespace) -> None:
    """Refuse a number that is no number of workers, and flags of which one would be ignored. Raises: SettingsError."""
    if args.workers is not None and args.workers < 1:
        raise SettingsError(f"workers is {args.workers}; expected a number from 1.")
    if args.servers:
        for flag_, value in (("workers", args.workers), ("ray", args.ray)):
            if value is not None:
                raise SettingsError(f"{flag_} is {value}, and servers names the ComfyUIs that draw; leave one out.")


def _place(results: str | None, usual: Path) -> str | Path:
    """Return the place of the runs: an address, or a whole path, as workers on other machines need it."""
    if results is None or "://" not in results:
        return (usual if results is None else Path(results).expanduser()).absolute()
    return results


def _show_items(study: Study) -> int:
    from ..sweep.items import items_of

    for item in items_of(study):
        print(item.id)
    return 0


def _draw(args: argparse.Namespace, sweep: Sweep, crew: Crew, workers: int) -> int:
    """Draw what is pending, after the plan was shown and agreed to; return the exit status."""
    from tqdm import tqdm

    from ..sweep.crew import counted

    done = len(sweep.items) - len(sweep.pending)
    print(f"{len(sweep.items)} runs, {done} are there, {len(sweep.pending)} to draw.", flush=True)
    if sweep.pending:
        crew.check(sweep.pending)
    sweep.withdraw()  # after the check: a mistyped study withdraws nothing
    reasons: list[str] = []
    failed = 0
    interval = 0.3 if sys.stderr.isatty() else 15.0  # a log file needs no animation
    with tqdm(total=len(sweep.items), initial=done, unit="run", mininterval=interval) as bar:

        def note(attempt: Attempt) -> None:
            if attempt.is_last:
                bar.update()
            if attempt.is_last and attempt.made is None:
                reasons.append(attempt.reason)
            if attempt.made is None:
                again = "" if attempt.is_last else " It is tried again."
                bar.write(f"{attempt.item.id}, attempt {attempt.number}: {attempt.reason}{again}", file=sys.stderr)

        if sweep.pending and sweep.costs is None:
            bar.update(-sweep.draw(sweep.pending[:1], crew, note))  # one that failed is drawn again
        if sweep.pending:
            bar.clear()
            print(_estimate(sweep, workers), flush=True)
            if not args.yes and not _agreed():
                return complain("not agreed to; nothing more was drawn. With --yes nothing is asked.", 2, "sweep")
            failed = sweep.draw(sweep.pending, crew, note)
    if failed:
        lines = counted(reasons[-failed:])  # those of the first run, which was drawn again, come before
        print(f"{failed} runs failed; {sweep.folder / 'ledger.jsonl'} names each. The same command tries them again.")
        print("\n".join([*lines[:REASONS], *[f"{len(lines) - REASONS} more reasons"] * (len(lines) > REASONS)]))
    print(
        next_step("One table of all", "table", sweep.folder, "-o", sweep.folder.with_name(f"{sweep.folder.name}_table"))
    )
    return int(bool(failed))


def _estimate(sweep: Sweep, workers: int) -> str:
    """Return a sentence on the time and the space that the pending runs take."""
    costs, left = sweep.costs, len(sweep.pending)
    if costs is None:
        return f"The first run failed, so the time and the space for {left} runs are not known."
    seconds = costs.seconds * left / min(workers, left)
    minutes = f"{seconds / 60:.0f} min" if seconds > 90 else f"{seconds:.0f} s"
    time = f"{seconds / 3600:.1f} h" if seconds > 5400 else minutes
    sentence = (
        f"A run takes {costs.seconds:.1f} s and {costs.bytes / MIB:.2f} MiB, so {left} take about {time} and "
        f"{costs.bytes * left / MIB:.0f} MiB"
    )
    free = sweep.free_bytes
    if free is None:
        return f"{sentence}. How much is free there is not known."
    sentence = f"{sentence}; {free / MIB:.0f} MiB are free."
    return f"{sentence} That is not enough." if costs.bytes * left > free else sentence


def _agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    return input("Draw them? [y/N] ").strip().lower() in ("y", "yes")


def _workers(args: argparse.Namespace, study: Study, store: Store, place: str | Path) -> list[Worker]:
    from ..comfyui.draw import HostOptions
    from ..sweep.worker import local_workers

    host = HostOptions(
        comfyui=args.comfyui,
        models=args.models_dir,
        port=args.port,
        device=args.device,
        dtype=args.dtype,
    )
    if args.ray:
        from ..sweep.cluster import cluster_workers

        count = args.workers or 1
        return cluster_workers(args.ray, replace(host, port=args.port if count == 1 else 0), study, place, count)
    servers = [url.strip() for url in (args.servers or "").split(",") if url.strip()]
    return local_workers(host, study, store, count=args.workers, servers=servers)
