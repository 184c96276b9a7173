"""Measure whether recorded attention maps point at the things that their words name, on the demo model, which has an
answer key.

    python -m demo_model.train --taught
    python benchmarks/faithfulness.py --taught output/demo_model/mini_sdxl_taught.safetensors --into docs
    python benchmarks/faithfulness.py --model transformer --into docs
    python benchmarks/faithfulness_figure.py

Prompts are captions of scenes that no training saw. Each is sampled once with the pack's own recorder (every layer in
which the picture attends to words, head and step), the picture is segmented by colour, and the map of each word is
compared with the region of the thing that the word belongs to. Nothing is tuned on the figures that are reported: the
threshold and the best layer are chosen on one half of the prompts, the figures are those of the other half.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))  # last: our nodes/ must not hide the host's module of that name

from demo_model import host as _host  # noqa: E402, F401, I001 (the import path of what follows)
from demo_model import judge, tables  # noqa: E402
from demo_model.architecture import MODELS  # noqa: E402
from demo_model.captions import full_caption, phrases  # noqa: E402
from demo_model.drawing import Image  # noqa: E402
from demo_model.loader import FILES  # noqa: E402
from demo_model.sampling import DemoModel  # noqa: E402
from demo_model.scenes import Scene  # noqa: E402
from demo_model.verdicts import held_out_scenes  # noqa: E402
from pack import pack  # noqa: E402
from pointing import SIDE, Tally, Word, thing_region  # noqa: E402

COUNTS = {1: 70, 2: 110, 3: 40}
SEED = 1
ALL = "all layers"
DAAM = "summed as DAAM does"
AMONG_WORDS = "among the prompt's words"
UNIFORM = "uniform map"
CENTRE = "middle of the picture"
KINDS = ("colour", "shape", "phrase", "article", "of", "start", "end")
GROUPS = ("one thing", "two or three")

SDXL, TRANSFORMER = MODELS
MARKS = {SDXL: "figures", TRANSFORMER: "figures_transformer"}
"""Marks of the tables in docs/faithfulness.md."""

Row = dict[str, Any]
Figures = dict[str, Any]
"""Figures of a checkpoint: "weights" (SHA-256), "prompts", "things" named, those "drawn" as named, and "rows" of
`Tally`."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=MODELS, default=SDXL)
    parser.add_argument("--weights", type=Path, help="the repository's")
    parser.add_argument("--taught", type=Path, help="sdxl's taught checkpoint, as an upper control")
    parser.add_argument("--fewer", type=int, default=1, help="divide the number of prompts by this, for a quick look")
    parser.add_argument(
        "--into", type=Path, metavar="FOLDER", help="write faithfulness.json and the table in faithfulness.md there"
    )
    given = parser.parse_args()
    if given.taught and given.model != SDXL:
        parser.error(f"--taught is for the model {SDXL}, not {given.model}: leave one of them out.")
    if given.into and (given.fewer != 1 or (given.model == SDXL and not given.taught)):
        parser.error("--into publishes figures: they are measured on all prompts, without --fewer, and with --taught")
    scenes = held_out_scenes({number: count // given.fewer for number, count in COUNTS.items()}, seed=30_000)
    weights = given.weights or FILES[given.model]
    figures = {"default" if given.model == SDXL else TRANSFORMER: measure(weights, scenes, given.model)}
    if given.taught:
        figures["taught"] = measure(given.taught, scenes)
    print("\n".join(summary(figures, given.model)))
    if given.into:
        stored = given.into / "faithfulness.json"
        write({**json.loads(stored.read_text()), **figures}, stored)
        tables.fill(given.into / "faithfulness.md", summary(figures, given.model), MARKS[given.model])


def measure(weights: Path, scenes: list[Scene], kind: str = SDXL) -> Figures:
    """Sample every scene's prompt once with a recorder, and score its maps."""
    model = DemoModel(weights, kind)
    plain = model.model
    tally = Tally()
    drawn = 0
    for number, scene in enumerate(tqdm(scenes, "measuring", mininterval=5)):
        model.model, recording = recorded(plain)
        prompt = full_caption(scene)
        words = named_words(scene, prompt, model.pictures(prompt, [SEED])[0])
        drawn += sum(word.kind == "colour" for word in words)
        if words:
            for source, maps in sources(complete_pass(recording), words):
                tally.add(source, words, maps, number)
    named = sum(len(scene.things) for scene in scenes)
    about = {"weights": tables.digest(weights), "prompts": len(scenes), "things": named, "drawn": drawn}
    return about | {"rows": tally.rows()}


def recorded(model: Any, heads: str = "each") -> tuple[Any, Any]:
    """Return (MODEL, recording): it records every cross-attention layer of each pass, each head or the mean."""
    recording = pack("diffulizer.capture.memory").MemoryRecording(keep=1)
    settings = pack("diffulizer.settings").CaptureSettings(max_layers=0, include_self_attention=False, heads=heads)
    return pack("nodes.host.attach").attach(model, recording, settings), recording


def complete_pass(recording: Any) -> Any:
    """Return the newest pass. Raises: RuntimeError: some attention was not recorded."""
    if not recording.passes or recording.passes[-1].gaps:
        raise RuntimeError(f"Attention was not recorded whole: {recording.passes and recording.passes[-1].gaps}")
    return recording.passes[-1]


def named_words(scene: Scene, prompt: str, picture: Image) -> list[Word]:
    """Return the words whose thing was drawn once and as named; the others have no answer key."""
    things = judge.find(picture)
    regions = [thing_region(thing.mask, scene.style) for thing in things]
    nothing = torch.zeros(SIDE, SIDE, dtype=torch.bool)
    everything = torch.stack([nothing, *regions]).any(0)
    group = GROUPS[len(scene.things) > 1]
    words = []
    for phrase in phrases(prompt):
        thing = scene.things[phrase.thing]
        matching = [k for k, f in enumerate(things) if (f.colour, f.shape) == (thing.colour, thing.shape)]
        if len(matching) != 1 or phrase.colour is None:
            continue
        region = regions[matching[0]]
        others = everything & ~region
        # + 1 everywhere: the start token is the first of the 77
        words += [
            Word("colour", group, (phrase.colour + 1,), region, others),
            Word("shape", group, (phrase.noun + 1,), region, others),
            Word("phrase", group, tuple(range(phrase.first + 1, phrase.noun + 2)), region, others),
            Word("article", group, (phrase.first,), region, others),
        ]
        if prompt.split()[: phrase.first - 1][-1:] == ["of"]:
            words.append(Word("of", group, (phrase.first - 1,), region, others))
    if things:
        words.append(Word("start", group, (0,), everything, nothing))
        words.append(Word("end", group, (len(prompt.split()) + 1,), everything, nothing))
    return words


def sources(recorded_pass: Any, words: list[Word]) -> Iterator[tuple[str, Tensor]]:
    """Yield (source, maps of the words at its own grid (words, rows, columns))."""
    by_layer: dict[str, Tensor] = {}
    kinds = recorded_pass.conditions[0].prompt.table.token_kinds
    text = torch.tensor([kind != pack("diffulizer.prompts").PICTURE for kind in kinds])
    for layer in recorded_pass.layers:
        heads = torch.stack([step.cross_attention[layer.id, "c0"].heads[0].float() for step in recorded_pass.steps])
        by_layer[layer.name] = torch.stack([heads[:, :, list(w.positions)].mean(2) for w in words], 2)
        if not text.all():
            among = by_layer[layer.name] / heads[:, :, text].sum(2, keepdim=True)
            yield f"{AMONG_WORDS} {layer.name}", among.mean((0, 1))
    for name, maps in by_layer.items():  # (steps, heads, words, rows, columns)
        yield f"layer {name}", maps.mean((0, 1))
        for head in range(maps.shape[1]):
            yield f"head {name} {head}", maps[:, head].mean(0)
    grown = torch.stack([F.interpolate(maps.mean(1), size=(16, 16), mode="bilinear") for maps in by_layer.values()])
    for step in range(grown.shape[1]):
        yield f"step {step}", grown[:, step].mean(0)
    yield ALL, grown.mean((0, 1))
    yield DAAM, daam(by_layer)
    yield UNIFORM, torch.ones(len(words), 16, 16)
    middle = torch.zeros(len(words), 15, 15)
    middle[:, 7, 7] = 1
    yield CENTRE, middle


def daam(by_layer: dict[str, Tensor], side: int = 32) -> Tensor:
    """Compute the map of Tang et al. 2023, "What the DAAM", section 3, without the middle block, as the authors' code
    does.

    It is the sum over heads, layers and steps of maps enlarged bicubically to the latent's side, with negative
    values cut off.
    """
    grown = [
        F.interpolate(maps.flatten(0, 1), size=(side, side), mode="bicubic").clamp(min=0).sum(0)
        for name, maps in by_layer.items()
        if not name.startswith("middle_block")
    ]
    return torch.stack(grown).sum(0)


def best_layer(rows: list[Row], word: str, things: str, kind: str = "layer") -> Row:
    """Return the row of the layer that points best in the half that chooses; "head" as ``kind`` is a single head, and
    `AMONG_WORDS` a layer whose shares are those among the prompt's tokens."""
    layers = [r for r in rows if r["source"].startswith(f"{kind} ") and (r["word"], r["things"]) == (word, things)]
    return max(layers, key=lambda row: row["pointing_choosing"])


def summary(figures: dict[str, Figures], kind: str = SDXL) -> list[str]:
    """Return a model's table of docs/faithfulness.md: for each kind of word the best layer, and maps to compare it
    with."""
    default = figures["default" if kind == SDXL else TRANSFORMER]
    lines = [
        f"{default['prompts']} prompts name {default['things']} things; {default['drawn']} were drawn as named.",
        "",
        "| prompts of | word | map | n | pointing (95 %) | within 15 px | at a wrong thing | mirrored | IoU "
        "| energy inside | area |",
        "| --- | --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    have = {(row["word"], row["things"]) for row in default["rows"]}
    for things in GROUPS:
        for word in KINDS:
            if (word, things) in have:
                taught = figures["taught"]["rows"] if kind == SDXL and "taught" in figures else None
                lines += _lines(default["rows"], taught, word, things)
    return lines


def _lines(rows: list[Row], taught: list[Row] | None, word: str, things: str) -> list[str]:
    shown = []
    for kind in ("layer", "head", AMONG_WORDS):
        if any(row["source"].startswith(f"{kind} ") for row in rows):
            best = best_layer(rows, word, things, kind)
            said = f"best layer {kind}," if kind == AMONG_WORDS else f"best {kind},"
            shown.append((f"{said} `{best['source'].removeprefix(f'{kind} ')}`", best))
    if taught is not None:
        shown.append(("**taught** checkpoint, best layer", best_layer(taught, word, things)))
    for source in (ALL, DAAM, CENTRE, UNIFORM):
        shown += [(source, r) for r in rows if (r["source"], r["word"], r["things"]) == (source, word, things)]
    return [
        f"| {things} | {word} | {name} | {row['maps']} | "
        f"{row['pointing']:.1%} ({row['low']:.0%} to {row['high']:.0%}) | {row['near']:.1%} | {row['wrong']:.1%} | "
        f"{row['mirrored']:.1%} | {row['iou']:.2f} | {row['energy']:.1%} | {row['area']:.1%} |"
        for name, row in shown
    ]


def write(figures: dict[str, Figures], path: Path) -> None:
    """Write JSON with one line for each row."""
    parts = []
    for name, measured in figures.items():
        about = json.dumps({k: v for k, v in measured.items() if k != "rows"})[1:-1]
        rows = ",\n".join(json.dumps(row) for row in measured["rows"])
        parts.append(f'"{name}": {{{about}, "rows": [\n{rows}\n]}}')
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
