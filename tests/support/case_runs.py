"""Runs that the case files describe: valid ones to build, and what breaks one rule of them.

tests/unit/cases/valid has a file for each run that keeps all rules: how to build it. invalid has a file for each rule,
with the ways to break it in such a run, by the name of the case. odd has the same for what leaves a run valid but
deserves a warning.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from mutate import mutate

from diffulizer.dataset.write.writer import ExportOptions, Previews, write_run
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

CASES = Path(__file__).resolve().parents[1] / "unit" / "cases"
SMALL = CaptureSettings(attention_resolution=4, self_attention_resolution=4)


def read_files(folder: str) -> dict[str, dict[str, Any]]:
    """Return what the files of a folder hold, by their names."""
    return {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted((CASES / folder).glob("*.json"))}


def broken(folder: str) -> dict[str, dict[str, Any]]:
    """Return the cases of all rules by their names; each is told its rule, the name of its file."""
    by_rule = read_files(folder)
    return {name: {"rule": rule, **case} for rule, cases in by_rule.items() for name, case in cases.items()}


VALID, INVALID, ODD = read_files("valid"), broken("invalid"), broken("odd")


def picture(step: int, kind: str) -> Any:
    rows, columns = np.mgrid[0:48, 0:64]
    return np.stack([rows / 48, columns / 64, np.full((48, 64), (step + (kind == "x0")) / 10)], axis=-1)


def picture_of(latent: Any) -> Any:
    return picture(0, "latent") * float(latent.abs().mean().clip(0, 1))


def build(target: Path, case: dict[str, Any]) -> Path:
    """A run as a valid case describes it."""
    wanted = dict(case["build"])
    settings = replace(SMALL, **wanted.pop("settings", {}))
    options = ExportOptions(**wanted.pop("options", {}))
    batch_index = wanted.pop("batch_index", 0)
    if "latent_grid" in wanted:
        wanted["latent_grid"] = tuple(wanted["latent_grid"])
    previews = Previews(picture, "latent_rgb", decode_latent=picture_of)
    area = wanted.pop("area", None)
    recorded = make_pass(settings=settings, **wanted)
    if area is not None:
        recorded.conditions[0] = replace(recorded.conditions[0], area=tuple(area))
    write_run(recorded, target, batch_index=batch_index, previews=previews, options=options)
    mutate(target, case["mutate"])
    return target
