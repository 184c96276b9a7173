"""Figures of removed words: rows of docs/causality.json, from records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import eq
from typing import Any

import numpy as np
import torch
from causal_records import (
    EFFECT_4TH,
    EFFECT_NOISE,
    EFFECT_PULL,
    LATENT,
    MIRRORED,
    OTHER,
    PICTURE,
    REGION,
    SHOWN,
    Partly,
    Record,
)
from causal_scores import (
    BOTH,
    COLOUR,
    FATES,
    GONE,
    KEPT,
    MOVED,
    SHAPE,
    Estimate,
    auc,
    correlation,
    mean,
    proportion,
    ratio,
)

Figure = list[float | None]
Row = dict[str, Any]
"""A row: texts, and estimates as [value, lower and upper bound of the 95 % interval, number of values]."""

THING_WORDS = ("colour", "shape", "phrase", "article")
KINDS = (*THING_WORDS, "relation", "of", "place", "background", "style", "start", "end", "padding", "word")
"""Kinds of words. A phrase is several, start, end and padding are none. Words without an answer key are of one kind."""
WORDS = tuple(kind for kind in KINDS if kind not in ("phrase", "start", "end", "padding", "word"))
EVERY_WORD = "every word"
LOST = {"colour": (COLOUR, BOTH, GONE), "shape": (SHAPE, BOTH, GONE)}
"""Names of what a thing without the word's property has become."""
BEST = {"layer": "best layer", "head": "best head", "step": "best step", "effect of step": "effect, best step"}
FIXED = (*SHOWN, EFFECT_NOISE, EFFECT_PULL, EFFECT_4TH)
"""Sources among which nothing is chosen."""


def removed_rows(records: Sequence[Record]) -> list[Row]:
    """Return what became of things, the background and the style without each kind of word.

    For words that belong to no thing, every thing that was drawn as named counts.
    """
    rows = []
    for kind, own in _by_kind(records):
        things = [
            (r.scene, fate)
            for r in own
            for number, fate in r.fates.items()
            if r.word.thing in (-1, number)  # a word of a thing: that thing
        ]
        others = [
            (r.scene, any(fate != KEPT for n, fate in r.fates.items() if n != r.word.thing))
            for r in own
            if r.word.thing >= 0 and any(n != r.word.thing for n in r.fates)
        ]
        row: Row = {"word": kind, "removed": len(own), "changed": _share(things, lambda fate: fate != KEPT)}
        row |= {fate: _share(things, partial(eq, fate)) for fate in FATES}
        row["another thing"] = _share(others, bool)
        for name in ("place", "background", "style"):
            seen = [(r.scene, getattr(r, name)) for r in own if getattr(r, name) is not None]
            row[name] = _share(seen, bool)
        row["size"] = mean([r.size for r in own], [r.scene for r in own]).json()
        rows.append(row)
    return rows


def inside_rows(records: Sequence[Record]) -> list[Row]:
    """Return the share of the change that lies in regions, for each kind of word."""
    rows = []
    for kind, own in _by_kind(records):
        names = ("own", "area", "mirrored", "box", "other", "other area")
        having = [r for r in own if r.shares]
        row: Row = {"word": kind}
        for name in names:
            some = [r for r in having if name in r.shares]
            row[name] = mean([r.shares[name] for r in some], [r.scene for r in some]).json()
        rows.append(row)
    return rows


