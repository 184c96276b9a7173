"""Tables of docs/causality.md, from docs/causality.json."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from causal_figures import BEST, CONTROLS, EVERY_WORD, FIXED, THING_WORDS, Row, best
from causal_records import ALL, CLEAREST, DAAM, EFFECT, EFFECT_10TH, EFFECT_PULL, SHOWN
from causal_scores import FATES, KEPT

Figures = dict[str, Any]


def tables(figures: Figures) -> dict[str, list[str]]:
    """Return the lines of each table whose figures are given, by the name of its marks."""
    found: dict[str, list[str]] = {}
    if "removed" in figures:
        found |= {
            "removed": _removed(figures["removed"]),
            "inside": _inside(figures["inside"]),
            **agreement_tables(figures["agreement"]),
            "cause": _cause(figures["cause"]),
        }
    if "steps" in figures:
        found["steps"] = _steps(figures["steps"])
    if "orders" in figures:
        found["orders"] = _orders(figures["orders"])
    if "cells" in figures:
        found["cells"] = [f"In {figures['cells in']} scenes:", "", *_orders(figures["cells"])]
    if {"removed", "steps", "orders"} <= figures.keys():
        found |= {"scenes": _scenes(figures), "found": _found(figures)}
    return found


def agreement_tables(rows: list[Row]) -> dict[str, list[str]]:
    """Return the tables that need no answer key."""
    return {"agreement": _agreement(rows), "layers": _layers(rows)}


def _scenes(figures: Figures) -> list[str]:
    steps, orders = figures["windows"], figures["orders in"]
    return [
        f"{figures['scenes']} prompts, {figures['two']} of them of two things; {figures['drawn']} of "
        f"{figures['named']} things were drawn as named. In {steps} of them words were removed in some steps only, in "
        f"{orders} in some layers and heads only. The null edit changed the latent by at most {figures['null']:g}."
    ]


def _found(figures: Figures) -> list[str]:
    """Return the findings as sentences."""
    removed = {row["word"]: row for row in figures["removed"]}
    inside = {row["word"]: row for row in figures["inside"]}
    cause = {(row["word"], row["source"]): row for row in figures["cause"]}
    agree = {(row["word"], row["source"]): row for row in figures["agreement"]}
    every, daam = cause[EVERY_WORD, CLEAREST], cause[EVERY_WORD, DAAM]
    first = {row["source"]: row for row in figures["first"]}
    lines = [
        f"- **If a word's map is highest in or near a thing, the word is a cause of it in "
        f"{_percent(every['looked'], bounds=True)}** of {every['looked'][3]} pairs of a word and a thing: without the "
        f"word the thing is gone, has moved, or has another colour or shape. If the map is highest elsewhere, that is "
        f"so in {_percent(every['away'], bounds=True)}. These are maps of the layer that sees the word most clearly. "
        f"With the sum that DAAM makes, it is {_percent(daam['looked'], bounds=True)} and "
        f"{_percent(daam['away'], bounds=True)}.",
        f"- **It depends on the kind of word.** A colour word that looks at a thing is a cause of it in "
        f"{_percent(cause['colour', CLEAREST]['looked'], bounds=True)}, a shape word in "
        f"{_percent(cause['shape', CLEAREST]['looked'], bounds=True)}, an article in "
        f"{_percent(cause['article', CLEAREST]['looked'], bounds=True)} "
        f"({cause['article', CLEAREST]['looked'][3]} articles look at a thing).",
        f"- **Of the things that changed,** {_percent(every['found'], bounds=True)} were looked at by the "
        f"removed word.",
        f"- **Does the amount of attention in a thing tell whether the thing changes without the word?** The chance "
        f"that it is higher where a thing changes (AUC) is {_told(first, 'auc', _number)}.",
        f"- **The word that looks most at a thing is the one whose removal changes most there** in "
        f"{_told(first, 'first', _percent)} of things. By chance it would be {_percent(first[CLEAREST]['chance'])}.",
        f"- **Change stays in place for colours, less for shapes.** {_percent(inside['colour']['own'])} of the change "
        f"without a colour word lies in its thing, which is {_percent(inside['colour']['area'])} of the picture; "
        f"without a shape word {_percent(inside['shape']['own'])}; without the article "
        f"{_percent(inside['article']['own'])}, of a change that is "
        f"{removed['colour']['size'][0] / removed['article']['size'][0]:.0f} times smaller than that of a colour word.",
    ]
    lines += [*_layers_found(figures["orders"]), *_steps_found(figures["steps"])]
    for kind, name in (("colour", "colour words"), ("shape", "shape words"), ("article", "articles")):
        chosen = best(figures["agreement"], kind, "layer")
        if chosen is None:
            continue
        lines.append(
            f"- **Cell by cell, {name}:** the map of the best layer has a correlation of "
            f"{_number(chosen['by cell'], bounds=True)} with the change, all layers "
            f"{_number(agree[kind, ALL]['by cell'])}, DAAM's sum {_number(agree[kind, DAAM]['by cell'])}"
            + _effects(agree, kind)
        )
    sources = [s for s in (*SHOWN, EFFECT_PULL) if (EVERY_WORD, s) in agree]
    by_picture = [f"{_number(agree[EVERY_WORD, s]['by picture'], bounds=True)} ({s})" for s in sources]
    return [
        *lines,
        f"- **Picture by picture,** the sum of a word's map and the size of the change have a correlation of "
        f"{', '.join(by_picture)}.",
    ]


def _effects(agree: dict[tuple[str, str], Row], kind: str) -> str:
    if (kind, EFFECT) not in agree:
        return "."
    few = _number(agree[kind, EFFECT_10TH]["by cell"])
    return f"; the effect {_number(agree[kind, EFFECT]['by cell'], bounds=True)}, measured at three of 20 steps {few}."


def _layers_found(rows: list[Row]) -> list[str]:
    found = {(row["word"], row["order"]): row for row in rows if row["unit"] == "layers"}
    few, many = "1", "14"
    lines = []
    for kind in ("colour", "shape"):
        if (kind, "clearest") in found:
            clear, others = found[kind, "clearest"][few], found[kind, "least clearest"][many]
            lines.append(
                f"- **{kind.capitalize()} words act through the layer that sees them most clearly.** Removed from that "
                f"one of 17 layers, they change {_percent(clear, bounds=True)} of what they change if removed from "
                f"all; removed from the {many} least clear ones, {_percent(others, bounds=True)} ({clear[3]} words)."
            )
    return lines


def _steps_found(rows: list[Row]) -> list[str]:
    found = {(row["word"], row["first"], row["last"]): row["lost"] for row in rows}
    lines = []
    for kind in ("colour", "shape"):
        if (kind, 1, 4) in found:
            late = ", ".join(
                f"{_percent(found[kind, first, 20], bounds=True)} from step {first} on" for first in (5, 9, 13)
            )
            lines.append(
                f"- **When a {kind} word must be there:** removed in steps 1 to 4 only, its thing loses the {kind} in "
                f"{_percent(found[kind, 1, 4], bounds=True)}; removed to the end, in {late}."
            )
    return lines


def _told(rows: dict[str, Row], what: str, write: Callable[..., str]) -> str:
    return ", ".join(f"{write(row[what], bounds=True)} ({source})" for source, row in rows.items())


def _removed(rows: Iterable[Row]) -> list[str]:
    fates = [fate for fate in FATES if fate != KEPT]
    head = ["word", "n", "changed (95 %)", *fates, "another thing", "stand otherwise", "background", "style", "change"]
    lines = _head(head, 1)
    for row in rows:
        cells = [row["word"], str(row["changed"][3]), _percent(row["changed"], bounds=True)]
        cells += [_percent(row[fate]) for fate in fates]
        cells += [_percent(row[name]) for name in ("another thing", "place", "background", "style")]
        lines.append(_line([*cells, _percent(row["size"], bounds=True, digits=1)]))
    return lines


def _inside(rows: Iterable[Row]) -> list[str]:
    names = ("own", "area", "mirrored", "box", "other", "other area")
    head = ["word", "n", "in its region (95 %)", "area", "mirrored", "box", "the other thing", "its area"]
    lines = _head(head, 1)
    for row in rows:
        cells = [_percent(row[name], bounds=name == "own") for name in names]
        lines.append(_line([row["word"], str(row["own"][3]), *cells]))
    return lines


def _agreement(rows: list[Row]) -> list[str]:
    head = ["word", "map", "n", "by cell (95 %)", "by picture (95 %)", "latent, by cell", "latent, by picture"]
    lines = _head(head, 2)
    for kind in (*THING_WORDS, "relation", "background", "style", "word", EVERY_WORD):
        shown = [
            (f"{name}, `{row['source'].removeprefix(of + ' ')}`", row)
            for of, name in BEST.items()
            if (row := best(rows, kind, of))
        ]
        by_source = {row["source"]: row for row in rows if row["word"] == kind}
        shown += [(source, by_source[source]) for source in (*FIXED, *CONTROLS) if source in by_source]
        if kind not in THING_WORDS:
            shown = [(name, row) for name, row in shown if row["source"] not in CONTROLS]
        for name, row in shown:
            cells = [_number(row["by cell"], bounds=True), _number(row["by picture"], bounds=True)]
            cells += [_number(row["latent by cell"]), _number(row["latent by picture"])]
            lines.append(_line([kind, name, str(row["by cell"][3]), *cells]))
    return lines


def _layers(rows: list[Row]) -> list[str]:
    kinds = [kind for kind in dict.fromkeys(row["word"] for row in rows) if kind != EVERY_WORD]
    lines = _head(["layer or step", *kinds], 1)
    for of in ("layer", "step", "effect of step"):
        for source in dict.fromkeys(row["source"] for row in rows if row["source"].startswith(f"{of} ")):
            found = {row["word"]: row["by cell"] for row in rows if row["source"] == source}
            name = f"`{source.removeprefix('layer ')}`" if of == "layer" else source
            lines.append(_line([name, *(_number(found[kind]) if kind in found else "" for kind in kinds)]))
    return lines


def _steps(rows: list[Row]) -> list[str]:
    kinds = list(dict.fromkeys(row["word"] for row in rows))
    head = ["removed in steps", *(f"{kind}: {what}" for kind in kinds for what in ("lost (95 %)", "change"))]
    lines = _head(head, 1)
    for span in dict.fromkeys((row["first"], row["last"]) for row in rows):
        cells = ["all" if span[1] is None else f"{span[0]} to {span[1]}"]
        for kind in kinds:
            found = [r for r in rows if (r["word"], r["first"], r["last"]) == (kind, *span)]
            cells += [_percent(found[0]["lost"], bounds=True), _percent(found[0]["size"])] if found else ["", ""]
        lines.append(_line(cells))
    return lines


def _cause(rows: list[Row]) -> list[str]:
    head = ["word", "map", "looks there: n", "changed (95 %)", "looks elsewhere: n", "changed (95 %)"]
    head += ["things that changed", "looked at (95 %)", "bright cells changed", "others"]
    lines = _head(head, 2)
    for row in rows:
        if row["word"] != EVERY_WORD and row["source"] not in (CLEAREST, EFFECT):
            continue
        cells = [row["word"], row["source"]]
        for name in ("looked", "away", "found"):
            cells += [str(row[name][3]), _percent(row[name], bounds=True)]
        lines.append(_line([*cells, _percent(row["bright"], bounds=True), _percent(row["dark"])]))
    return lines


def _orders(rows: list[Row]) -> list[str]:
    lines: list[str] = []
    for unit in dict.fromkeys(row["unit"] for row in rows):
        own = [row for row in rows if row["unit"] == unit]
        counts = [name for name in own[0] if name.isdigit()]
        lines += [
            *([""] if lines else []),
            *_head(["word", "order", *(f"{n} of {unit}" for n in counts), "area (95 %)"], 2),
        ]
        for row in own:
            cells = [row["word"], row["order"], *(_percent(row[n]) for n in counts)]
            lines.append(_line([*cells, _number(row["area"], bounds=True)]))
    return lines


def _head(names: list[str], texts: int) -> list[str]:
    return [_line(names), _line(["---" if i < texts else "--:" for i in range(len(names))])]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _percent(estimate: list[float], *, bounds: bool = False, digits: int = 0) -> str:
    value, low, high, n = estimate
    if not n or value is None:
        return ""
    text = f"{value:.{max(digits, 1) if bounds else digits}%}"
    return f"{text} ({low:.{digits}%} to {high:.{digits}%})" if bounds and low is not None else text


def _number(estimate: list[float], *, bounds: bool = False) -> str:
    value, low, high, n = estimate
    if not n or value is None:
        return ""
    return f"{value:.2f} ({low:.2f} to {high:.2f})" if bounds and low is not None else f"{value:.2f}"
