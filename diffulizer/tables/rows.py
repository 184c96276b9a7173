"""A run as rows of the tables that ``format/columns.json`` describes.

What can't be read is null in its row, and the row of the run says why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from typing import Any

from ..analysis.series import series_of
from ..comfyui.graph import loras_of
from ..comfyui.job import Job
from ..dataset.files import ZipFiles
from ..dataset.model import Generator
from ..dataset.read.run import Run, load_run
from ..dataset.write.size import folder_bytes
from ..edits import titles
from ..errors import sentence
from ..format.columns import LAYER_STEPS, RUNS, STEPS, TABLES, WORDS
from ..library import last_image, run_version
from ..maths.numbers import mean_of, number
from ..maths.parting import halfway
from .find import Found
from .words import word_rows

Row = dict[str, Any]
OF_A_RUN = (RUNS, STEPS, LAYER_STEPS, WORDS)
"""Tables that a run alone has rows in."""


def rows_of(found: Found, tables: Collection[str] = OF_A_RUN) -> dict[str, list[Row]]:
    """Return a run's rows of each of the tables. ``runs`` has one row, whatever is missing or damaged."""
    facts: Row = {"id": found.id, "path": str(found.path)}
    rows: dict[str, list[Row]] = {table: [] for table in tables}
    problems: list[str] = []

    @contextmanager
    def noted() -> Iterator[None]:
        """Note why something can't be read, and go on."""
        try:
            yield
        except Exception as error:  # one run must not lose the table of the others
            problems.append(sentence(error).replace(str(found.path), found.id))

    with noted():
        if found.failed is not None:
            facts |= _asked(found.failed.asked or {})
        found.check_drawn()
        run = load_run(found.path)
        metrics: Row = {}
        with run.files:
            with noted():
                metrics = run.metrics
            for part in (_stated, _listed, _parted, _measured) if RUNS in rows else ():
                with noted():
                    facts |= part(run, metrics)
            for table, read in ((STEPS, step_rows), (LAYER_STEPS, layer_rows)):
                if table in rows:
                    with noted():
                        rows[table] = [TABLES[table].row(run=found.id, **row) for row in read(run, metrics)]
            if WORDS in rows:
                with noted():
                    rows[WORDS] = [TABLES[WORDS].row(run=found.id, **row) for row in word_rows(run, metrics, noted)]
    if RUNS in rows:
        with suppress(OSError):
            facts["version"] = run_version(found.path)
        rows[RUNS] = [TABLES[RUNS].row(**facts, problem=" ".join(dict.fromkeys(problems)) or None)]
    return rows


def step_rows(run: Run, metrics: Row) -> list[Row]:
    """Return the row of each step, without the run's id."""
    sigmas, evaluations = (run.generator.get(key) or [] for key in ("sigmas", "model_evaluations"))
    series = {key: series_of(metrics, key) for key in TABLES[STEPS].metrics}
    return [
        {
            "step": step,
            "sigma": number(_at(sigmas, step)),
            "sigma_next": number(_at(sigmas, step + 1)),
            "timestep": number(run.timesteps[step]),
            "evaluations": _at(evaluations, step),
            **{key: _at(values, step) for key, values in series.items()},
        }
        for step in range(run.steps)
    ]


def layer_rows(run: Run, metrics: Row) -> list[Row]:
    """Return the row of each layer at each step that measured it, without the run's id."""
    rows = []
    for layer in run.layers:
        for step in range(run.steps):
            entries = {key: _at(metrics.get(key) or (), step) or {} for key in TABLES[LAYER_STEPS].metrics}
            values = {key: number(entry.get("by_layer", {}).get(layer.id)) for key, entry in entries.items()}
            if any(value is not None for value in values.values()):
                place = {"layer": layer.name, "layer_id": layer.id, "kind": layer.attention_type, "step": step}
                rows.append({**place, **values})
    return rows


