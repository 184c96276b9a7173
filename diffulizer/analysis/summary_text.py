"""Summary of a run or a recording as text. It needs no other package, so that the command line starts at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..format import FLOW, SCALAR_CHANNELS
from ..prompts import OTHER, SPECIAL_NAMES

if TYPE_CHECKING:
    from ..effects import EffectWord

RANKED = 10
BAR = 24


def text(summary: dict[str, Any]) -> str:
    """Write the summary of a run or a recording for people.

    Args:
        summary: as `diffulizer info --json` prints it; that of a recording has no schema and no files.
    """
    sampled = [f"{summary['steps']} steps" + ("" if summary["complete"] else " (interrupted)")]
    sampled += [str(summary[k]) for k in ("sampler", "scheduler") if summary[k]]
    sampled += [
        f"{label} {summary[k]}" for k, label in (("cfg_scale", "cfg"), ("seed", "seed")) if summary[k] is not None
    ]
    lines = [
        f"{summary['path']}  (schema {summary['schema_version']})"
        if summary["schema_version"]
        else str(summary["path"]),
        "",
        f"  prompt    {summary['prompt'] or '(empty)'}",
        f"  negative  {_negative(summary)}",
        f"  model     {summary['model_id'] or 'unknown'}{_model(summary)}",
        *([f"  edited    {summary['edits']}"] if summary["edits"] else []),
        f"  sampling  {', '.join(sampled)}",
        f"  image     {summary['width']} x {summary['height']}",
        _size(summary),
    ]
    if summary["token_source"] == "position":
        lines.append("  words     not known: tokens are labelled by position")
    if len(summary["conditions"]) > 2:
        lines += ["", "  conditionings"]
        lines += [f"    {c['id']}  {c['polarity']}  {c['text'] or '(empty)'}" for c in summary["conditions"]]
    lines += (
        _layer_lines(summary["layers"])
        + _word_lines(summary["words"], summary["special"])
        + _effect_lines(summary["effects"], summary["steps"])
        + _gather_lines(summary["gather"], summary["steps"])
        + _metric_lines(summary["metrics"], summary["prediction"])
    )
    if summary["not_recorded"]:
        lines += ["", "  not recorded"]
        lines += _note_lines(summary["not_recorded"])
    return "\n".join(lines)


def _note_lines(notes: list[dict[str, Any]]) -> list[str]:
    """List what was not recorded. Layers that lack the same for the same reason share a line."""
    places: dict[tuple[Any, Any], list[Any]] = {}
    for note in notes:
        places.setdefault((note.get("what"), note.get("reason")), []).append(note.get("where"))
    return [
        f"    {what}, {where[0]}{f' and {len(where) - 1} more' if len(where) > 1 else ''}: {reason}"
        for (what, reason), where in places.items()
    ]


def extremes(metrics: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Return the first, last, lowest and highest measured value of each metric of one number a step."""
    from .series import series_of  # numpy: only when it is needed

    by_key = {}
    for key in SCALAR_CHANNELS:
        values = [v for v in series_of(metrics, key) if v is not None]
        if values:
            by_key[key] = {"first": values[0], "last": values[-1], "low": min(values), "high": max(values)}
    return by_key


