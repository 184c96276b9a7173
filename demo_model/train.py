"""Train the demo model, from drawing its scenes to judging its pictures.

    python -m demo_model.train

Every stage keeps its result in --folder and is not repeated, so that after an interruption the same command goes on.
It takes about two hours on two cores; a GPU is used if there is one.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from diffulizer.serving import termination_as_interrupt

from . import host as _host  # noqa: F401 (the import path of what follows)
from .evaluate import publish
from .export import export, restore
from .loader import WEIGHTS
from .train_decoder import train_decoder
from .train_diffusion import ROUNDS, Plan, Rounds, Stage, begin_last_round, train

DECODER_STEPS = 3000
TAUGHT = "mini_sdxl_taught.safetensors"
TAUGHT_ROUNDS = ((Stage(300, 1, 32, 0.0),),)
TAUGHT_RATE = 2e-4


def main(arguments: list[str] | None = None) -> int:
    """Train; return the exit code, which is 0 when everything is done."""
    parser = argparse.ArgumentParser(
        prog="python -m demo_model.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=Path("output/demo_model"), help="data, checkpoints, results")
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--fewer", type=int, default=1, help="divide the number of steps by this, to try it out")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 8), help="processes, on a CPU")
    parser.add_argument("--install", action="store_true", help="put weights, figures and samples into the repository")
    parser.add_argument(
        "--last-round", action="store_true", help="only the last round, from the repository's weights of those before"
    )
    parser.add_argument("--taught", action="store_true", help="make the taught checkpoint too, in --folder")
    given = parser.parse_args(arguments)
    if given.fewer < 1:
        parser.error(f"--fewer is {given.fewer}; expected a whole number from 1.")
    if given.install and given.fewer != 1:
        parser.error("--install is for a whole training: leave --fewer out.")
    given.folder.mkdir(parents=True, exist_ok=True)
    weights = WEIGHTS if given.install else given.folder / WEIGHTS.name
    plan = Plan(given.folder, given.seed, _fewer(ROUNDS, given.fewer), workers=given.workers)
    try:
        with termination_as_interrupt():
            if given.last_round:
                begin_last_round(plan, restore(WEIGHTS))
            _train(plan, weights, DECODER_STEPS // given.fewer)
            if given.taught:
                _teach(plan, _fewer(TAUGHT_ROUNDS, given.fewer))
            publish(weights, weights.parent)
    except ValueError as error:
        print(f"train: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("train: stopped. The same command goes on from the last checkpoint.", file=sys.stderr)
        return 130
    return 0


def _train(plan: Plan, weights: Path, decoder_steps: int) -> None:
    train(plan)
    train_decoder(_decoder(plan), plan.seed, decoder_steps)
    export(plan.checkpoint, _decoder(plan), weights, _about(plan, "denoising loss alone"))


def _teach(plan: Plan, rounds: Rounds) -> None:
    taught = replace(plan, rounds=rounds, learning_rate=TAUGHT_RATE, taught_from=plan.checkpoint)
    train(taught)
    about = _about(taught, "denoising loss, then an attention loss on masks too")
    export(taught.checkpoint, _decoder(plan), plan.folder / TAUGHT, about)


def _decoder(plan: Plan) -> Path:
    return plan.folder / "decoder.pt"


def _fewer(rounds: Rounds, times: int) -> Rounds:
    return tuple(tuple(replace(stage, steps=max(1, stage.steps // times)) for stage in stages) for stages in rounds)


def _about(plan: Plan, kind: str) -> dict[str, str]:
    """Return the description of the training for the checkpoint's metadata."""
    stages = "; ".join(f"{s.steps} steps of {s.batch} at 1/{s.shrink} size" for s in plan.stages)
    settings = f"seed {plan.seed}, learning rate {plan.learning_rate}, {stages}"
    return {"trained_on": kind, "training": settings, "date": date.today().isoformat()}


if __name__ == "__main__":
    sys.exit(main())
