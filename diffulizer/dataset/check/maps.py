"""Check that layers and the entries of attention files fit together; check_attention looks at the maps' values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...format import STEP_CHANNELS
from ...maths.resizing import Area, within
from ..layout import METADATA, METRICS, map_path
from .base import Checked, MapEntry, as_dict, as_int, as_list, shown

_STEPS = re.compile(r"\bsteps? (\d{1,9}(?:-\d{1,9})?(?:, \d{1,9}(?:-\d{1,9})?)*)")
KINDS = {".attn1": "self", ".attn2": "cross"}


def check_layers(run: Checked) -> None:
    """Check that ids and modules occur once, kinds fit the modules, and metrics name only listed layers."""
    seen: dict[tuple[str, Any], int] = {}
    for i, layer in enumerate(as_dict(v) for v in as_list(run.metadata.get("layers"))):
        run.count("layers")
        where = f"{METADATA}: layers[{i}]"
        for key in ("id", "processor_key"):
            value = layer.get(key)
            if isinstance(value, str) and seen.setdefault((key, value), i) != i:
                message = f"{shown(value)} is also layers[{seen[key, value]}]; expected once"
                run.error("layer-repeated", f"{where}.{key}", message)
        module, kind = layer.get("processor_key"), layer.get("attention_type")
        expected = next((k for end, k in KINDS.items() if isinstance(module, str) and end in module), kind)
        if kind != expected:
            message = f"{shown(kind)}; {shown(module)} is {expected}-attention"
            run.error("layer-kind", f"{where}.attention_type", message)
    for key in STEP_CHANNELS:
        for i, entry in enumerate(as_list(run.metrics.get(key))):
            for layer_id in as_dict(as_dict(entry).get("by_layer")):
                if run.metadata and layer_id not in run.layers:
                    message = f"{shown(layer_id)} is not a layer of the run"
                    run.error("layer-unknown", f"{METRICS}: {key}[{i}].by_layer", message)


def check_maps(run: Checked) -> None:
    """Check each entry's layer, step, condition, head, name and shape, and that no map is absent."""
    _check_proportions(run)
    seen: dict[tuple[Any, ...], str] = {}
    for entry in run.maps:
        run.count("maps")
        key = (entry.kind, entry.layer_id, entry.step, entry.condition, entry.head)
        if seen.setdefault(key, entry.where) != entry.where:
            named = ", ".join(str(part) for part in key[:3])
            message = f"{shown(named)} is also {seen[key]}; expected once"
            run.error("map-repeated", entry.where, message)
        _check_places(run, entry)
        for message in _shape_problems(run, entry):
            run.error("map-shape", f"{entry.where}.shape", message)
    if run.newer:
        _check_absent(run)


def _check_places(run: Checked, entry: MapEntry) -> None:
    layer = run.layers.get(entry.layer_id or "")
    if entry.layer_id is not None and layer is None:
        message = f"{shown(entry.layer_id)} is not a layer of the run"
        run.error("layer-unknown", f"{entry.where}.layer_id", message)
    if layer is not None and entry.kind != layer.get("attention_type"):
        message = f"{shown(entry.kind)}; {entry.layer_id} is {shown(layer.get('attention_type'))}"
        run.error("map-kind", f"{entry.where}.attention_type", message)
    if entry.step is not None and run.steps is not None and entry.step >= run.steps:
        message = f"{entry.step}; the run has steps 0 to {run.steps - 1}"
        run.error("map-step", f"{entry.where}.step", message)
    heads = as_int((layer or {}).get("heads"))
    if entry.head is not None and heads is not None and entry.head >= heads:
        message = f"{entry.head}; {entry.layer_id} has heads 0 to {heads - 1}"
        run.error("map-head", f"{entry.where}.head", message)
    ids = {as_dict(c).get("id") for c in as_list(run.metadata.get("conditions")) if _text(as_dict(c).get("id"))}
    common = entry.condition == "c0" and entry.head is None
    if entry.extra and entry.condition not in ids:
        message = f"{shown(entry.condition)} is not a condition of the run"
        run.error("map-condition", f"{entry.where}.condition", message)
    elif entry.extra == common and run.newer:
        belongs = "attention_files" if common else "attention_files_extra"
        message = f"condition {shown(entry.condition)}, head {entry.head} belongs in {belongs}"
        run.error("map-condition", entry.where, message)
    if run.newer and entry.path and entry.kind and entry.layer_id and entry.step is not None:
        name = map_path(entry.kind, entry.layer_id, entry.step, entry.condition, entry.head)
        if entry.path != name:
            run.error("map-name", f"{entry.where}.path", f"{shown(entry.path)}; expected {shown(name)}")


def _shape_problems(run: Checked, entry: MapEntry) -> Iterator[str]:
    """Yield problems of a shape: cross maps are [tokens, rows, columns], self maps [N, N] with N = rows * columns."""
    shape, grid = entry.shape, entry.grid
    if shape is None or entry.kind not in ("cross", "self"):
        return
    if len(shape) != (3 if entry.kind == "cross" else 2):
        yield f"{list(shape)}; expected {'[tokens, rows, columns]' if entry.kind == 'cross' else '[N, N]'}"
        return
    if entry.kind == "cross":
        tokens = len(_tokens_of(run, entry.condition))
        if tokens and shape[0] != tokens:
            yield f"{list(shape)}; condition {shown(entry.condition)} has {tokens} tokens"
        if grid is not None and shape[1:] != grid:
            yield f"{list(shape)}; grid {list(grid)} gives [{shape[0]}, {grid[0]}, {grid[1]}]"
    elif shape[0] != shape[1]:
        yield f"{list(shape)}; expected a square"
    elif grid is not None and shape[0] != grid[0] * grid[1]:
        yield f"{list(shape)}; grid {list(grid)} has {grid[0] * grid[1]} cells"
    if grid is None and run.newer:
        yield f"its grid is not valid; expected [rows, columns] that give {list(shape)}"
    full = layer_grid(run, entry.layer_id)
    if full is None and run.newer and entry.layer_id in run.layers:
        yield f"{entry.layer_id} has maps, and a grid of {shown(run.layers[entry.layer_id].get('grid'))}"
    if grid is not None and full is not None and _in_whole(run, entry.condition) and not _fits(grid, full):
        yield f"grid {list(grid)} does not keep the aspect ratio of the layer's grid {list(full)}"


