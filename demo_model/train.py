"""Train a demo model, from drawing its scenes to judging its pictures.

    python -m demo_model.train
    python -m demo_model.train --model transformer

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
from . import train_diffusion, train_transformer
from .architecture import MODELS
from .evaluate import publish
from .export import export, export_transformer, restore, restore_transformer
from .loader import FILES
from .plans import Plan, Rounds, Stage, begin_last_round
from .train_decoder import train_decoder

SDXL, TRANSFORMER = MODELS
DECODER_STEPS = 3000
TAUGHT = "mini_sdxl_taught.safetensors"
TAUGHT_ROUNDS = ((Stage(300, 1, 32, 0.0),),)
TAUGHT_RATE = 2e-4


def main(arguments: list[str] | None = None) -> int:
    """Train; return the exit code, which is 0 when everything is done."""
    parser = argparse.ArgumentParser(
        prog="python -m demo_model.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", choices=MODELS, default=SDXL, help="which one; text encoders are sdxl's for both")
    parser.add_argument("--folder", type=Path, default=Path("output/demo_model"), help="data, checkpoints, results")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fewer", type=int, default=1, help="divide the number of steps by this, to try it out")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 8), help="processes, on a CPU")
    parser.add_argument("--install", action="store_true", help="put weights, figures and samples into the repository")
    parser.add_argument(
        "--last-round", action="store_true", help="only the last round, from the repository's weights of those before"
    )
    parser.add_argument("--taught", action="store_true", help="make sdxl's taught checkpoint too, in --folder")
    given = parser.parse_args(arguments)
    if given.fewer < 1:
        parser.error(f"--fewer is {given.fewer}; expected a whole number from 1.")
    if given.install and given.fewer != 1:
        parser.error("--install is for a whole training: leave --fewer out.")
    if given.taught and given.model != SDXL:
        parser.error(f"--taught is for the model {SDXL}, not {given.model}: leave one of them out.")
    given.folder.mkdir(parents=True, exist_ok=True)
    weights = FILES[given.model] if given.install else given.folder / FILES[given.model].name
    begin = train_diffusion.plan_of if given.model == SDXL else train_transformer.plan_of
    plan = begin(given.folder, given.seed, workers=given.workers)
    plan = replace(plan, rounds=_fewer(plan.rounds, given.fewer))
    try:
        with termination_as_interrupt():
            if given.last_round:
                known = restore if given.model == SDXL else restore_transformer
                begin_last_round(plan, known(FILES[given.model]))
            if given.model == SDXL:
                _train(plan, weights, DECODER_STEPS // given.fewer)
            else:
                _train_transformer(plan, weights)
            if given.taught:
                _teach(plan, _fewer(TAUGHT_ROUNDS, given.fewer))
            publish(weights, weights.parent, given.model)
    except ValueError as error:
        print(f"train: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("train: stopped. The same command goes on from the last checkpoint.", file=sys.stderr)
        return 130
    return 0


def _train(plan: Plan, weights: Path, decoder_steps: int) -> None:
    train_diffusion.train(plan)
    train_decoder(_decoder(plan), plan.seed, decoder_steps)
    export(plan.checkpoint, _decoder(plan), weights, _about(plan, "denoising loss alone"))


def _train_transformer(plan: Plan, weights: Path) -> None:
    train_transformer.train(plan)
    export_transformer(plan.checkpoint, weights, _about(plan, "flow matching loss alone"))


def _teach(plan: Plan, rounds: Rounds) -> None:
    taught = replace(plan, rounds=rounds, name="taught", learning_rate=TAUGHT_RATE, taught_from=plan.checkpoint)
    train_diffusion.train(taught)
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
