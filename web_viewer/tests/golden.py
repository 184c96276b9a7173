"""Python's results for the committed presets and for random numbers, which the viewer compares itself with.

Where Python computes a value too, its own function is called; numpy computes the values that only the viewer has.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from case_runs import VALID, build

from demo_model.preset_runs import PAIR, preset_folder
from diffulizer.analysis.heatmap import CLEAR, layer_maps
from diffulizer.analysis.selection import WordGroup, select_layers
from diffulizer.analysis.terms import terms_of
from diffulizer.dataset import layout
from diffulizer.dataset.read.disk_pass import DiskPass
from diffulizer.dataset.read.run import Run, load_run
from diffulizer.effects import above_floor
from diffulizer.format import CHANNELS, SCALAR_CHANNELS, STEP_CHANNELS
from diffulizer.layers import AttentionLayer, parse_layer
from diffulizer.maths.clearness import clearness, concentration
from diffulizer.maths.divergence import token_divergence
from diffulizer.maths.parting import halfway
from diffulizer.maths.resizing import on_whole_image, place_within, resized
from diffulizer.metrics.latent import cosine, l2_norm
from diffulizer.metrics.pca import latent_pca
from diffulizer.plots import style
from diffulizer.plots.numbers import mark, percent, readable
from diffulizer.prompts import END_TOKEN, SPECIAL_TOKENS, START_TOKEN, TokenTable, Word
from diffulizer.recording import LATENT_PIXELS
from synthetic import make_pass, make_table

LAYER, STEP = "layer_3", 7
CELLS = ((0, 0), (3, 5), (7, 2))
SIZES = ((10, 14), (5, 7), (3, 2), (3, 14))
"""Grids that a map of 5 x 7 is brought to: finer, the same, coarser, and coarser in one direction alone."""


AREAS = (
    ((16, 16), (8, 4, 2, 5)),
    ((16, 16), (16, 12, 4, 8)),
    ((23, 31), (7, 5, 3, 2)),
    ((23, 31), (23, 31, 22, 30)),
    ((16, 16), None),
)
"""Latent grids, and areas in them: within, over both edges, of odd sizes, a corner, and the whole picture."""


def golden() -> dict[str, Any]:
    """Return the results for each preset, and under "maths" inputs with their results."""
    runs = {name: load_run(preset_folder(name)) for name in PAIR}
    return {
        **{name: preset(run) for name, run in runs.items()},
        "maths": maths(runs),
        "format": contract(),
        "names": names(),
        "clear": CLEAR,
    }


def contract() -> dict[str, Any]:
    """Return the values that Python reads from the format's files."""
    return {
        "channels": {key: [c.title, c.unit, c.level] for key, c in CHANNELS.items()},
        "step_channels": list(STEP_CHANNELS),
        "scalar_channels": list(SCALAR_CHANNELS),
        "files": layout.JSON_FILES,
        "latent_pixels": LATENT_PIXELS,
        "minor": layout.NEWEST_MINOR,
        "special_tokens": sorted(SPECIAL_TOKENS),
        "word_colours": style.WORD_COLOURS,
        "token_colours": style.SPECIAL_COLOURS,
        "colour_maps": style.COLOUR_MAPS,
        "themes": {name: {k: v for k, v in vars(theme).items() if k != "name"} for name, theme in style.THEMES.items()},
    }


def preset(run: Run) -> dict[str, Any]:
    words = run.words()
    maps = np.asarray(run.attention(LAYER, STEP), np.float64)
    by_step = [np.asarray(run.attention(LAYER, step), np.float64) for step in range(run.steps)]
    arrays = {name: run.array(name) for name in ("latents", "predicted_noise", "x0", "latent_initial")}
    guidance = run.guidance_map(STEP)
    assert guidance is not None
    return {
        "words": [[word.text, list(word.token_indices)] for word in words],
        "sum": float(maps.sum()),
        "values": maps[:, 3, 5].tolist(),
        "negative": float(np.asarray(run.attention("layer_5", STEP, "c1"), np.float64)[2].sum()),
        "self": np.asarray(run.attention("layer_0", STEP), np.float64)[9].tolist(),
        "head": float(np.asarray(run.attention("layer_5", STEP, "c0", 1), np.float64)[2].sum()),
        "ranked": {f"{r},{c}": ranked(maps[:, r, c], words) for r, c in CELLS},
        "wordsBySteps": [[float(m[list(w.token_indices)].sum(0).mean()) for m in by_step] for w in words],
        "arrays": {name: sums(array) for name, array in arrays.items() if array is not None},
        "guidance": [float(np.asarray(guidance, np.float64).sum()), float(guidance[4, 6])],
        "metrics": {"latent_l2_norm": run.metrics["latent_l2_norm"], "kl": run.metrics["attention_kl_divergence"]},
        "pca": latent_pca(run.latents, run.x0),
        "clearness": clearness_of(run),
    }