def agreement_rows(records: Sequence[Record]) -> list[Row]:
    """Return how maps agree with the change, by source and kind of word: of the half that is reported.

    "by cell" is the mean over words of the correlation over cells, "by picture" the correlation over words of the sums
    of map and change, "latent by cell" and "latent by picture" the same with the change that Kong et al. take.
    "choosing" is "by cell" in the half that chooses.
    """
    rows = []
    for kind, own in _by_kind(records):
        for source in dict.fromkeys(name for r in own for name in r.agreement[PICTURE]):
            having = [r for r in own if source in r.agreement[PICTURE]]
            choosing = [r.agreement[PICTURE][source] for r in having if not r.scene % 2]
            judged = [r for r in having if r.scene % 2]
            if not choosing or not judged:
                continue
            row: Row = {"word": kind, "source": source, "choosing": round(float(np.mean(choosing)), 4)}
            row |= _agreements(judged, source)
            rows.append(row)
    for source in FIXED:
        judged = [r for r in records if r.scene % 2 and r.word.kind in WORDS and source in r.agreement[PICTURE]]
        if judged:
            rows.append({"word": EVERY_WORD, "source": source, "choosing": None} | _agreements(judged, source))
    return rows


def _agreements(records: Sequence[Record], source: str) -> Row:
    scenes = [r.scene for r in records]
    row: Row = {}
    for target, name in ((PICTURE, "by "), (LATENT, "latent by ")):
        row[name + "cell"] = mean([r.agreement[target][source] for r in records], scenes).json()
        sums = [r.mass[source] for r in records], [r.sums[target] for r in records]
        row[name + "picture"] = correlation(*sums, scenes).json()
    return row


def best(rows: Iterable[Row], kind: str, of: str) -> Row | None:
    """Return the row of the layer, head or step that agrees best in the half that chooses."""
    found = [row for row in rows if row["word"] == kind and row["source"].startswith(f"{of} ")]
    return max(found, key=lambda row: row["choosing"], default=None)


def cause_rows(records: Sequence[Record]) -> list[Row]:
    """Return how often a thing changed without a word whose map is highest in or near it, and without another."""
    rows = []
    groups = [(EVERY_WORD, [r for r in records if r.word.kind in WORDS]), *_by_kind(records)]
    for kind, every in groups:
        for source in SHOWN:
            own = [r for r in every if source in r.pointed]
            pairs = [
                (r.scene, r.pointed[source][number], fate != KEPT) for r in own for number, fate in r.fates.items()
            ]
            if not pairs:
                continue
            looked = [(scene, changed) for scene, looks, changed in pairs if looks]
            away = [(scene, changed) for scene, looks, changed in pairs if not looks]
            caused = [(scene, looks) for scene, looks, changed in pairs if changed]
            bright, moved, dark, dimmed = zip(*(r.bright[source] for r in own), strict=True)
            scenes = [r.scene for r in own]
            rows.append(
                {
                    "word": kind,
                    "source": source,
                    "looked": _share(looked, bool),
                    "away": _share(away, bool),
                    "found": _share(caused, bool),
                    "bright": ratio(moved, bright, scenes).json(),
                    "dark": ratio(dimmed, dark, scenes).json(),
                }
            )
    return rows


def first_rows(records: Sequence[Record]) -> list[Row]:
    """Return how well the attention to a word in a thing tells that the thing changes without it.

    "auc" is the chance that there is more attention where a thing changes than where one does not, over pairs of a
    word and a thing. "first" says how often the word that looks most at a thing is the one whose removal changes most
    there. All are words of one token. For effects, attention is the effect.
    """
    words = [r for r in records if r.word.kind in WORDS and len(r.word.tokens) == 1]
    rows = []
    for source in SHOWN:
        own = [r for r in words if source in r.attended]
        if not own:
            continue
        pairs = [
            (r.scene, n, r.attended[source][n], r.changed[n], fate != KEPT) for r in own for n, fate in r.fates.items()
        ]
        things: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for scene, number, attended, changed, _ in pairs:
            things.setdefault((scene, number), []).append((attended, changed))
        hits = [(scene, max(told)[1] == max(c for _, c in told)) for (scene, _), told in things.items()]
        chances = [(1 / len(told)) for told in things.values()]
        scenes = [pair[0] for pair in pairs]
        rows.append(
            {
                "source": source,
                "auc": auc([pair[2] for pair in pairs], [pair[4] for pair in pairs], scenes).json(),
                "first": _share(hits, bool),
                "chance": mean(chances, [scene for scene, _ in things]).json(),
            }
        )
    return rows


