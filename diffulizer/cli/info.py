"""`diffulizer info`: what lies in a run."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..dataset.reader import Run

RANKED = 10
SERIES = {
    "latent_l2_norm": "norm of the latent",
    "predicted_noise_l2_norm": "norm of the predicted noise",
    "x0_change_l2": "change of the predicted image",
    "guidance_l2_norm": "norm of the guidance",
    "attention_kl_divergence": "change of attention (nats)",
}
ENTROPIES = {
    "cross_attention_entropy": "entropy over words (nats)",
    "self_attention_entropy": "entropy over positions (nats)",
}
BAR = 24


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `info`."""
    parser = subparsers.add_parser("info", help="say what lies in a run", description="Say what lies in a run.")
    parser.set_defaults(func=run)
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of a run")
    parser.add_argument("--json", action="store_true", help="print the facts as JSON")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand.

    Raises:
        RunNotFoundError: there is no run.
        RunFormatError: its metadata or metrics can't be read.
    """
    from ..dataset.reader import load_run  # numpy and Pillow: only when they are needed

    facts = collect(load_run(args.run))
    print(json.dumps(facts, indent=2) if args.json else text(facts))
    return 0


def collect(run: Run) -> dict[str, Any]:
    """The facts of a run as plain JSON values; what it does not tell is None or empty."""
    generator = run.generator
    keys = ("model_id", "model_family", "sampler", "scheduler", "seed", "cfg_scale", "width", "height")
    files = [f for f in run.path.rglob("*") if f.is_file()]
    return {
        "path": str(run.path),
        "schema_version": run.schema_version,
        "complete": run.complete,
        "steps": run.steps,
        "prompt": str(run.prompt.get("text") or ""),
        "negative": str(run.prompt.get("negative") or ""),
        "token_source": run.prompt.get("source"),
        **{key: generator.get(key) for key in keys},
        "layers": _layers(run),
        "maps": len(run.attention_files),
        "words": _words(run),
        "metrics": _metrics(run.metrics),
        "latents_saved": run.latents is not None,
        "files": len(files),
        "bytes": sum(f.stat().st_size for f in files),
        "not_recorded": [n for n in _list(run.metadata.get("not_recorded")) if isinstance(n, dict)],
    }


def text(facts: dict[str, Any]) -> str:
    """The facts for a terminal."""
    sampled = [f"{facts['steps']} steps" + ("" if facts["complete"] else " (interrupted)")]
    sampled += [str(facts[k]) for k in ("sampler", "scheduler") if facts[k]]
    sampled += [f"{label} {facts[k]}" for k, label in (("cfg_scale", "cfg"), ("seed", "seed")) if facts[k] is not None]
    lines = [
        f"{facts['path']}  (schema {facts['schema_version']})",
        "",
        f"  prompt    {facts['prompt'] or '(empty)'}",
        f"  negative  {facts['negative'] or '(empty)'}",
        f"  model     {facts['model_id'] or 'unknown'}"
        + (f" ({facts['model_family']})" if facts["model_family"] else ""),
        f"  sampling  {', '.join(sampled)}",
        f"  image     {facts['width']} x {facts['height']}",
        f"  on disk   {facts['bytes'] / 2**20:.1f} MiB in {facts['files']} files, {facts['maps']} maps, "
        + ("with latents" if facts["latents_saved"] else "without latents"),
    ]
    if facts["token_source"] == "position":
        lines.append("  words     not known: tokens are labelled by position")
    lines += _layer_lines(facts["layers"]) + _word_lines(facts["words"]) + _metric_lines(facts["metrics"])
    if facts["not_recorded"]:
        lines += ["", "  not recorded"]
        lines += [f"    {n.get('what')}, {n.get('where')}: {n.get('reason')}" for n in facts["not_recorded"]]
    return "\n".join(lines)


def how_to_look(run: Run) -> str:
    """What to open and what to type, to look at a run."""
    return "\n".join(
        [
            "How to look at it:",
            f"  in the viewer {command_line('view', str(run.path))}",
            f"  the picture   {run.image_path(run.steps - 1)}",
            f"  every step    {run.path / 'images'}",
            f"  all facts     {command_line('info', str(run.path))}",
            f'  in Python     diffulizer.load_run(r"{run.path}")',
        ]
    )


def command_line(*arguments: str) -> str:
    """What to type, here and now, to run `diffulizer` with these arguments."""
    root = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-m", "diffulizer", *arguments]
    line = " ".join(f'"{word}"' if " " in word else word for word in words)
    is_clone = (root / "pyproject.toml").is_file()
    return line if not is_clone or Path.cwd() == root else f'cd "{root}" && {line}'


def _layers(run: Run) -> list[dict[str, Any]]:
    """Each layer with the grids of its stored maps and how many there are."""
    found = []
    for layer in run.layers:
        maps = [m for m in run.attention_files if m.layer_id == layer.id]
        grids = sorted({tuple(m.grid) for m in maps if m.grid})
        found.append(
            {
                "id": layer.id,
                "name": layer.name,
                "attention_type": layer.attention_type,
                "grid": list(layer.grid) if layer.grid else None,
                "map_grid": list(grids[0]) if grids else None,
                "maps": len(maps),
            }
        )
    return found


def _words(run: Run) -> list[dict[str, Any]]:
    """Words by falling dominance; of a 1.0.0 run, its tokens without the special ones."""
    from ..dataset.check_base import number

    dominance = run.metrics.get("token_dominance")
    dominance = dominance if isinstance(dominance, dict) else {}
    ranked = dominance.get("ranking_words")
    if isinstance(ranked, list):
        return [{"text": w.get("text"), "score": number(w.get("score"))} for w in ranked if isinstance(w, dict)]
    named = []
    for entry in _list(dominance.get("ranking")):
        index = entry.get("token_index") if isinstance(entry, dict) else None
        if isinstance(index, int) and 0 <= index < len(run.tokens) and not run.tokens[index].startswith("<|"):
            named.append({"text": run.tokens[index].removesuffix("</w>"), "score": number(entry.get("score"))})
    return named


def _list(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one: runs may be damaged."""
    return value if isinstance(value, list) else []