_COLUMNS = {
    **{name: name for name in ("prompt", "seed", "sampler", "scheduler", "width", "height", "checkpoint")},
    **{"negative_prompt": "negative", "cfg_scale": "cfg", "num_steps": "steps", "model_id": "checkpoint"},
}
"""Columns of what a sweep asks for."""
_USUAL = {name: value for name, value in vars(Job("")).items() if name in _COLUMNS and value}
"""Values that it asks for where it says nothing else."""
_TYPES: dict[str, type | tuple[type, ...]] = {"text": str, "integer": int, "unsigned": int, "number": (int, float)}


def _asked(asked: Row) -> Row:
    """Return what a sweep asked for and did not get. A workflow of the user's own is asked what it has inputs for."""
    values = asked if "workflow" in asked else {**_USUAL, "loras": (), **asked}
    columns = {_COLUMNS[name]: value for name, value in values.items() if name in _COLUMNS}
    row = {key: value for key, value in columns.items() if isinstance(value, _TYPES[TABLES[RUNS].columns[key].type])}
    if "loras" in values:
        row["loras"], row["lora_strengths"] = ([lora[key] for lora in values["loras"]] for key in ("name", "strength"))
    return row


def _stated(run: Run, _: Row) -> Row:
    """Return what the run states of how it was made."""
    generator, prompt = run.generator, run.prompt
    host = generator.get("host") or {}
    loras = None if generator.get("prompt_graph") is None else loras_of(generator["prompt_graph"])
    same = ("pack_version", "model_family", "prediction", "seed", "sampler", "scheduler", "width", "height")
    return {
        "schema_version": run.schema_version,
        "created": _moment(generator.get("created_at")),
        "host": " ".join(str(host[key]) for key in ("name", "version") if host.get(key)) or None,
        "complete": run.complete,
        "checkpoint": generator.get("model_id"),
        "loras": None if loras is None else [name for name, _ in loras],
        "lora_strengths": None if loras is None else [strength for _, strength in loras],
        "prompt": prompt.get("text"),
        "negative": prompt.get("negative"),
        "steps": run.steps,
        "cfg": number(generator.get("cfg_scale")),
        "denoise": number(generator.get("denoise")),
        "edits": titles(run.part("generator", Generator).edits),
        **{key: generator.get(key) for key in same},
    }


def _listed(run: Run, _: Row) -> Row:
    """Return how much the run holds."""
    if run.path.is_dir():
        files, size = folder_bytes(run.path)
    else:
        assert isinstance(run.files, ZipFiles)
        files, size = len(run.files.names()), run.files.bytes
    return {
        "files": files,
        "bytes": size,
        "picture": last_image(run),
        "layers": len(run.layers),
        "maps": len(run.attention_files),
    }


def _parted(run: Run, _: Row) -> Row:
    """Return the removed word without which the picture parts first."""
    words = () if run.removed is None else run.removed.words
    moments = [
        (step, word.text) for i, word in enumerate(words) if (step := halfway(run.removal_closeness(i))) is not None
    ]
    step, word = min(moments, key=lambda moment: moment[0], default=(None, None))
    return {"parting_word": word, "parting_step": step}


def _measured(_: Run, metrics: Row) -> Row:
    """Return the summary of each metric."""
    row: Row = {}
    for key in TABLES[RUNS].metrics:
        values = [value for value in series_of(metrics, key) if value is not None]
        row[f"{key}_mean"] = mean_of(values)
        row[f"{key}_high"] = max(values, default=None)
        row[f"{key}_last"] = values[-1] if values else None
    return row


def _moment(text: Any) -> datetime | None:
    """Return a moment that a run states; None if it is not one."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return moment.replace(tzinfo=moment.tzinfo or timezone.utc).astimezone(timezone.utc)
    except (AttributeError, ValueError, OverflowError):
        return None


def _at(values: Any, index: int) -> Any:
    return values[index] if index < len(values) else None
