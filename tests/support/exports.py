"""Exporting in a graph, and the runs that come of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from diffulizer.dataset.check.validate import validate_run
from graphs import node


def exporting(graph: dict[str, Any], recording: list[Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The graph with an export node "9" behind sampler "5"; an input that is None is left open."""
    settings: dict[str, Any] = {
        "recording": recording or ["5", 1],
        "latent": ["5", 0],
        "run_name": "test",
        "overwrite_output": False,
        "save_latents_noise": True,
        "max_dataset_mb": 200,
        "enforce_size_limit": False,
        "fail_on_shape_error": True,
        "preview": "vae",
        "vae": ["1", 2],
        **changes,
    }
    return {**graph, "9": node("Diffulizer_ExportRun", **{k: v for k, v in settings.items() if v is not None})}


def run_folders(result: Any) -> list[Path]:
    return [Path(line) for line in result.output("9").splitlines()]


def assert_strictly_valid(folder: Path) -> None:
    report = validate_run(folder, strict=True)
    assert not report.errors, "\n".join(f"{p.rule} {p.where}: {p.message}" for p in report.errors)