def _metrics(metrics: dict[str, Any]) -> dict[str, dict[str, float]]:
    """First, last, lowest and highest measured value of each series."""
    from ..dataset.check_base import number

    found = {}
    for key in (*SERIES, *ENTROPIES):
        entries = metrics.get(key)
        values = [number(e.get("mean") if isinstance(e, dict) else e) for e in _list(entries)]
        measured = [v for v in values if v is not None]
        if measured:
            found[key] = {"first": measured[0], "last": measured[-1], "low": min(measured), "high": max(measured)}
    return found


def _layer_lines(layers: list[dict[str, Any]]) -> list[str]:
    width = max((len(a["name"]) for a in layers), default=0)
    lines = ["", f"  {len(layers)} layers"]
    for a in layers:
        grid = "x".join(map(str, a["grid"])) if a["grid"] else "?"
        stored = "x".join(map(str, a["map_grid"])) if a["map_grid"] else grid
        pooled = f", stored at {stored}" if stored != grid else ""
        kind = f"{a['attention_type']:<5}"
        lines.append(f"    {a['id']:<9} {kind}  {a['name']:<{width}}  grid {grid}{pooled}, {a['maps']} maps")
    return lines


def _word_lines(words: list[dict[str, Any]]) -> list[str]:
    """Bars are relative to the first word: how dominant words are among each other."""
    scored = [w for w in words if w["score"] is not None][:RANKED]
    if not scored:
        return []
    top = max(w["score"] for w in scored) or 1.0
    width = max(len(str(w["text"])) for w in scored)
    lines = ["", "  words by share of attention (mean over positions, layers and steps)"]
    for word in scored:
        bar = "#" * round(BAR * word["score"] / top)
        lines.append(f"    {word['text']!s:<{width}}  {word['score']:7.2%}  {bar}")
    return lines


def _metric_lines(metrics: dict[str, dict[str, float]]) -> list[str]:
    if not metrics:
        return []
    labels = {**SERIES, **ENTROPIES}
    width = max(len(labels[key]) for key in metrics)
    lines = ["", f"  {'metrics':<{width + 2}}  {'first':>9} {'last':>9} {'lowest':>9} {'highest':>9}"]
    for key, values in metrics.items():
        numbers = " ".join(f"{values[k]:9.4g}" for k in ("first", "last", "low", "high"))
        lines.append(f"    {labels[key]:<{width}}  {numbers}")
    return lines
