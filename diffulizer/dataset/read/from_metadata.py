"""Conversion of the content of ``metadata.json`` to the types of a recording: the inverse of ``write.metadata``.

A fact that a run of schema 1.0.0 lacks has a value that means "unknown": an empty schedule, grids and heads of 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ...errors import RunFormatError
from ...layers import AttentionLayer, block_of, map_cells
from ...recording import Condition, Gap, ModelInfo, SamplingInfo
from ...settings import CaptureSettings
from .. import layout
from ..model import SETTINGS, ConditionEntry, Generator
from ..serial import from_json
from .run import Run


@contextmanager
def format_errors(run: Run) -> Iterator[None]:
    """Turn errors that values of wrong types raise into a RunFormatError that names the file."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        if isinstance(error, RunFormatError):
            raise
        raise RunFormatError(
            f"{run.path / layout.METADATA} does not follow the format ({type(error).__name__}: {error}); "
            "`diffulizer validate` says where."
        ) from error


def read_generator(run: Run) -> Generator:
    """Read how the run was made."""
    generator: Generator = run.part("generator", Generator)
    return generator


def read_settings(generator: Generator) -> CaptureSettings:
    """Read the settings of the capture. A run does not state how much memory the recording might take."""
    known = {name: getattr(generator, name) for name in SETTINGS}
    return CaptureSettings(**{name: value for name, value in known.items() if value not in (None, ())})


def read_model(generator: Generator) -> ModelInfo:
    """Read the model that was sampled."""
    return ModelInfo(
        model_id=generator.model_id or "unknown",
        family=generator.model_family or "unknown",
        prediction=generator.prediction or "unknown",
        device=generator.device or "unknown",
        dtype=generator.dtype or "unknown",
        latent_format=generator.latent_format or "SDXL",
        sigma_data=generator.sigma_data or 1.0,
        zero_terminal_snr=generator.zero_terminal_snr,
        latent_pixels=generator.latent_pixels,
    )


def read_sampling(generator: Generator, steps: int) -> SamplingInfo:
    """Read the settings of the sampler."""
    return SamplingInfo(
        sampler=generator.sampler,
        scheduler=generator.scheduler,
        seed=generator.seed,
        cfg_scale=generator.cfg_scale,
        denoise=generator.denoise,
        schedule=read_numbers(generator.schedule),
        num_steps=generator.num_steps or steps,
        start_step=generator.start_step,
        end_step=generator.end_step,
    )


def read_numbers(values: Iterable[float | None]) -> tuple[float, ...]:
    """Return the numbers, with NaN for None."""
    return tuple(math.nan if value is None else value for value in values)


def read_timesteps(run: Run) -> tuple[float, ...]:
    """Read the model's timestep of each step."""
    return tuple(run.timesteps)


def read_layers(run: Run, settings: CaptureSettings) -> list[AttentionLayer]:
    """Read the recorded layers."""
    layers = []
    for layer in run.layers:
        (part, number), index = block_of(layer.name) or (("unknown", 0), 0)  # runs of 1.0.0 have only the name
        grid = layer.grid or (0, 0)
        layers.append(
            AttentionLayer(
                id=layer.id,
                name=layer.name,
                diffusers_name=layer.diffusers_name or "",
                attention_type=layer.attention_type,
                block=layer.block or (part, number),
                block_index=index if layer.block_index is None else layer.block_index,
                heads=layer.heads or 0,
                grid=grid,
                map_grid=map_cells(layer.attention_type, grid, settings),
            )
        )
    return layers


def read_conditions(run: Run) -> list[Condition]:
    """Read the conditionings; a run of 1.0.0 has only its prompt."""
    entries = from_json(list[ConditionEntry], run.conditions, run.path / layout.METADATA, "conditions")
    if not entries or len({entry.id for entry in entries}) != len(entries):
        message = f"conditions has {len(entries)} entries; expected c0, c1, ..., each once"
        raise RunFormatError(f"{run.path / layout.METADATA}: {message}.")
    return [_condition(entry) for entry in entries]


def read_gaps(run: Run) -> list[Gap]:
    """Read the list of things that the run does not hold."""
    return list(run.not_recorded)


def _condition(entry: ConditionEntry) -> Condition:
    acts = {name: getattr(entry, name) for name in ("strength", "start", "end")}
    return Condition(
        id=entry.id,
        polarity=entry.polarity,
        prompt=entry.labels.with_text(entry.text),
        area=entry.area,
        mask=entry.mask,
        **{name: value for name, value in acts.items() if value is not None},
    )
