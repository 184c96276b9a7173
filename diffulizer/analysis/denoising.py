"""Numbers of one image's denoising, from a recording or from a run's files; figures are drawn from them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..dataset.read.from_metadata import format_errors, read_conditions, read_generator, read_numbers, read_sampling
from ..dataset.read.run import Run
from ..format import STEPPED
from ..maths.numbers import Floats
from ..metrics import compute_metrics
from ..prompts import TokenTable
from ..recording import SamplingInfo, SamplingPass
from .series import Series, layers_of, series_of
from .terms import Term, terms_of


@dataclass(frozen=True)
class Denoising:
    """The numbers of one image.

    Attributes:
        name: its name in a comparison.
        prompt: the text of the prompt.
        sampling: the settings of the sampler.
        steps: number of recorded steps.
        sigmas: noise level of each step's evaluation; NaN where it is not known.
        next_sigmas: noise level that each step led to, that of its latent.
        terms: the terms of the prompt.
        metrics: the content of ``metrics.json``.
        prediction: what the model predicts, see ``recording.ModelInfo``.
    """

    name: str
    prompt: str
    sampling: SamplingInfo
    steps: int
    sigmas: tuple[float, ...]
    next_sigmas: tuple[float, ...]
    terms: tuple[Term, ...]
    metrics: Mapping[str, Any]
    prediction: str = "unknown"

    def series(self, key: str) -> Series:
        """Return a metric of one number a step; of an entropy, its mean over the step's layers."""
        values = series_of(self.metrics, key)
        return (values + [None] * self.steps)[: self.steps]

    def levels(self, level: str | None) -> tuple[float, ...]:
        """Return the noise level of each step that a ``Channel.level`` names: ``STEPPED``, ``EVALUATED`` or None."""
        return self.next_sigmas if level == STEPPED else self.sigmas

    def layers(self, key: str) -> list[Series]:
        """Return an entropy of each layer by itself; the list is empty for other metrics."""
        return layers_of(self.metrics, key)

    def token_shares(self) -> Floats:
        """Return [steps, tokens], the share of the attention that goes to each token, mean over image positions and
        recorded layers; NaN at steps without attention."""
        rows = [row for row in self.metrics.get("mean_token_activation") or () if isinstance(row, list)]
        length = max((len(row) for row in rows), default=0)
        shares = np.full((self.steps, length), np.nan)
        for step, row in enumerate((self.metrics.get("mean_token_activation") or [])[: self.steps]):
            if isinstance(row, list) and len(row) == length:
                shares[step] = [math.nan if v is None else float(v) for v in row]
        return shares

    @property
    def note(self) -> str:
        """Line on what was drawn, and how."""
        return _note(self.prompt, self.steps, self.sampling)


def note_of(pass_: SamplingPass) -> str:
    """Return one line on what a pass drew, and how."""
    prompt = pass_.conditions[0].prompt.text if pass_.conditions else ""
    return _note(prompt, len(pass_.steps), pass_.sampling)


def _note(prompt: str, steps: int, sampling: SamplingInfo) -> str:
    parts = [f"“{prompt}”" if prompt else "no prompt", f"{steps} step{'s' * (steps != 1)}"]
    parts += [name for name in (sampling.sampler, sampling.scheduler) if name]
    if sampling.cfg_scale is not None:
        parts.append(f"guidance {sampling.cfg_scale:g}")
    if sampling.seed is not None:
        parts.append(f"seed {sampling.seed}")
    return " · ".join(parts)


def denoising_of_pass(pass_: SamplingPass, batch_index: int, name: str = "recording") -> Denoising:
    """Compute the numbers of one image of a recorded pass."""
    table = pass_.conditions[0].prompt.table if pass_.conditions else None
    return Denoising(
        name=name,
        **_prompt(table),
        sampling=pass_.sampling,
        steps=len(pass_.steps),
        sigmas=tuple(float(step.sigma) for step in pass_.steps),
        next_sigmas=tuple(float(step.sigma_next) for step in pass_.steps),
        metrics=compute_metrics(pass_, batch_index),
        prediction=pass_.model.prediction,
    )


def denoising_of_run(run: Run, name: str = "") -> Denoising:
    """Read the numbers of a run from its files, with or without latents and maps.

    Raises:
        RunFormatError: the files can't be read.
    """
    with format_errors(run):
        generator = read_generator(run)
        sigmas = read_numbers(generator.sigmas)
        if len(sigmas) != run.steps + 1:
            sigmas = (math.nan,) * (run.steps + 1)
        conditions = read_conditions(run)
        return Denoising(
            name=name or run.path.resolve().name,
            **_prompt(conditions[0].prompt.table if conditions else None),
            sampling=read_sampling(generator, run.steps),
            steps=run.steps,
            sigmas=sigmas[:-1],
            next_sigmas=sigmas[1:],
            metrics=run.metrics,
            prediction=generator.prediction or "unknown",
        )


def _prompt(table: TokenTable | None) -> dict[str, Any]:
    return {"prompt": table.text if table else "", "terms": terms_of(table) if table else ()}
