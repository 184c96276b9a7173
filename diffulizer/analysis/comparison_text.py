"""A comparison as text for people, and as plain values for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..maths.alignment import SIGMA
from ..maths.divergence import MOST
from ..maths.numbers import mean_of, number
from .comparison import Comparison, LayerComparison
from .verdict import Verdict, telling_steps, verdict_of

MOST_LAYERS, MOST_WORDS = 12, 8
MARKS = {"both": "", "a": "A:", "b": "B:"}


def text(comparison: Comparison) -> str:
    """Write the verdict and the rows of the tables that tell most: at most three steps and three layers."""
    verdict = verdict_of(comparison)
    lines = [*_names(comparison), "", *verdict.sentences()]
    if not verdict.equal:
        lines += _telling_steps(comparison, verdict) + _telling_layers(verdict)
    return "\n".join(lines + _notes(comparison))


def full_text(comparison: Comparison) -> str:
    """Write the verdict, and the whole comparison as tables."""
    lines = [*_names(comparison), "", *verdict_of(comparison).sentences()]
    lines += _settings(comparison) + _steps(comparison) + _latents(comparison)
    lines += _layers(comparison.layers)
    return "\n".join(lines + _notes(comparison))


def _names(comparison: Comparison) -> list[str]:
    sides = (("A", comparison.a), ("B", comparison.b))
    return [f"{side}  {f.name}, {f.steps} step{'s' * (f.steps != 1)}" for side, f in sides]


def _notes(comparison: Comparison) -> list[str]:
    return ["", "  notes", *(f"    {note}" for note in comparison.notes)] if comparison.notes else []


def _telling_steps(comparison: Comparison, verdict: Verdict) -> list[str]:
    rows = [
        (
            str(i + 1),
            str(comparison.alignment[i] + 1),
            short(number(comparison.a.sigmas[i])),
            short(comparison.cosines["x0"][i]),
            short(verdict.attention[i]),
        )
        for i in telling_steps(comparison, verdict)
    ]
    return ["", *table(("step of A", "step of B", "noise level", "cosine of pictures", "attention (nats)"), rows)]


def _telling_layers(verdict: Verdict) -> list[str]:
    rows = [(c.name, c.module, short(c.mean), str(c.largest.step + 1)) for c in verdict.layers]
    return ["", *table(("layer", "name", "attention (nats)", "most at step"), rows)] if rows else []


def _settings(comparison: Comparison) -> list[str]:
    rows = [(d.setting, _as_text(d.a), _as_text(d.b)) for d in comparison.settings if d.setting != "prompt"]
    lines = ["", "  settings and nodes that differ"]
    lines += table(("setting", "A", "B"), rows) if rows else []
    if any(side != "both" for _, side in comparison.words):
        lines.append("    prompt: " + " ".join(f"[{MARKS[s]} {w}]" if MARKS[s] else w for w, s in comparison.words))
    return lines if len(lines) > 2 else [*lines, "    none that the recordings state"]


def _steps(comparison: Comparison) -> list[str]:
    entropy = comparison.metrics.get("cross_attention_entropy")
    tokens = [mean_of([layer.tokens[i] for layer in comparison.layers]) for i in range(len(comparison.alignment))]
    rows = []
    for i, j in enumerate(comparison.alignment):
        rows.append(
            (
                str(i + 1),
                str(j + 1),
                short(number(comparison.a.sigmas[i])),
                short(number(comparison.b.sigmas[j])),
                *(short(comparison.differences[name][i]) for name in ("x0", "predicted_noise")),
                short(comparison.cosines["x0"][i]),
                *(short(side[i]) for side in (entropy or ())),
                short(tokens[i]),
            )
        )
    by = "the noise level of evaluation" if comparison.aligned_by == SIGMA else "number"
    head = ["A", "B", "sigma A", "sigma B", "|dx0|", "|deps|", "cos x0"]
    head += ["entropy A", "entropy B"] * (entropy is not None) + ["JSD"]
    return [
        "",
        f"  step by step: each step of A beside the step of B nearest in {by}",
        *table(head, rows),
        "    |dx0|, |deps|: distance of predicted clean latents and of predicted noises",
        "    entropy: over how many words attention is spread (nats); JSD: divergence of attention, mean over layers",
    ]


def _latents(comparison: Comparison) -> list[str]:
    norms = comparison.metrics.get("latent_l2_norm")
    if norms is None:
        return []
    rows = [
        (
            str(i + 1),
            str(j + 1),
            short(number(comparison.a.next_sigmas[i])),
            short(number(comparison.b.next_sigmas[j])),
            *(short(side[i]) for side in norms),
            short(comparison.differences["latent"][i]),
            short(comparison.cosines["latent"][i]),
        )
        for i, j in enumerate(comparison.latent_alignment)
    ]
    by = "the noise level stepped to" if comparison.aligned_by == SIGMA else "number"
    return [
        "",
        f"  latents after each step: each of A beside the one of B nearest in {by}",
        *table(("A", "B", "sigma A", "sigma B", "|x| A", "|x| B", "|dx|", "cos x"), rows),
        "    |x|: norm of a latent; |dx|: distance of both",
    ]


def _layers(layers: Sequence[LayerComparison]) -> list[str]:
    if not layers:
        return []
    ranked = sorted(layers, key=lambda layer: -(layer.mean or 0.0))[:MOST_LAYERS]
    words = [word for word in ranked[0].words if any(c.isalnum() for c in word)][:MOST_WORDS]
    rows = [(a.layer.name, short(a.mean), *(short(a.words[word]) for word in words)) for a in ranked]
    more = f", the {MOST_LAYERS} largest of {len(layers)}" if len(layers) > MOST_LAYERS else ""
    return [
        "",
        f"  Jensen-Shannon divergence of attention by layer, mean over steps (nats, 0 to {MOST:.3f}{more})",
        *table(("layer", "tokens", *words), rows),
        "    tokens: how positions divide their attention between tokens; a word: where in the image it gets attention",
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Write columns as wide as their widest entries; the first is aligned to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    return [
        "    "
        + "  ".join(f"{v:<{w}}" if not i else f"{v:>{w}}" for i, (v, w) in enumerate(zip(row, widths, strict=True)))
        for row in (head, *rows)
    ]


def short(value: float | None) -> str:
    """Write a value with four digits; "-" stands for no value."""
    return "-" if value is None else f"{value:.4g}"


def _as_text(value: Any) -> str:
    return "-" if value is None else str(value) or "(empty)"


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """Return the whole comparison as plain JSON values; docs/comparing.md explains the keys."""
    a, b = comparison.a, comparison.b
    return {
        "a": {"name": a.name, "steps": a.steps, "sigmas": [number(s) for s in a.sigmas]},
        "b": {"name": b.name, "steps": b.steps, "sigmas": [number(s) for s in b.sigmas]},
        "settings": [{"setting": d.setting, "a": d.a, "b": d.b} for d in comparison.settings],
        "words": [{"text": text, "in": side} for text, side in comparison.words],
        "aligned_by": comparison.aligned_by,
        "steps": [
            {
                "a": i,
                "b": j,
                "sigma_a": number(a.sigmas[i]),
                "sigma_b": number(b.sigmas[j]),
                "latent_b": k,
                "latent_sigma_a": number(a.next_sigmas[i]),
                "latent_sigma_b": number(b.next_sigmas[k]),
                **{f"{name}_l2_difference": values[i] for name, values in comparison.differences.items()},
                **{f"{name}_cosine": values[i] for name, values in comparison.cosines.items()},
                "metrics": {key: {"a": x[i], "b": y[i]} for key, (x, y) in comparison.metrics.items()},
            }
            for i, (j, k) in enumerate(zip(comparison.alignment, comparison.latent_alignment, strict=True))
        ],
        "layers": [
            {
                "name": layer.layer.name,
                "token_divergence": layer.mean,
                "token_divergence_by_step": list(layer.tokens),
                "word_divergence": dict(layer.words),
            }
            for layer in comparison.layers
        ],
        "notes": list(comparison.notes),
    }
