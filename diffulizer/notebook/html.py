"""A run as HTML for notebooks. Everything that a run states is escaped."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import TYPE_CHECKING

from PIL import Image

from ..analysis import NOT_CAUSATION
from ..analysis.terms import scored_terms, token_scores
from ..dataset.read.stand_ins import pictured_steps
from ..errors import DiffulizerError
from ..plots.strip import evenly
from ..render import Pixels

if TYPE_CHECKING:
    from .run import Run

PICTURES, SIDE = 8, 112
"""Number of pictures of the strip, and length of their longer side in pixels."""


def html_of(run: Run) -> str:
    """Return the run's pictures at even distances, its settings, and its words by their share of the attention. What
    can't be read is left out, with the reason."""
    parts = [f"<b>{escape(str(run.path))}</b>"]
    for part in (_prompt, _strip, _words):
        try:
            parts.append(part(run))
        except (DiffulizerError, OSError) as error:
            parts.append(f"<p>{escape(str(error))}</p>")
    return f"<div>{''.join(parts)}</div>"


def _prompt(run: Run) -> str:
    facts = [("seed", run.seed), ("cfg", run.cfg), ("sampler", run.sampler), ("scheduler", run.scheduler)]
    listed = ", ".join([f"{run.steps} steps", *(f"{name} {value}" for name, value in facts if value is not None)])
    return f"<p>{escape(str(run.prompt.get('text') or '(empty)'))}<br><small>{escape(listed)}</small></p>"


def _strip(run: Run) -> str:
    steps = pictured_steps(run)
    pictures = [
        f'<figure style="display:inline-block;margin:2px"><img alt="step {step + 1}" src="{_data(run.image(step))}">'
        f"<figcaption><small>step {step + 1}</small></figcaption></figure>"
        for step in (steps[place] for place in evenly(len(steps), PICTURES))
    ]
    lacking = "" if len(steps) == run.steps else "<small>Pictures of the other steps were not kept.</small>"
    return f"<div>{''.join(pictures)}{lacking}</div>"


def _words(run: Run) -> str:
    table = run.token_table()
    words = scored_terms(table, token_scores(run.metrics, len(table)))["words"]
    known = [f"{escape(word['text'])} {word['score']:.1%}" for word in words if word["score"] is not None]
    return f"<p>{', '.join(known)}<br><small>Share of attention. {escape(NOT_CAUSATION)}</small></p>" if known else ""


def _data(pixels: Pixels) -> str:
    """Return a small copy of a picture as a data URL."""
    small = Image.fromarray(pixels)
    small.thumbnail((SIDE, SIDE))
    held = io.BytesIO()
    small.save(held, "PNG")
    return "data:image/png;base64," + base64.b64encode(held.getvalue()).decode("ascii")
