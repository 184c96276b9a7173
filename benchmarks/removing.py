"""Samples prompts of the demo model without each of their words in turn, and keeps what came of it.

There is one file for each scene and part. A file that is there is not made again, so a program that was stopped
continues where it was, and what is added later is measured on the same scenes and the same noise.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from faithfulness import DemoModel, complete_pass, daam, recorded
from numpy.typing import NDArray
from pack import pack
from removals import (
    CELL_COUNTS,
    EFFECTS,
    EVERY,
    HEAD_COUNTS,
    LATENT_SIDE,
    LAYER_COUNTS,
    MASKED,
    NOISE,
    ORDERS,
    REMOVED,
    ROUND,
    SEED,
    STEPS,
    UNTIL,
    WINDOW,
    WINDOWS,
    Kept,
    Prompt,
    Removal,
    cell_orders,
    kept,
    orders,
)

from demo_model.loader import WEIGHTS

import comfy.sd  # isort: skip


class Checkpoint(DemoModel):
    """A checkpoint with its text encoder and VAE, as the host's own node loads it."""

    def __init__(self, path: Path) -> None:
        self.model, self.clip, self.vae, *_ = comfy.sd.load_checkpoint_guess_config(str(path))


class Sampler:
    """A model, sampled with and without words.

    Args:
        folder: where what was sampled is kept.
        checkpoint: of Stable Diffusion XL or 1.5; the demo model if None.
        side: of the pictures, in pixels.
    """

    def __init__(self, folder: Path, checkpoint: Path | None = None, side: int = 256) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._side = folder, side
        self._heads = "each" if checkpoint is None else "mean"  # single heads of SDXL take gigabytes
        self._model = DemoModel(WEIGHTS) if checkpoint is None else Checkpoint(checkpoint)
        self._plain = self._model.model
        self._edit = pack("diffulizer.edits").AttentionEdit
        self._with_edit = pack("nodes.host.editing").with_edit

    def run(self, wanted: Sequence[Prompt], minutes: float, measured: Sequence[str] = tuple(EVERY)) -> None:
        """Sample what the folder lacks of some parts, for as many minutes."""
        end = time.monotonic() + 60 * minutes
        parts: dict[str, Callable[[Prompt, Path], None]]
        parts = {
            REMOVED: self._removed,
            EFFECTS: self._effects,
            WINDOWS: self._windows,
            ORDERS: self._orders,
            MASKED: self._cells,
        }
        for first in range(0, len(wanted), ROUND):
            for part in measured:
                for number in range(first, min(first + ROUND, len(wanted))):
                    path = kept(self._folder, part, number)
                    if (number + 1) % EVERY[part] or path.exists():
                        continue
                    if time.monotonic() > end:
                        return
                    begun = time.monotonic()
                    parts[part](wanted[number], path)
                    print(f"{part} {number}: {time.monotonic() - begun:.0f} s", flush=True)

    def prompt(self, text: str) -> Prompt:
        """Return a prompt with each of its words; it must have no weights, and no more than 75 tokens."""
        tokenizer = self._model.clip.tokenizer.clip_l.tokenizer
        words, at = [], 1
        for word in text.split():
            number = len(tokenizer(word)["input_ids"]) - 2  # without start and end
            words.append(Removal("word", tuple(range(at, at + number)), -1, word))
            at += number
        return Prompt(text, words)

    def _removed(self, prompt: Prompt, path: Path) -> None:
        """Remove each word at all steps and in all layers; record the attention of the unedited prompt."""
        words = prompt.words
        model, recording = recorded(self._plain, self._heads)
        latents = [self._latent(prompt, model)]
        maps = attention(complete_pass(recording), words)
        null = self._edited(words[0], action="scale", factor=1.0)
        latents.append(self._latent(prompt, null))
        latents += [self._latent(prompt, self._edited(word)) for word in words]
        about = {"caption": prompt.text, "words": [asdict(word) for word in words]}
        self._keep(path, about, latents, maps)

    def _effects(self, prompt: Prompt, path: Path) -> None:
        """Measure the effect of each word of one token at each step, with the noisy picture fixed."""
        number = int(path.stem.rpartition("_")[2])
        words = [word for word in prompt.words if len(word.tokens) == 1]
        recording = pack("diffulizer.capture.memory").MemoryRecording(keep=1)
        settings = pack("diffulizer.settings").CaptureSettings(
            max_layers=1,
            include_self_attention=False,
            effects_every=1,
            effect_words=", ".join(word.entry for word in words),
        )
        latent = self._latent(prompt, pack("nodes.host.attach").attach(self._plain, recording, settings))
        if not np.array_equal(latent[0].numpy(), Kept.load(self._folder, number).latents[0]):
            raise RuntimeError(f"Measuring effects changed the latent of scene {number}.")
        steps = complete_pass(recording).steps
        arrays = {
            "effects": torch.stack([step.effects.maps[0] for step in steps], 1).numpy(),
            "norms": torch.stack([step.effects.norms[0] for step in steps], 1).numpy(),
            "cosines": torch.stack([step.effects.cosines[0] for step in steps], 1).numpy(),
            "sigmas": np.array([*(step.sigma for step in steps), steps[-1].sigma_next]),
        }
        self._write(path, {"words": [asdict(word) for word in words]}, arrays)

    def _windows(self, prompt: Prompt, path: Path) -> None:
        """Remove words in some steps only."""
        words = [w for w in prompt.words if w.kind in ("colour", "shape", "relation", "place") and w.thing < 1]
        spans = [(first, first + WINDOW - 1) for first in range(1, STEPS + 1, WINDOW)]
        spans += [(until + 1, STEPS) for until in UNTIL]
        rows = [(word, span) for word in words for span in spans]
        latents = [
            self._latent(prompt, self._edited(word, start_step=first, end_step=last)) for word, (first, last) in rows
        ]
        about = {"rows": [{**asdict(word), "steps": span} for word, span in rows]}
        self._keep(path, about, latents)

    def _orders(self, prompt: Prompt, path: Path) -> None:
        """Remove words from some layers and heads only, in the orders that attention gives, and at random."""
        number = int(path.stem.rpartition("_")[2])
        before = Kept.load(self._folder, number)
        rng = np.random.default_rng((SEED, number))
        rows, latents = [], []
        for index, word in enumerate(before.words):
            if word.kind not in ("colour", "shape") or word.thing != 0:
                continue
            for unit, counts in (("layers", LAYER_COUNTS), ("heads", HEAD_COUNTS)):
                for order, ranked in orders(before, index, unit, rng).items():
                    for count in counts:
                        rows.append({**asdict(word), "unit": unit, "order": order, "count": count})
                        latents.append(self._latent(prompt, self._without(word, ranked[:count])))
        self._keep(path, {"rows": rows}, latents)

    def _cells(self, prompt: Prompt, path: Path) -> None:
        """Remove words in some cells only, in the orders of attention and effect, and at random."""
        number = int(path.stem.rpartition("_")[2])
        before = Kept.load(self._folder, number)
        rng = np.random.default_rng((SEED, number))
        rows, latents = [], []
        for index, word in enumerate(before.words):
            if word.kind not in ("colour", "shape") or word.thing != 0:
                continue
            for order, ranked in cell_orders(before, index, rng).items():
                for count in CELL_COUNTS:
                    mask = torch.zeros(LATENT_SIDE**2)
                    mask[torch.from_numpy(ranked[:count].copy())] = 1
                    model = self._with_edit(self._plain, self._edit(word.entry), mask.reshape(LATENT_SIDE, LATENT_SIDE))
                    rows.append({**asdict(word), "unit": MASKED, "order": order, "count": count})
                    latents.append(self._latent(prompt, model))
        self._keep(path, {"rows": rows}, latents)

    def _edited(self, word: Removal, **options: Any) -> Any:
        return self._with_edit(self._plain, self._edit(word.entry, **options))

    def _without(self, word: Removal, places: Sequence[tuple[str, int | None]]) -> Any:
        """Return the model with a word removed from layers, or from heads of layers."""
        heads: dict[str, list[int]] = {}
        for layer, head in places:
            heads.setdefault(layer, []).extend([] if head is None else [head])
        model = self._plain
        for layer, chosen in heads.items():
            edit = self._edit(word.entry, layers=layer, heads=", ".join(map(str, chosen)) or "*")
            model = self._with_edit(model, edit)
        return model

    def _latent(self, prompt: Prompt, model: Any) -> torch.Tensor:
        self._model.model = model
        return self._model.latents(prompt.text, [NOISE], steps=STEPS, size=(self._side, self._side))

    @torch.no_grad()
    def _keep(
        self,
        path: Path,
        about: dict[str, Any],
        latents: Sequence[torch.Tensor],
        maps: dict[str, NDArray[Any]] | None = None,
    ) -> None:
        pictures = np.stack([self._model.vae.decode(latent)[0].clamp(0, 1).float().numpy() for latent in latents])
        arrays = {
            "latents": torch.cat(list(latents)).numpy(),
            "pictures": (pictures * 255 + 0.5).astype(np.uint8),
        }
        self._write(path, about, arrays | (maps or {}))

    def _write(self, path: Path, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        draft = path.with_suffix(".draft")
        with draft.open("wb") as file:
            np.savez_compressed(file, about=np.array(json.dumps(about)), **arrays)
        draft.rename(path)


def attention(recorded_pass: Any, words: Sequence[Removal]) -> dict[str, NDArray[Any]]:
    """Return the maps of words, the mean over their tokens.

    Returns:
        "heads LAYER" (words, heads, rows, columns), the mean over steps; "steps LAYER" (words, steps, rows, columns),
        the mean over heads; "daam" (words, h, w), of the latent's size.
    """
    found: dict[str, NDArray[Any]] = {}
    by_layer = {}
    for layer in recorded_pass.layers:
        heads = torch.stack([_by_head(step.cross_attention[layer.id, "c0"]) for step in recorded_pass.steps])
        maps = torch.stack([heads[:, :, list(word.tokens)].mean(2) for word in words], 2)
        by_layer[layer.name] = maps  # (steps, heads, words, rows, columns)
        found[f"heads {layer.name}"] = maps.mean(0).transpose(0, 1).half().numpy()
        found[f"steps {layer.name}"] = maps.mean(1).transpose(0, 1).half().numpy()
    found["daam"] = daam(by_layer, int(recorded_pass.steps[0].x0.shape[-1])).numpy()
    return found


def _by_head(attention: Any) -> torch.Tensor:
    """Return an image's maps of single heads, [heads, tokens, rows, columns], or as if their mean were the only one."""
    maps: torch.Tensor = attention.maps[:1] if attention.heads is None else attention.heads[0]
    return maps.float()
