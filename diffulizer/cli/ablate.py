"""`diffulizer ablate`: draw an image again without each of its words, and say what changes."""

from __future__ import annotations

import argparse
import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..comfyui.job import Job, Without, check_job
from ..comfyui.lists import parse_seeds
from ..edits import ALL
from ..errors import DiffulizerError, OutputError, SettingsError
from ..settings import CaptureSettings
from .ending import next_step
from .generate import FLAG, UNUSABLE, RawHelp, add_host_flags, add_image_flags, complain, flag, host_of

if TYPE_CHECKING:
    from ..analysis.removals import WordRow

EPILOG = """\
The folder gets:
  table.csv, table.json   what changes without each word, for each seed and on average
  sheets/seed_42.png      the picture, what it is without each word, and where that changes it
  where/seed_42_01.png    where the picture changes without one word
  runs/seed_42            the run, which the viewer opens: its panel "What if" shows all of it

Each word takes as long as the picture itself, and so does a sampling that removes nothing: it gives the noise floor.
What is finished stays if you stop it.
"""
LAYERS = 24
"""Cross-attention layers that are recorded."""
_STEPS = re.compile(r"(-?\d+)(?:\s*-\s*(-?\d+))?")


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `ablate`."""
    parser = subparsers.add_parser(
        "ablate",
        help="draw an image again without each of its words, and say what changes",
        description="Draw an image in ComfyUI, and then again from the same noise without each of its words.",
        usage="diffulizer ablate --prompt TEXT -o DIR [options]",
        epilog=EPILOG,
        formatter_class=RawHelp,
    )
    parser.set_defaults(func=run)
    image = parser.add_argument_group("the image")
    flag(image, "prompt", required=True, help="what the image should show")
    add_image_flags(image)
    flag(image, "seeds", default=str(Job("").seed), help=f"one or more, such as 1-8 or 1, 5, 7 ({Job('').seed})")
    removed = parser.add_argument_group("the words")
    flag(removed, "words", default="", help="words or phrases, separated by commas (each word of the prompt)")
    flag(
        removed,
        "left-out",
        action=FLAG,
        default=False,
        help="leave them out of the text, not of the attention (off)",
    )
    flag(
        removed,
        "layers",
        default=ALL,
        help="remove them from the attention of these layers; auto: the clearest (all)",
    )
    flag(removed, "steps", default="", help="remove them from the attention in these steps, such as 1-4 (all)")
    flag(
        removed,
        "effects-every",
        type=int,
        default=0,
        help="also measure their effects at every n-th step, to compare them with what changes (0: off)",
    )
    made = parser.add_argument_group("the results")
    made.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="an empty or absent folder")
    made.add_argument("--runs", action=FLAG, default=True, help="keep the runs (on)")
    add_host_flags(parser.add_argument_group("ComfyUI"))


def run(args: argparse.Namespace) -> int:
    """Run the subcommand and return the exit status, as `generate` does."""
    from ..comfyui.draw import draw_each
    from ..comfyui.progress import Reporter
    from ..serving import termination_as_interrupt

    try:
        jobs = {seed: _job(args, seed) for seed in parse_seeds(args.seeds)}
        results = Results(args.output.expanduser(), args.prompt, keep_runs=args.runs)
    except (*UNUSABLE, OutputError) as error:
        return complain(error, 2, "ablate")
    targets = [(job, results.run_folder(seed)) for seed, job in jobs.items()]
    status = 0
    try:
        with termination_as_interrupt(), Reporter() as report:
            for seed, _drawn in zip(jobs, draw_each(targets, host_of(args), report), strict=True):
                results.add(seed)
    except UNUSABLE as error:
        status = complain(error, 2, "ablate")
    except (DiffulizerError, OSError) as error:
        status = complain(error, 1, "ablate")
    except KeyboardInterrupt:
        status = complain("stopped; what was finished stays.", 130, "ablate")
    if results.rows:
        print(f"\n{results.text()}")
        print(f"\nTable and pictures: {results.folder}")
        if args.runs:
            print(next_step("Look at it in the viewer", "view", results.run_folder(next(iter(results.rows)))))
    return status


def _job(args: argparse.Namespace, seed: int) -> Job:
    first, last = parse_steps(args.steps)
    names = set(Job.__dataclass_fields__) & set(vars(args)) - {"seed"}
    job = Job(
        **{name: getattr(args, name) for name in names},
        seed=seed,
        capture=CaptureSettings(
            max_layers=LAYERS,
            include_self_attention=False,
            effects_every=args.effects_every,
            effect_words=args.words,
        ),
        without=Without(args.words, args.left_out, args.layers, first, last),
    )
    check_job(job)
    return job


def parse_steps(text: str) -> tuple[int, int]:
    """Return the first and the last step, from 1, of a text such as "1-4" or "3"; an empty one means all. Raises:
    SettingsError."""
    found = _STEPS.fullmatch(text.strip()) if text.strip() else None
    if text.strip() and found is None:
        raise SettingsError(f"steps is {text!r}; expected a step or a range, such as 3 or 1-4.")
    return (int(found[1]), int(found[2] or found[1])) if found else (1, -1)


@dataclass
class Results:
    """The folder of results, which holds what is finished at any time.

    Attributes:
        rows: the rows of each seed.

    Raises:
        OutputError: the folder is not empty, or can't be made.
    """

    folder: Path
    prompt: str
    keep_runs: bool = True
    rows: dict[int, list[WordRow]] = field(default_factory=dict)
    steps: int = 0
    kind: str = ""

    def __post_init__(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            taken = any(self.folder.iterdir())
        except OSError as error:
            raise OutputError(f"{self.folder} can't be made: {error.strerror or error}.") from error
        if taken:
            raise OutputError(f"{self.folder} is not empty. Choose another folder.")

    def run_folder(self, seed: int) -> Path:
        """Return the folder of a seed's run."""
        return self.folder / "runs" / f"seed_{seed}"

    def add(self, seed: int) -> None:
        """Draw the sheet of a run that was made, and write the tables anew."""
        import shutil

        from ..dataset.read.disk_pass import DiskPass
        from ..dataset.read.run import load_run
        from ..plots.page import save_png
        from ..plots.removals import contact_sheet, sheet_look, where_it_changed, without_words
        from ..plots.style import LIGHT

        run, pass_ = load_run(self.run_folder(seed)), DiskPass(self.run_folder(seed))
        assert run.removed is not None
        pictures = [run.removal_picture(number) for number in range(len(run.removed.words))]
        shown = without_words(pass_, 0, run.image(-1), pictures)
        self.rows[seed], self.steps, self.kind = list(shown.rows), shown.steps, shown.kind
        save_png(contact_sheet(shown, sheet_look(shown, LIGHT)), self.folder / "sheets" / f"seed_{seed}.png")
        for number, picture in enumerate(where_it_changed(shown), start=1):
            self._save(picture, self.folder / "where" / f"seed_{seed}_{number:02}.png")
        self._write_tables()
        if not self.keep_runs:
            shutil.rmtree(self.run_folder(seed))

    def text(self) -> str:
        """Return the table of the mean over seeds."""
        from ..analysis.removals import mean_rows
        from ..analysis.removals_text import removals_text

        return removals_text(mean_rows(list(self.rows.values())), self.steps)

    def _save(self, picture: Any, path: Path) -> None:
        from PIL import Image

        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(path)

    def _write_tables(self) -> None:
        from ..analysis.removals import mean_rows
        from ..dataset.jsonfile import json_bytes

        each = [{"seed": seed, **row.as_dict()} for seed, rows in self.rows.items() for row in rows]
        means = mean_rows(list(self.rows.values()))
        content = {"prompt": self.prompt, "kind": self.kind, "steps": self.steps, "rows": each, "means": means}
        lines = io.StringIO(newline="")
        writer = csv.DictWriter(lines, list(each[0]))
        writer.writeheader()
        writer.writerows(each)
        for name, data in (("table.json", json_bytes(content)), ("table.csv", lines.getvalue().encode("utf-8"))):
            draft = self.folder / f".{name}"
            draft.write_bytes(data)
            draft.replace(self.folder / name)