def _check_proportions(run: Checked) -> None:
    """Check that the image, or the part of it that c0 acts on, has the proportions of a layer's grid. Sizes are rounded
    from level to level of the network, so that each side of a grid may be off by one."""
    height, width = (as_int(run.generator.get(key), low=1) for key in ("height", "width"))
    grids = [grid for grid in (layer_grid(run, layer_id) for layer_id in run.layers) if grid]
    if height is None or width is None or not grids:
        return
    area, latent = area_of_first(run), latent_grid(run)
    if area is not None and latent is not None:
        height, width = (size * run.latent_pixels for size in within(area, latent)[:2])
    run.count("proportions")
    if not any((r - 1) * width <= height * (c + 1) and height * (c - 1) <= (r + 1) * width for r, c in grids):
        message = f"{height} x {width} pixels; the layers work on grids such as {list(grids[0])}"
        run.error("image-proportions", f"{METADATA}: generator.height", message)


def area_of_first(run: Checked) -> Area | None:
    """Return the area of c0, where it has one."""
    first = as_dict(next(iter(as_list(run.metadata.get("conditions"))), None))
    sizes = [as_int(size) for size in as_list(first.get("area"))]
    if len(sizes) != 4:
        return None
    rows, columns, top, left = sizes
    return None if rows is None or columns is None or top is None or left is None else (rows, columns, top, left)


def latent_grid(run: Checked) -> tuple[int, int] | None:
    """Return the rows and columns of the latent, where the run states the size of the image."""
    pixels = run.latent_pixels
    height, width = (as_int(run.generator.get(name), low=pixels) for name in ("height", "width"))
    return None if height is None or width is None else (height // pixels, width // pixels)


def _in_whole(run: Checked, condition: str) -> bool:
    """Return whether a condition acts on the same part of the image as c0, whose grid is the layer's."""
    listed = [as_dict(c) for c in as_list(run.metadata.get("conditions"))]
    areas = {c["id"]: c.get("area") for c in listed if _text(c.get("id"))}
    return bool(areas.get(condition) == areas.get("c0"))


def _fits(grid: tuple[int, ...], full: tuple[int, int]) -> bool:
    """Return whether a grid keeps the aspect ratio: its longer side is at most the layer's, the other one in
    proportion, rounded. The grid of a layer that is coarser at some steps was rounded more than once."""
    scale = max(grid) / max(full)
    slack = 0.5 if scale == 1 else 0.99 if max(grid) < 8 else 1.5
    return scale <= 1 and all(abs(g - f * scale) <= slack + 1e-9 or g == 1 for g, f in zip(grid, full, strict=True))


def layer_grid(run: Checked, layer_id: str | None) -> tuple[int, int] | None:
    """Return the [rows, columns] at which a layer works, where the run states it."""
    grid = as_list(run.layers.get(layer_id or "", {}).get("grid"))
    sizes = [as_int(n, low=1) for n in grid]
    return (sizes[0], sizes[1]) if len(sizes) == 2 and sizes[0] and sizes[1] else None


def _tokens_of(run: Checked, condition: str) -> list[Any]:
    for known in as_list(run.metadata.get("conditions")):
        if as_dict(known).get("id") == condition:
            return as_list(as_dict(known).get("tokens"))
    return run.tokens if condition == "c0" else []


def _check_absent(run: Checked) -> None:
    """Report maps that neither exist nor are noted as not recorded."""
    there = {(e.layer_id, e.step) for e in run.maps if not e.extra}
    noted = [
        str(as_dict(note).get("where"))
        for note in as_list(run.metadata.get("not_recorded"))
        if "map" in str(as_dict(note).get("what")) or "attention" in str(as_dict(note).get("what"))
    ]
    steps = len(as_list(run.metadata.get("timesteps")))
    for layer_id in run.layers:
        named = [_steps_of(where) for where in noted if re.search(rf"\b{re.escape(layer_id)}\b", where)]
        absent = [i for i in range(steps) if (layer_id, i) not in there and not any(_holds(n, i) for n in named)]
        if absent:
            message = f"{layer_id} has no map at steps {shown(absent)}, and not_recorded does not say why"
            run.error("map-absent", f"{METADATA}: attention_files", message)


def _steps_of(where: str) -> list[tuple[int, int]]:
    """Return the first and last step of each range that a note names, as in "layer_0, steps 1, 3-5"; the list is empty
    where it names none, and means all."""
    match = _STEPS.search(where)
    ends = [part.split("-") for part in match[1].split(", ")] if match else []
    return [(int(end[0]), int(end[-1])) for end in ends]


def _holds(ranges: list[tuple[int, int]], step: int) -> bool:
    return not ranges or any(first <= step <= last for first, last in ranges)


def _text(value: Any) -> bool:
    return isinstance(value, str)