def effect_sizes(words: Sequence[EffectWord], kind: str, metrics: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the mean size of each word's effect over the steps at which it was measured, the largest first, with the
    noise floor; None if none were measured."""
    rows = [row for row in metrics.get("effect_l2_norm") or [] if row]
    if not words or not rows:
        return None
    sizes = [sum(row[i] or 0.0 for row in rows) / len(rows) for i in range(len(words) + 1)]
    listed = [{"text": word.text, "size": size} for word, size in zip(words, sizes, strict=False)]
    return {
        "kind": kind,
        "steps": len(rows),
        "floor": sizes[-1],
        "words": sorted(listed, key=lambda word: -word["size"]),
    }


def gather_facts(words: Sequence[str], layers: Collection[str], steps: Collection[int]) -> dict[str, Any] | None:
    """Return the words of which it was recorded which places they look at, with the number of layers and of steps; None
    if there are none."""
    return {"words": list(words), "layers": len(layers), "steps": len(steps)} if layers else None


def _negative(summary: dict[str, Any]) -> str:
    """Return the negative prompt, or that none took part: at guidance 1, it is not evaluated."""
    if summary["cfg_scale"] == 1 and "guidance_l2_norm" not in summary["metrics"]:
        return "none took part: sampled at guidance 1"
    return summary["negative"] or "(empty)"


def _model(summary: dict[str, Any]) -> str:
    """Return the family of the model, and what it predicts if that is not noise."""
    predicts = "predicts the velocity, noise minus picture" if summary["prediction"] == FLOW else None
    facts = [fact for fact in (summary["model_family"], predicts) if fact]
    return f" ({', '.join(facts)})" if facts else ""


def _size(summary: dict[str, Any]) -> str:
    latents = "with latents" if summary["latents_saved"] else "without latents"
    size = "" if summary["bytes"] is None else f"{summary['bytes'] / 2**20:.1f} MiB"
    if summary["files"] is None:
        return f"  recorded  {size + ' in memory, ' if size else ''}{summary['maps']} maps, {latents}"
    return f"  on disk   {size} in {summary['files']} files, {summary['maps']} maps, {latents}"


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


def _word_lines(words: list[dict[str, Any]], special: list[dict[str, Any]]) -> list[str]:
    """List the words that drew most attention, and what the rest to 100 % is. Bars are relative to the first word, to
    show how the words compare."""
    scored = [w for w in words if w["score"] is not None]
    if not scored:
        return []
    listed = scored[:RANKED]
    top = max(w["score"] for w in listed) or 1.0
    rows = [(str(w["text"]), w["score"], "#" * round(BAR * w["score"] / top)) for w in listed]
    if len(scored) > RANKED:
        rest = scored[RANKED:]
        rows.append((f"{len(rest)} more", sum(w["score"] for w in rest), "the other words"))
    known = [s for s in special if s["score"] is not None]
    if known:
        parts = ", ".join(f"{s['text']} {s['score']:.2%}" for s in known)
        name = "the rest" if any(s["text"] == SPECIAL_NAMES[OTHER] for s in known) else "no word"
        rows.append((name, sum(s["score"] for s in known), f"of this: {parts}"))
    width = max(len(name) for name, _, _ in rows)
    lines = ["", "  words by share of attention (mean over positions, layers and steps)"]
    return lines + [f"    {name:<{width}}  {score:7.2%}  {after}".rstrip() for name, score, after in rows]


def _effect_lines(effects: dict[str, Any] | None, steps: int) -> list[str]:
    """List the words that change most, and the noise floor."""
    if effects is None:
        return []
    from ..effects import ATTENTION, TEXT  # torch: only when it is needed

    listed, more = effects["words"][:RANKED], len(effects["words"]) - RANKED
    top = max(word["size"] for word in listed) or 1.0
    rows = [(word["text"], word["size"], "#" * round(BAR * word["size"] / top)) for word in listed]
    rows.append(("nothing", effects["floor"], "the noise floor: what is not above it is no effect"))
    width = max(len(name) for name, _, _ in rows)
    left = {ATTENTION: "removed from the attention", TEXT: "left out of the text"}[effects["kind"]]
    lines = ["", f"  words by effect (change of the clean latent, {left}; mean of {effects['steps']} of {steps} steps)"]
    lines += [f"    {name:<{width}}  {size:9.4g}  {after}".rstrip() for name, size, after in rows]
    return lines + ([f"    and {more} more words"] if more > 0 else [])


def _gather_lines(gather: dict[str, Any] | None, steps: int) -> list[str]:
    """Name the words of which it was recorded which places they look at."""
    if gather is None:
        return []
    words = ", ".join(gather["words"]) or "no word of the first prompt"
    return [
        "",
        f"  words that look at the picture ({gather['layers']} layers, {gather['steps']} of {steps} steps)",
        f"    {words}",
    ]


def _metric_lines(metrics: dict[str, dict[str, float]], prediction: str | None) -> list[str]:
    if not metrics:
        return []
    channels = [SCALAR_CHANNELS[key].of(prediction) for key in metrics]
    width = max(len(channel.title) for channel in channels)
    lines = ["", f"  {'metrics':<{width + 2}}  {'first':>9} {'last':>9} {'lowest':>9} {'highest':>9}"]
    for channel in channels:
        numbers = " ".join(f"{metrics[channel.key][k]:9.4g}" for k in ("first", "last", "low", "high"))
        lines.append(f"    {channel.title:<{width}}  {numbers}  {channel.unit}")
    return lines