def clearness_of(run: Run) -> dict[str, dict[int, float]]:
    """Return the clearness by layer and word, of the mean of the first and the last step's maps."""
    made = DiskPass(run.path)
    condition = made.conditions[0]
    words = condition.prompt.table.words
    groups = [WordGroup(w.text, condition, (i,), tuple(w.token_indices)) for i, w in enumerate(words)]
    layers = select_layers(made.layers, "*", "cross")
    ends = (0, len(made.steps) - 1)
    by_word = layer_maps(made, groups, layers=layers, steps=ends, items=[0])
    return {layer.id: {i: clearness(maps[k]) for i, maps in enumerate(by_word)} for k, layer in enumerate(layers)}


def ranked(cell: Any, words: Any) -> list[list[Any]]:
    """[word, share], most first; of equals the earlier first."""
    shares = [float(cell[list(word.token_indices)].sum()) for word in words]
    return [[words[i].text, shares[i]] for i in sorted(range(len(words)), key=lambda i: -shares[i])]


def sums(array: Any) -> dict[str, Any]:
    values = np.asarray(array, np.float64)
    return {"shape": list(values.shape), "sum": float(values.sum()), "last": float(values.ravel()[-1])}


def maths(runs: dict[str, Run]) -> dict[str, Any]:
    draw = np.random.default_rng(0)
    p, q = draw.random(40), draw.random(40)
    q[:5] = 0
    grid = draw.random((5, 7))
    latents = [run.latents for run in runs.values()]
    both = latent_pca(np.concatenate([x for x in latents if x is not None]), None)
    symmetric = draw.normal(size=(12, 12))
    symmetric = symmetric @ symmetric.T
    return {
        "p": p.tolist(),
        "q": q.tolist(),
        "divergence": token_divergence(*(torch.from_numpy(x / x.sum())[:, None, None] for x in (p, q))),
        "norm": l2_norm(p),
        "distance": l2_norm(p - q),
        "cosine": cosine(p, q),
        "grid": grid.tolist(),
        "resized": {f"{r},{c}": resized(torch.from_numpy(grid).float(), (r, c)).tolist() for r, c in SIZES},
        "concentrations": [[list(size), *concentrated(draw.random(size) ** 4)] for size in SIZES],
        "effects": effects(),
        "gather": gather(),
        "agreements": list(agreements(draw)),
        "halfway": [[series, halfway(series)] for series in closeness(draw)],
        "areas": [placed(grid, latent, area, draw) for latent, area in AREAS],
        "float16": [finite(v) for v in np.arange(65536, dtype=np.uint16).view(np.float16).tolist()],
        "symmetric": symmetric.tolist(),
        "eigenvalues": np.linalg.eigvalsh(symmetric)[::-1].tolist(),
        "sharedPca": both,
        "steps": {name: formulas(run) for name, run in runs.items()},
    }


def closeness(draw: np.random.Generator) -> Iterator[list[float | None]]:
    """Cosines of two samplings' predictions by step: falling and risen again, alike at the end, with gaps."""
    for steps in (1, 5, 20):
        falling = np.sort(draw.uniform(-0.2, 1, steps))[::-1]
        yield falling.tolist()
        yield np.where(draw.random(steps) < 0.3, 1 - (1 - falling) / 8, falling).tolist()
        yield [None if i % 3 == 1 else float(value) for i, value in enumerate(falling)]
        yield [*falling[:-1].tolist(), 1.0]
        yield [None] * steps


def effects() -> dict[str, Any]:
    """Return the effects of words of the case of that name, 0 where they are not above the noise floor."""
    with TemporaryDirectory() as folder:
        pass_ = DiskPass(build(Path(folder) / "run", VALID["effects"]))
        measured = {step.index: step.effects for step in pass_.steps if step.effects is not None}
        return {
            "words": [[word.text, list(word.tokens["c0"])] for word in pass_.effect_words],
            "maps": {i: above_floor(of.maps[0].float())[:-1].flatten(1).tolist() for i, of in measured.items()},
        }


def gather() -> dict[str, Any]:
    """Return which places each word of the case of that name looks at in each layer, at step 2."""
    with TemporaryDirectory() as folder:
        run = load_run(build(Path(folder) / "run", VALID["gather"]))
        return {
            "layers": list(run.gather_layers),
            "steps": sorted({file.step for file in run.gather_files}),
            "maps": {
                word: {layer: run.gather(word, 2, layer).flatten().tolist() for layer in run.gather_layers}
                for word in run.gather_words
            },
        }


def agreements(draw: Any) -> Iterator[list[Any]]:
    """Yield two maps and Pearson's correlation over the cells of the coarser of their grids, None where one is flat."""
    for a, b in (((6, 8), (6, 8)), ((12, 8), (6, 4)), ((4, 4), (12, 12)), ((5, 7), (3, 14))):
        one, other = draw.random(a), draw.random(b)
        coarse = (min(a[0], b[0]), min(a[1], b[1]))
        x, y = (resized(torch.from_numpy(m).float(), coarse).numpy().ravel() for m in (one, other))
        yield [one.tolist(), other.tolist(), float(np.corrcoef(x, y)[0, 1])]
    yield [draw.random((4, 4)).tolist(), np.full((4, 4), 0.1).tolist(), None]


