"""Check that the files agree on the numbers of steps and tokens, and on their order."""

from __future__ import annotations

from typing import Any

from ...format import STEP_CHANNELS
from ...maths.numbers import number
from ..layout import LATENT_PCA, METADATA, METRICS, VALIDATION
from .base import Checked, as_dict, as_int, as_list, shown


def check_counts(run: Checked) -> None:
    """Check for one entry per step, timesteps in order, and entries that name their own step."""
    for where, values, extra in _step_lists(run):
        if run.steps is None or not isinstance(values, list):
            continue
        run.count("step_lists")
        if len(values) != run.steps + extra:
            message = f"{len(values)} entries; expected {run.steps + extra} for {run.steps} steps"
            run.error("step-count", where, message)
    _check_order(run)
    for key in (key for key, channel in STEP_CHANNELS.items() if channel.shape.names_step):
        for i, entry in enumerate(as_list(run.metrics.get(key))):
            step = as_dict(entry).get("step")
            if step is not None and step != i:
                run.error("metric-step", f"{METRICS}: {key}[{i}].step", f"{shown(step)}; expected {i}")


def check_validation(run: Checked) -> None:
    """Check that the report written with the run belongs to this run, and is good."""
    report = run.json.get(VALIDATION, {})
    for key in ("metadata_has_required_keys", "pca_points_match_steps", "metrics_steps_match"):
        if report.get(key) is False:
            run.error("validation-report", f"{VALIDATION}: {key}", "false; expected true")
    assets = as_dict(report.get("attention_assets"))
    if assets.get("passed") is False or as_list(assets.get("errors")):
        message = f"passed is {shown(assets.get('passed'))} with errors {shown(assets.get('errors'))}"
        run.error("validation-report", f"{VALIDATION}: attention_assets", message)
    checked = as_int(assets.get("checked_files"))
    if run.metadata and checked is not None and checked != len(run.maps):
        message = f"{shown(checked)}; the metadata list {len(run.maps)} attention files"
        run.error("validation-report", f"{VALIDATION}: attention_assets.checked_files", message)
    shapes = as_dict(run.metrics.get("shape_validation"))
    if shapes.get("passed") is False or as_list(shapes.get("errors")):
        message = f"passed is {shown(shapes.get('passed'))} with errors {shown(shapes.get('errors'))}"
        run.error("validation-report", f"{METRICS}: shape_validation", message)


def _step_lists(run: Checked) -> list[tuple[str, Any, int]]:
    """List (where, list, number of entries beyond one per step)."""
    lists = [(f"{METADATA}: {key}", run.metadata.get(key), 0) for key in ("timesteps", "images")]
    if run.metadata.get("x0_images"):
        lists.append((f"{METADATA}: x0_images", run.metadata["x0_images"], 0))
    lists.append((f"{METADATA}: generator.sigmas", run.generator.get("sigmas"), 1))
    lists.append((f"{METADATA}: generator.model_evaluations", run.generator.get("model_evaluations"), 0))
    lists.append((f"{METADATA}: generator.network_calls", run.generator.get("network_calls"), 0))
    lists += [(f"{METRICS}: {key}", run.metrics.get(key), 0) for key in STEP_CHANNELS]
    lists += [(f"{LATENT_PCA}: {key}", run.pca.get(key), 0) for key in ("points", "x0_points")]
    return lists


def _check_order(run: Checked) -> None:
    """Check the order of timesteps. A sampler that goes back to more noise repeats the lowest timestep, so only sigmas
    may rise."""
    times = [number(t) for t in as_list(run.metadata.get("timesteps"))]
    sigmas = run.sigmas
    for i in range(1, len(times)):
        before, now = times[i - 1], times[i]
        if before is None or now is None:
            continue
        run.count("timesteps")
        if now > before:
            message = f"{now:g} after {before:g}; expected at most as much"
            run.error("timesteps-rising", f"{METADATA}: timesteps[{i}]", message)
        elif now < before and sigmas and i < len(sigmas) and sigmas[i] >= sigmas[i - 1]:
            message = f"{sigmas[i]:g} after {sigmas[i - 1]:g}, while the timestep falls from {before:g} to {now:g}"
            run.error("sigmas-order", f"{METADATA}: generator.sigmas[{i}]", message)
