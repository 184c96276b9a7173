"""What lies in a run or a recording, as text. It needs no other package, so that the command line starts at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..format import SCALAR_CHANNELS

RANKED = 10
BAR = 24


def text(facts: dict[str, Any]) -> str:
    """The facts of a run or a recording, for people.

    Args:
        facts: as `diffulizer info --json` prints them; those of a recording have no schema and no files.
    """
    sampled = [f"{facts['steps']} steps" + ("" if facts["complete"] else " (interrupted)")]
    sampled += [str(facts[k]) for k in ("sampler", "scheduler") if facts[k]]
    sampled += [f"{label} {facts[k]}" for k, label in (("cfg_scale", "cfg"), ("seed", "seed")) if facts[k] is not None]
    lines = [
        f"{facts['path']}  (schema {facts['schema_version']})" if facts["schema_version"] else str(facts["path"]),
        "",
        f"  prompt    {facts['prompt'] or '(empty)'}",
        f"  negative  {facts['negative'] or '(empty)'}",
        f"  model     {facts['model_id'] or 'unknown'}"
        + (f" ({facts['model_family']})" if facts["model_family"] else ""),
        f"  sampling  {', '.join(sampled)}",
        f"  image     {facts['width']} x {facts['height']}",
        _size(facts),
    ]
    if facts["token_source"] == "position":
        lines.append("  words     not known: tokens are labelled by position")
    if len(facts["conditions"]) > 2:
        lines += ["", "  conditionings"]
        lines += [f"    {c['id']}  {c['polarity']}  {c['text'] or '(empty)'}" for c in facts["conditions"]]
    lines += _layer_lines(facts["layers"]) + _word_lines(facts["words"]) + _metric_lines(facts["metrics"])
    if facts["not_recorded"]:
        lines += ["", "  not recorded"]
        lines += [f"    {n.get('what')}, {n.get('where')}: {n.get('reason')}" for n in facts["not_recorded"]]
    return "\n".join(lines)


def extremes(metrics: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """First, last, lowest and highest measured value of each metric of one number a step."""
    from .series import series_of  # numpy: only when it is needed

    by_key = {}
    for key in SCALAR_CHANNELS:
        values = [v for v in series_of(metrics, key) if v is not None]
        if values:
            by_key[key] = {"first": values[0], "last": values[-1], "low": min(values), "high": max(values)}
    return by_key


def _size(facts: dict[str, Any]) -> str:
    latents = "with latents" if facts["latents_saved"] else "without latents"
    size = "" if facts["bytes"] is None else f"{facts['bytes'] / 2**20:.1f} MiB"
    if facts["files"] is None:
        return f"  recorded  {size + ' in memory, ' if size else ''}{facts['maps']} maps, {latents}"
    return f"  on disk   {size} in {facts['files']} files, {facts['maps']} maps, {latents}"


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
    channels = [SCALAR_CHANNELS[key] for key in metrics]
    width = max(len(channel.title) for channel in channels)
    lines = ["", f"  {'metrics':<{width + 2}}  {'first':>9} {'last':>9} {'lowest':>9} {'highest':>9}"]
    for channel in channels:
        numbers = " ".join(f"{metrics[channel.key][k]:9.4g}" for k in ("first", "last", "low", "high"))
        lines.append(f"    {channel.title:<{width}}  {numbers}  {channel.unit}")
    return lines
