"""`diffulizer info`: describe what a run holds."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..analysis.summary_text import effect_sizes, extremes, gather_facts, text
from ..edits import titles
from .ending import next_step

if TYPE_CHECKING:
    from ..dataset.read.run import Run


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `info`."""
    parser = subparsers.add_parser("info", help="show what a run holds", description="Show what a run holds.")
    parser.set_defaults(func=run)
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of a run, or a .zip of one")
    parser.add_argument("--json", action="store_true", help="print the facts as JSON")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand.

    Raises:
        RunNotFoundError: there is no run.
        RunFormatError: its metadata or metrics can't be read.
    """
    from ..dataset.read.run import load_run  # numpy and Pillow: only when they are needed

    run = load_run(args.run)
    summary = summary_of_run(run)
    if args.json:
        print(json.dumps(summary, indent=2))
    else:
        print(text(summary), next_step("Look at it in the viewer", "view", run.path), sep="\n")
    return 0


def summary_of_run(run: Run) -> dict[str, Any]:
    """Summarise a run as plain JSON values; a fact that the run does not state is None or empty."""
    from ..analysis.terms import scored_terms, token_scores
    from ..dataset.model import Generator

    generator, table = run.generator, run.token_table()
    keys = ("model_id", "model_family", "prediction", "sampler", "scheduler", "seed", "cfg_scale", "width", "height")
    sizes = [run.files.size(name) or 0 for name in run.files.names()]
    return {
        "path": str(run.path),
        "schema_version": run.schema_version,
        "complete": run.complete,
        "steps": run.steps,
        "prompt": str(run.prompt.get("text") or ""),
        "negative": str(run.prompt.get("negative") or ""),
        "conditions": [{key: c.get(key) for key in ("id", "polarity", "text")} for c in run.conditions],
        "token_source": run.prompt.get("source"),
        **{key: generator.get(key) for key in keys},
        "edits": titles(run.part("generator", Generator).edits),
        "layers": _layers(run),
        "maps": len(run.attention_files),
        **scored_terms(table, token_scores(run.metrics, len(table))),
        "effects": effect_sizes(run.effect_words, run.effect_kind, run.metrics),
        "gather": gather_facts(run.gather_words, run.gather_layers, {file.step for file in run.gather_files}),
        "metrics": extremes(run.metrics),
        "latents_saved": run.latents is not None,
        "files": len(sizes),
        "bytes": sum(sizes),
        "not_recorded": [asdict(gap) for gap in run.not_recorded],
    }


def _layers(run: Run) -> list[dict[str, Any]]:
    """Describe each layer with the grids of its stored maps and their number."""
    layers = []
    for layer in run.layers:
        maps = [m for m in run.attention_files if m.layer_id == layer.id]
        grids = sorted({tuple(m.grid) for m in maps if m.grid})
        layers.append(
            {
                "id": layer.id,
                "name": layer.name,
                "attention_type": layer.attention_type,
                "grid": list(layer.grid) if layer.grid else None,
                "map_grid": list(grids[0]) if grids else None,
                "maps": len(maps),
            }
        )
    return layers
