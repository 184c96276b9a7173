"""`diffulizer info`: describe what a run holds."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..analysis.summary_text import extremes, text

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

    summary = summary_of_run(load_run(args.run))
    print(json.dumps(summary, indent=2) if args.json else text(summary))
    return 0


def summary_of_run(run: Run) -> dict[str, Any]:
    """Summarise a run as plain JSON values; a fact that the run does not state is None or empty."""
    generator = run.generator
    keys = ("model_id", "model_family", "sampler", "scheduler", "seed", "cfg_scale", "width", "height")
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
        "layers": _layers(run),
        "maps": len(run.attention_files),
        "words": _words(run),
        "metrics": extremes(run.metrics),
        "latents_saved": run.latents is not None,
        "files": len(sizes),
        "bytes": sum(sizes),
        "not_recorded": [asdict(gap) for gap in run.not_recorded],
    }


def how_to_look(run: Run) -> str:
    """Return the lines that tell a person how to look at a run."""
    return "\n".join(
        [
            "How to look at it:",
            f"  in the viewer {command_line('view', str(run.path))}",
            f"  the picture   {run.image_path(run.steps - 1)}",
            f"  every step    {run.path / 'images'}",
            f"  all facts     {command_line('info', str(run.path))}",
            f'  in Python     diffulizer.load_run(r"{run.path}")',
        ]
    )


def command_line(*arguments: str) -> str:
    """Return the command that a person types, in this folder, to run `diffulizer` with these arguments."""
    root = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-m", "diffulizer", *arguments]
    line = " ".join(f'"{word}"' if " " in word else word for word in words)
    is_clone = (root / "pyproject.toml").is_file()
    return line if not is_clone or Path.cwd() == root else f'cd "{root}" && {line}'


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


def _words(run: Run) -> list[dict[str, Any]]:
    """Return the words by falling dominance; for a run of version 1.0.0, its tokens without the special ones."""
    from ..maths.numbers import number

    dominance = run.metrics.get("token_dominance")
    dominance = dominance if isinstance(dominance, dict) else {}
    ranked = dominance.get("ranking_words")
    if isinstance(ranked, list):
        return [{"text": w.get("text"), "score": number(w.get("score"))} for w in ranked if isinstance(w, dict)]
    named = []
    for entry in _list(dominance.get("ranking")):
        index = entry.get("token_index") if isinstance(entry, dict) else None
        if isinstance(index, int) and 0 <= index < len(run.tokens) and not run.tokens[index].startswith("<|"):
            named.append({"text": run.tokens[index].removesuffix("</w>"), "score": number(entry.get("score"))})
    return named


def _list(value: Any) -> list[Any]:
    """Return the value if it is a list, else an empty one, because runs may be damaged."""
    return value if isinstance(value, list) else []