def concentrated(values: Any) -> tuple[list[float], float]:
    """Return the cells of a map and its concentration."""
    map_ = torch.from_numpy(values).float()
    return map_.flatten().tolist(), float(concentration(map_))


def placed(values: Any, latent: Any, area: Any, draw: Any) -> dict[str, Any]:
    """Return a map of an area on the whole picture, and the cells of the map in which places [x, y] are."""
    cells = {}
    for x, y in draw.random((40, 2)).tolist():
        inside = place_within(area, latent, x, y)
        cells[f"{x},{y}"] = inside and [min(4, int(inside[1] * 5)), min(6, int(inside[0] * 7))]
    whole = on_whole_image(torch.from_numpy(values).float(), area, latent)
    return {"latent": latent, "area": area, "placed": whole.tolist(), "cells": cells}


def names() -> dict[str, Any]:
    """Return names that people see in both languages: of numbers, layers and words."""
    draw = np.random.default_rng(1)
    values = [0.0, 0.5, 3.0, 150000.0, 1e6, -2.5e-5, 1e-7, 12345.6, 1234.4, 999.6, 0.0004, math.nan]
    values += (draw.normal(size=60) * 10.0 ** draw.integers(-8, 9, 60)).tolist()
    shares = [0.0, 1e-5, 0.0005, 0.034, 0.0999, 0.5, 1.0, *draw.random(20).tolist()]
    return {
        "readable": [[finite(v), readable(v)] for v in values],
        "mark": [[v, mark(v)] for v in values if math.isfinite(v)],
        "percent": [[v, percent(v)] for v in shares],
        "layers": [[name, list(layer.block), layer.block_index, layer.label] for name, layer in layers()],
        "terms": [terms(table) for table in tables()],
    }


def layers() -> Iterator[tuple[str, AttentionLayer]]:
    for block in ("input_blocks.4", "middle_block", "output_blocks.0", "output_blocks.11"):
        for inner in (0, 1, 9):
            name = f"{block}.1.transformer_blocks.{inner}.attn2"
            layer = parse_layer(name, 2, (2, 2, 2, 2))
            assert layer is not None
            yield name, layer
    for stage, number, module in (
        ("double", 3, "double_blocks"),
        ("single", 21, "single_blocks"),
        ("block", 5, "layers"),
    ):
        name = f"{module}.{number}.cross"
        yield name, AttentionLayer("", name, "", "cross", (stage, number), 0, 2)


def tables() -> Iterator[TokenTable]:
    """Prompts with repeated words, of two chunks, and as other tokenizers pad them."""
    words = ("a", "red", "circle", "above", "A", "blue", "squar+ish", "a")
    plain = make_table(words, " ".join(words))
    yield plain
    yield make_table((), "")
    padded = [t if t != END_TOKEN or i == len(words) + 2 else "<pad>" for i, t in enumerate(plain.tokens)]
    yield replace(plain, tokens=tuple(padded))
    yield make_pass(steps=1, t5=True).conditions[0].prompt.table
    unknown = ["<s>" if t == START_TOKEN else t for t in plain.tokens]
    yield replace(plain, tokens=tuple(unknown))
    second = [(w.text, tuple(i + len(plain.tokens) for i in w.token_indices)) for w in plain.words]
    yield replace(
        plain,
        tokens=plain.tokens * 2,
        special=plain.special * 2,
        words=(*plain.words, *(Word(text, places) for text, places in second)),
    )


def terms(table: TokenTable) -> dict[str, Any]:
    return {
        "tokens": list(table.tokens),
        "special": list(table.special),
        "kinds": list(table.kinds) or None,
        "words": [[w.text, list(w.token_indices)] for w in table.words],
        "terms": [[t.kind, t.index, t.text, list(t.tokens)] for t in terms_of(table)],
    }


def formulas(run: Run) -> dict[str, list[float | None]]:
    """The two formulas at step 7: norms, cosine, and what the run's own step has beyond them."""
    step, sigmas, scale = 7, run.generator["sigmas"], run.generator["cfg_scale"]
    with np.load(run.path / "latents_noise_fp16.npz") as stored:
        array = {name: stored[name].astype(np.float64)[step] for name in stored.files if name != "latent_initial"}
        before = stored["latents"].astype(np.float64)[step - 1]
    after, noise = array["latents"], array["predicted_noise"]
    text, uncond = array["predicted_noise_text"], array["predicted_noise_uncond"]
    norm = l2_norm
    euler = before + (sigmas[step + 1] - sigmas[step]) * noise
    plain = uncond + scale * (text - uncond)
    beyond = norm(noise - plain) / norm(noise)
    return {
        "reverse": [norm(before), norm(after), norm(noise), norm(array["x0"]), norm(after - euler) / norm(after)],
        "guidance": [
            norm(text),
            norm(uncond),
            norm(text - uncond),
            cosine(text, uncond),
            norm(noise),
            beyond,
        ],
    }


def finite(value: float) -> float | str:
    """JSON has no other numbers: NaN and infinities by their names."""
    return value if math.isfinite(value) else str(value)