def step_rows(parts: Sequence[Partly]) -> list[Row]:
    """Return what is lost without a word in some steps, and how much of the whole change there is."""
    rows = []
    for kind in ("colour", "shape", "relation", "place"):
        own = [p for p in parts if p.record.word.kind == kind and _lost(p.record) is not None]
        spans = list(dict.fromkeys(tuple(p.about["steps"]) for p in own))
        for span in spans:
            those = [p for p in own if tuple(p.about["steps"]) == span]
            rows.append({"word": kind, "first": span[0], "last": span[1]} | _loss(those, lambda p: p.record))
        if own:
            those = [p for p in own if tuple(p.about["steps"]) == spans[0]]
            rows.append({"word": kind, "first": 1, "last": None} | _loss(those, lambda p: p.whole))
    return rows


def _loss(parts: Sequence[Partly], which: Callable[[Partly], Record]) -> Row:
    scenes = [p.record.scene for p in parts]
    lost = [(p.record.scene, _lost(which(p))) for p in parts if _lost(which(p)) is not None]
    whole = [p.whole.size for p in parts]
    return {"lost": _share(lost, bool), "size": ratio([which(p).size for p in parts], whole, scenes).json()}


def _lost(record: Record) -> bool | None:
    """Say whether what a word names is lost: the colour or shape of its thing; or, of a relation or place, that things
    stand as named, which those that have moved or are gone don't. None if it was not there."""
    kind = record.word.kind
    if kind in LOST:
        fate = record.fates.get(record.word.thing)
        return None if fate is None else fate in LOST[kind]
    if not record.fates:
        return None
    return bool(record.place) or any(fate in (MOVED, GONE) for fate in record.fates.values())


def order_rows(parts: Sequence[Partly], numbers: dict[str, int]) -> list[Row]:
    """Return the change without a word in some layers or heads, as a part of the change without it in all of them.

    Args:
        numbers: how many layers and heads there are, as "layers" and "heads".
    """
    rows = []
    for unit, total in numbers.items():
        for kind in ("colour", "shape"):
            own = [p for p in parts if (p.record.word.kind, p.about["unit"]) == (kind, unit)]
            for order in dict.fromkeys(p.about["order"] for p in own):
                those = [p for p in own if p.about["order"] == order]
                row: Row = {"unit": unit, "word": kind, "order": order}
                for count in sorted({p.about["count"] for p in those}):
                    at = [p for p in those if p.about["count"] == count]
                    scenes = [p.record.scene for p in at]
                    row[str(count)] = ratio([p.record.size for p in at], [p.whole.size for p in at], scenes).json()
                rows.append(row | {"area": _area(those, total).json()})
    return rows


def _area(parts: Sequence[Partly], total: int) -> Estimate:
    """Estimate the area under a curve of change over the part that is removed: 0.5 if each removes as much."""
    scenes = sorted({p.record.scene for p in parts})
    areas, wholes = [], []
    for scene in scenes:
        own = sorted((p for p in parts if p.record.scene == scene), key=lambda p: int(p.about["count"]))
        whole = own[0].whole.size
        x = torch.tensor([0.0, *(p.about["count"] / total for p in own), 1.0])
        areas.append(float(torch.trapezoid(torch.tensor([0.0, *(p.record.size for p in own), whole]), x)))
        wholes.append(whole)
    return ratio(areas, wholes, scenes)


def _by_kind(records: Sequence[Record]) -> list[tuple[str, list[Record]]]:
    groups = [(kind, [r for r in records if r.word.kind == kind]) for kind in KINDS]
    return [(kind, own) for kind, own in groups if own]


def _share(values: Sequence[tuple[int, Any]], holds: Callable[[Any], bool]) -> Figure:
    return proportion([bool(holds(value)) for _, value in values], [scene for scene, _ in values]).json()


CONTROLS = (MIRRORED, OTHER, REGION)
