"""A run in a few lines, for the terminal: read from its metadata alone."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from ..errors import RunFormatError


def summarize(run: Path) -> dict[str, Any]:
    """What lies in a run.

    Returns:
        path, name, steps, width, height, model_id, layers, cross_layers, self_layers, maps, words
        (a list of strings), images, megabytes.

    Raises:
        RunFormatError: its metadata can't be read.
    """
    try:
        metadata = json.loads((run / "metadata.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunFormatError(f"The metadata of {run} can't be read: {error}.") from None
    generator, kinds = metadata["generator"], Counter(layer["attention_type"] for layer in metadata["layers"])
    words = [word["text"] for word in metadata["prompt"].get("words", [])]
    size = sum(path.stat().st_size for path in run.rglob("*") if path.is_file())
    return {
        "path": str(run),
        "name": run.name,
        "steps": metadata["steps"],
        "width": generator["width"],
        "height": generator["height"],
        "model_id": generator["model_id"],
        "layers": len(metadata["layers"]),
        "cross_layers": kinds["cross"],
        "self_layers": kinds["self"],
        "maps": len(metadata["attention_files"]) + len(metadata.get("attention_files_extra", [])),
        "words": words,
        "images": metadata["images"],
        "megabytes": round(size / 1e6, 1),
    }


def describe(run: Path) -> str:
    """The summary as text, with how to look at the run."""
    facts = summarize(run)
    lines = [
        f"Run: {run}",
        f"  {facts['steps']} steps of {facts['model_id']} at {facts['width']} x {facts['height']}, "
        f"{facts['megabytes']} MB",
        f"  {facts['layers']} attention layers ({facts['cross_layers']} cross, {facts['self_layers']} self), "
        f"{facts['maps']} maps",
        f"  words: {' '.join(facts['words']) or '(none)'}",
        "How to look at it:",
        f"  the picture   {run / facts['images'][-1]}",
        f"  every step    {run / 'images'}",
        f"  all facts     {command_line('info', str(run))}",
        f'  in Python     diffulizer.load_run(r"{run}")',
    ]
    return "\n".join(lines)


def command_line(*arguments: str) -> str:
    """What to type, here and now, to run `diffulizer` with these arguments."""
    root = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-m", "diffulizer", *arguments]
    line = " ".join(f'"{word}"' if " " in word else word for word in words)
    is_clone = (root / "pyproject.toml").is_file()
    return line if not is_clone or Path.cwd() == root else f'cd "{root}" && {line}'
