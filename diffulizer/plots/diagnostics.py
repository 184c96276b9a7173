"""Diagnostics of a run on disk, which `diffulizer figures` writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..analysis.denoising import Denoising, denoising_of_run
from ..analysis.shares import shares_of
from ..analysis.word_effects import word_effects
from ..dataset.layout import X0
from ..dataset.read.run import Run
from ..dataset.read.stand_ins import pictured_steps
from ..maths.alignment import STEP
from .channels import channels_of
from .curves import metrics_figure
from .dominance import STACKED, dominance_figure
from .effects import effects_figure
from .page import Page
from .strip import BOTH, DECODED, LATENT, Frame, evenly, fitting_height, strip_figure
from .style import Look
from .trajectory import trajectory_figure

FRAMES = 8
"""Number of steps in the strip."""

Figure = Callable[[], Page]


def diagnostics(run: Run, look: Look) -> dict[str, Figure]:
    """Return the figures by name; each is drawn when it is called.

    Args:
        look: the size and colours of all figures; only the strip is as high as its pictures need.

    Raises:
        RunFormatError: the run's files can't be read.
    """
    denoising = denoising_of_run(run)
    effects = {"word_effects": lambda: _effects(run, denoising, look)} if run.effect_files else {}
    return {
        "timestep_strip": lambda: _strip(run, denoising, look),
        "latent_pca": lambda: trajectory_figure(_pca(run), note=denoising.note, look=look),
        "core_metrics": lambda: metrics_figure(denoising, channels_of("core"), along=STEP, look=look),
        "token_dominance": lambda: dominance_figure(
            shares_of(denoising.terms, denoising.token_shares()), note=denoising.note, style=STACKED, look=look
        ),
        **effects,
    }


def _strip(run: Run, denoising: Denoising, look: Look) -> Page:
    kinds = BOTH if run.images(X0) else LATENT
    steps = pictured_steps(run)
    chosen = [steps[place] for place in evenly(len(steps), FRAMES)]
    rows, columns = run.image(chosen[-1]).shape[:2]
    return strip_figure(
        [Frame(step, denoising.sigmas[step]) for step in chosen],
        lambda step, kind: run.image(step, kind),
        kinds=kinds,
        captions=True,
        note=denoising.note,
        decoded=DECODED.get(str(run.generator.get("preview_method")), "as the run holds them"),
        look=replace(look, height=fitting_height(look.width, len(chosen), kinds, columns / rows)),
    )


def _effects(run: Run, denoising: Denoising, look: Look) -> Page:
    rows, columns = run.image(run.steps - 1).shape[:2]
    return effects_figure(word_effects(run), note=denoising.note, aspect=columns / rows, look=look)


def _pca(run: Run) -> dict[str, object]:
    path = run.trajectory
    return {
        "points": path.points.tolist(),
        "x0_points": None if path.x0_points is None else path.x0_points.tolist(),
        "explained_variance_ratio": path.explained_variance_ratio.tolist(),
    }
