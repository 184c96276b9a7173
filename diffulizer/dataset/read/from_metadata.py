"""The inverse of ``metadata.py``: what ``metadata.json`` says, in the types of a recording.

What a run of schema 1.0.0 does not say has the value that says so: an empty schedule, grids and heads of 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from ...errors import RunFormatError
from ...layers import AttentionLayer, block_of, map_cells
from ...prompts import SPECIAL_TOKENS, EncodedPrompt, TokenTable
from ...recording import Condition, Gap, ModelInfo, SamplingInfo
from ...settings import CaptureSettings
from .. import layout
from .records import read_words
from .run import Run

SETTINGS = {field.name for field in fields(CaptureSettings)}


@contextmanager
def format_errors(run: Run) -> Iterator[None]:
    """Turn what values of wrong types raise into a RunFormatError that names the file."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        if isinstance(error, RunFormatError):
            raise
        raise RunFormatError(
            f"{run.path / layout.METADATA} does not follow the format ({type(error).__name__}: {error}); "
            "`diffulizer validate` says where."
        ) from error


def read_settings(generator: Mapping[str, Any]) -> CaptureSettings:
    """What was asked for. How much memory the recording might take is not said in a run."""
    said: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in generator.items()
        if key in SETTINGS and value not in (None, [])
    }
    return CaptureSettings(**said)


def read_model(generator: Mapping[str, Any]) -> ModelInfo:
    """Who was sampled."""
    return ModelInfo(
        model_id=str(generator.get("model_id") or "unknown"),
        family=str(generator.get("model_family") or "unknown"),
        prediction=str(generator.get("prediction") or "unknown"),
        device=str(generator.get("device") or "unknown"),
        dtype=str(generator.get("dtype") or "unknown"),
        latent_format=str(generator.get("latent_format") or "SDXL"),
    )


def read_sampling(generator: Mapping[str, Any], steps: int) -> SamplingInfo:
    """How it was sampled."""
    planned = int(generator.get("num_steps") or steps)
    start = int(generator.get("start_step") or 0)
    return SamplingInfo(
        sampler=generator.get("sampler"),
        scheduler=generator.get("scheduler"),
        seed=generator.get("seed"),
        cfg_scale=generator.get("cfg_scale"),
        denoise=generator.get("denoise"),
        schedule=read_numbers(generator.get("schedule")),
        num_steps=planned,
        start_step=start,
        end_step=int(generator.get("end_step") or start + planned),
    )


def read_numbers(values: Any) -> tuple[float, ...]:
    """A list of numbers; null is NaN, no list is an empty one."""
    return tuple(math.nan if value is None else float(value) for value in values or ())


def read_layers(run: Run, settings: CaptureSettings) -> list[AttentionLayer]:
    """The recorded layers."""
    layers = []
    for layer, entry in zip(run.layers, run.metadata.get("layers", []), strict=True):
        known = block_of(layer.name) or (("unknown", 0), 0)  # runs of 1.0.0 have the name alone
        part, number = entry.get("block") or known[0]
        grid = layer.grid or (0, 0)
        layers.append(
            AttentionLayer(
                id=layer.id,
                name=layer.name,
                diffusers_name=layer.diffusers_name or "",
                attention_type=layer.attention_type,
                block=(str(part), int(number)),
                block_index=int(entry.get("block_index", known[1])),
                heads=layer.heads or 0,
                grid=grid,
                map_grid=map_cells(layer.attention_type, grid, settings),
            )
        )
    return layers


def read_conditions(run: Run) -> list[Condition]:
    """The conditionings; of a run of 1.0.0 its prompt alone."""
    said = run.metadata.get("conditions")
    return [_condition(entry) for entry in (said if isinstance(said, list) else run.conditions)]


def read_gaps(run: Run) -> list[Gap]:
    """What the run says that it does not hold."""
    return [Gap(str(g["what"]), str(g["where"]), str(g["reason"])) for g in run.metadata.get("not_recorded") or ()]


def _condition(entry: Mapping[str, Any]) -> Condition:
    second, area = entry.get("second"), entry.get("area")
    prompt = EncodedPrompt(
        table=_table(entry),
        second=None if second is None else _table(second),
        source=str(entry.get("source") or "conditioning"),
        reason=str(entry.get("source_reason") or ""),
    )
    return Condition(
        id=str(entry["id"]),
        polarity=str(entry["polarity"]),
        prompt=prompt,
        area=None if area is None else tuple(int(n) for n in area),  # type: ignore[arg-type]
        mask=bool(entry.get("mask")),
        **{name: float(entry[name]) for name in ("strength", "start", "end") if entry.get(name) is not None},
    )


def _table(entry: Mapping[str, Any]) -> TokenTable:
    tokens = tuple(str(token) for token in entry["tokens"])
    return TokenTable(
        text=str(entry["text"]),
        tokens=tokens,
        ids=tuple(int(number) for number in entry.get("token_ids") or [-1] * len(tokens)),
        weights=tuple(float(weight) for weight in entry.get("weights") or [1.0] * len(tokens)),
        special=tuple(bool(s) for s in entry.get("special_mask") or [token in SPECIAL_TOKENS for token in tokens]),
        words=tuple(read_words(entry)),
    )
