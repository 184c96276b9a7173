"""Values that numpy gives, for the viewer's maths and for what it reads from the committed presets."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from demo_model.preset_runs import STYLES, preset_folder
from diffulizer.dataset import layout
from diffulizer.dataset.read.run import Run, load_run
from diffulizer.format import CHANNELS, SCALAR_CHANNELS, STEP_CHANNELS
from diffulizer.metrics.pca import latent_pca
from diffulizer.plots import style
from diffulizer.prompts import SPECIAL_TOKENS

LAYER, STEP = "layer_3", 7
CELLS = ((0, 0), (3, 5), (7, 2))


def golden() -> dict[str, Any]:
    """By preset what is read from it, and under "maths" inputs with their results."""
    runs = {style: load_run(preset_folder(style)) for style in STYLES}
    return {**{name: preset(run) for name, run in runs.items()}, "maths": maths(runs), "format": contract()}


def contract() -> dict[str, Any]:
    """What Python reads from the format's files."""
    paths = [
        ("cross", "layer_3", 12, "c0", None),
        ("self", "layer_4", 1234, "c1", None),
        ("cross", "layer_0", 0, "c12", 5),
    ]
    return {
        "channels": {key: [c.title, c.unit, c.level] for key, c in CHANNELS.items()},
        "step_channels": list(STEP_CHANNELS),
        "scalar_channels": list(SCALAR_CHANNELS),
        "files": layout.JSON_FILES,
        "latent_pixels": layout.LATENT_PIXELS,
        "minor": layout.NEWEST_MINOR,
        "map_paths": [[*path, layout.map_path(*path)] for path in paths],
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
    }


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
        "js": js(p / p.sum(), q / q.sum()),
        "norm": float(np.linalg.norm(p)),
        "distance": float(np.linalg.norm(p - q)),
        "cosine": float(p @ q / np.linalg.norm(p) / np.linalg.norm(q)),
        "grid": grid.tolist(),
        "bilinear": {f"{r},{c}": bilinear(grid, r, c).tolist() for r, c in ((10, 14), (5, 7), (3, 2))},
        "float16": [finite(v) for v in np.arange(65536, dtype=np.uint16).view(np.float16).tolist()],
        "symmetric": symmetric.tolist(),
        "eigenvalues": np.linalg.eigvalsh(symmetric)[::-1].tolist(),
        "sharedPca": both,
        "steps": {name: formulas(run) for name, run in runs.items()},
    }


def formulas(run: Run) -> dict[str, list[float]]:
    """The two formulas at step 7: norms, cosine, and what the run's own step has beyond them."""
    step, sigmas, scale = 7, run.generator["sigmas"], run.generator["cfg_scale"]
    with np.load(run.path / "latents_noise_fp16.npz") as stored:
        array = {name: stored[name].astype(np.float64)[step] for name in stored.files if name != "latent_initial"}
        before = stored["latents"].astype(np.float64)[step - 1]
    after, noise = array["latents"], array["predicted_noise"]
    text, uncond = array["predicted_noise_text"], array["predicted_noise_uncond"]
    norm = np.linalg.norm
    euler = before + (sigmas[step + 1] - sigmas[step]) * noise
    cosine = (text * uncond).sum() / norm(text) / norm(uncond)
    plain = uncond + scale * (text - uncond)
    beyond = norm(noise - plain) / norm(noise)
    return {
        "reverse": [norm(before), norm(after), norm(noise), norm(array["x0"]), norm(after - euler) / norm(after)],
        "guidance": [
            norm(text),
            norm(uncond),
            norm(text - uncond),
            cosine,
            norm(noise),
            beyond,
        ],
    }


def finite(value: float) -> float | str:
    """JSON has no other numbers: NaN and infinities by their names."""
    return value if math.isfinite(value) else str(value)


def entropy(p: Any) -> float:
    return float(-(p[p > 0] * np.log(p[p > 0])).sum())


def js(p: Any, q: Any) -> float:
    return entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2


def bilinear(grid: Any, rows: int, columns: int) -> Any:
    def places(size: int, count: int) -> Any:
        return np.clip((np.arange(count) + 0.5) * size / count - 0.5, 0, size - 1)

    across = np.stack([np.interp(places(grid.shape[1], columns), np.arange(grid.shape[1]), row) for row in grid])
    return np.stack([np.interp(places(grid.shape[0], rows), np.arange(grid.shape[0]), c) for c in across.T], axis=1)
