"""The entry of a run in a list: a few facts of its metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..dataset import layout
from ..dataset.read.run import Run, load_run
from ..dataset.write.size import folder_bytes
from ..errors import DiffulizerError, RunNameError
from ..maths.numbers import is_whole
from ..names import is_portable


def run_entry(folder: Path, name: str) -> dict[str, Any]:
    """Describe the run ``name`` in ``folder``; for one that can't be used, ``damaged`` is the reason.

    Returns:
        ``name``, ``prompt``, ``negative``, ``model_id``, ``seed``, ``created_at`` (ISO 8601), ``steps``, ``width``,
        ``height`` (pixels), ``size_bytes``, ``complete``, ``thumbnail`` (the last step's image, a path within the run),
        ``workflow`` (whether it carries the graph as drawn), ``damaged``. A fact that the run does not state is null.
    """
    size = 0
    try:
        size = folder_bytes(folder)[1]
        if not is_portable(name):
            raise RunNameError("Some systems can't hold the name of its folder. Rename the folder.")
        facts = {**_facts(load_run(folder)), "damaged": None}
    except (DiffulizerError, OSError) as error:
        facts = {**NOTHING, "damaged": str(error).replace(str(folder), name)}
    return {"name": name, "size_bytes": size, **facts}


def _facts(run: Run) -> dict[str, Any]:
    generator, prompt = run.generator, run.prompt
    return {
        "prompt": _text(prompt.get("text")),
        "negative": _text(prompt.get("negative")),
        "model_id": _text(generator.get("model_id")),
        "seed": _whole(generator.get("seed")),
        "created_at": _text(generator.get("created_at")),
        "steps": run.steps,
        "width": _whole(generator.get("width")),
        "height": _whole(generator.get("height")),
        "complete": run.complete,
        "thumbnail": last_image(run),
        "workflow": isinstance(generator.get("workflow"), dict),
    }


NOTHING: dict[str, Any] = {
    **dict.fromkeys(("prompt", "negative", "model_id", "seed", "created_at", "steps", "width", "height", "thumbnail")),
    "complete": False,
    "workflow": False,
}
"""Facts of a run that can't be read."""


def last_image(run: Run) -> str | None:
    """Return the path of the last step's picture within the run; None if it has none."""
    images = run.images()
    last = images[-1] if images else layout.image_path(run.steps - 1)
    return None if run.files.size(last) is None else last


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: Any) -> int | None:
    return value if is_whole(value) else None
