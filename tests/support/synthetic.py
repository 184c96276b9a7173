"""Seeded synthetic passes: small, but with the relations of real ones.

Attention is a real softmax of random queries and keys at the layer's own grid, pooled as a capture
pools it; latents follow an Euler walk. So everything that a run states about itself holds here, within
the rounding of float16. ``make_pass()`` is plain; its arguments make it odd in one way at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from diffulizer.analysis.selection import find_words, split_words
from diffulizer.capture.effects import MemoryEffects, reduced_effects
from diffulizer.capture.joint import recorded_prompt
from diffulizer.capture.memory import MemoryCross, MemoryGather, MemoryPass, MemoryRecording, MemorySelf
from diffulizer.capture.only_words import narrowed
from diffulizer.capture.removals import MemoryRemovals, Sampled, reduced_removals
from diffulizer.effects import EffectWord
from diffulizer.layers import AttentionLayer, in_execution_order, keeps_heads, parse_layer
from diffulizer.pieces import SENTENCEPIECE
from diffulizer.prompts import (
    END,
    END_TOKEN,
    START_TOKEN,
    TEMPLATE,
    EncodedPrompt,
    TokenTable,
    join_words,
)
from diffulizer.recording import Condition, ModelInfo, SamplingInfo, Step
from diffulizer.removals import Removed
from diffulizer.settings import CaptureSettings
from diffulizer.token_tables import Row, made_by, merged, table_of_rows

POSITIVE = (("a", "red", "circle", "above", "a", "blue", "squar+ish"), "a red circle above a blue squarish")
NEGATIVE = (("blurry",), "blurry")
MODULES = (
    "input_blocks.4.1.transformer_blocks.0.attn1",
    "input_blocks.4.1.transformer_blocks.0.attn2",
    "middle_block.1.transformer_blocks.0.attn1",
    "middle_block.1.transformer_blocks.0.attn2",
)
BLOCKS_PER_LEVEL = [2, 2, 2]
KEY_DIM = 8
EFFECT_WORDS = ("red", "circle", "squarish")
"""Words whose effects are measured, where the settings ask for effects."""


def make_table(words: Sequence[str], text: str, length: int = 77) -> TokenTable:
    """A padded token table; ``+`` inside a word splits it into byte-pair pieces."""
    pieces: list[str] = []
    for word in words:
        parts = word.split("+")
        pieces += [*parts[:-1], parts[-1] + "</w>"]
    tokens = [START_TOKEN, *pieces]
    tokens += [END_TOKEN] * (length - len(tokens))
    special = [t in (START_TOKEN, END_TOKEN) for t in tokens]
    known = {piece: 1000 + i for i, piece in enumerate(dict.fromkeys(pieces))}
    ids = [49406] + [known[piece] for piece in pieces] + [49407] * (length - len(pieces) - 1)
    return TokenTable(
        text=text,
        tokens=tuple(tokens),
        ids=tuple(ids),
        weights=tuple(1.3 if t == "red</w>" else 1.0 for t in tokens),
        special=tuple(special),
        words=join_words(tokens, special),
    )


def make_prompt(words: Sequence[str], text: str, length: int = 77) -> EncodedPrompt:
    """A prompt whose tokens came with its conditioning."""
    return EncodedPrompt(table=make_table(words, text, length), second=None, source="conditioning")


def _two_encoders(words: Sequence[str], text: str, length: int) -> EncodedPrompt:
    """A prompt with rows of T5 behind those of CLIP, as SD3 has, and with a template, as a chat has."""
    pieces = [piece for word in words for piece in ("\u2581" + word).split("+")]
    ids = {piece: 100 + i for i, piece in enumerate(dict.fromkeys(pieces))}
    rows = [Row("template", 5, kind=TEMPLATE), *(Row(piece, ids[piece]) for piece in pieces), Row("</s>", 1, kind=END)]
    behind = made_by(table_of_rows(text, rows, SENTENCEPIECE), "t5xxl")
    clip = made_by(make_table(words, text, length - len(behind)), "l+g")
    return EncodedPrompt(merged([clip, behind], text), second=None, source="conditioning")


def _with_picture(words: Sequence[str], text: str, length: int) -> EncodedPrompt:
    """A prompt with one row for its padding, and one for the picture."""
    return recorded_prompt(make_prompt(words, text, length), picture=True)[0]


def narrow(prompt: EncodedPrompt, only_words: str) -> EncodedPrompt:
    """A prompt with rows of their own for some words."""
    words = [word for entry in split_words(only_words) for place in find_words(prompt.table, entry) for word in place]
    return narrowed(prompt, None, {i for word in words for i in prompt.table.words[word].token_indices}).prompt


def make_layers(latent_grid: tuple[int, int], settings: CaptureSettings, heads: int) -> list[AttentionLayer]:
    """Two self and two cross layers: the first pair at half the latent grid, the second at a quarter."""
    parsed = [parse_layer(name, heads, BLOCKS_PER_LEVEL) for name in MODULES]
    layers = []
    for i, layer in enumerate(in_execution_order([a for a in parsed if a is not None])):
        divisor = 4 if layer.block[0] == "middle" else 2
        grid = (max(1, latent_grid[0] // divisor), max(1, latent_grid[1] // divisor))
        asked = settings.attention_resolution if layer.attention_type == "cross" else settings.self_attention_resolution
        layers.append(replace(layer, id=f"layer_{i}", grid=grid, map_grid=map_grid(grid, asked)))
    return layers


def make_blocks(latent_grid: tuple[int, int], settings: CaptureSettings, heads: int) -> list[AttentionLayer]:
    """A double and a single block, with a self and a cross layer each, all at half the latent grid."""
    grid = (latent_grid[0] // 2, latent_grid[1] // 2)
    layers: list[AttentionLayer] = []
    for stage, number in (("double", 0), ("single", 0)):
        for kind, asked in (("self", settings.self_attention_resolution), ("cross", settings.attention_resolution)):
            name = f"{stage}_blocks.{number}.{kind}"
            place = (f"{stage}.{number}", kind, (stage, number), 0, heads, 1, grid, map_grid(grid, asked))
            layers.append(AttentionLayer(f"layer_{len(layers)}", name, *place))
    return layers


def map_grid(grid: tuple[int, int], asked: int) -> tuple[int, int]:
    """The longer side becomes ``asked``, the aspect ratio is kept, nothing is enlarged."""
    longest = max(grid)
    if longest <= asked:
        return grid
    return (max(1, round(grid[0] * asked / longest)), max(1, round(grid[1] * asked / longest)))


def make_cross(layer: AttentionLayer, query: Tensor, key: Tensor, *, maps: bool, heads: bool) -> MemoryCross:
    """Cross-attention from queries [B, H, Q, D] to keys [B, H, T, D]."""
    batch, n_heads, _, dim = query.shape
    each = torch.softmax(query @ key.transpose(-1, -2) / dim**0.5, dim=-1)  # [B, H, Q, T]
    mean = each.mean(1)  # [B, Q, T]
    normalised = mean / mean.sum(1, keepdim=True)
    cover = _cover(layer.grid, layer.map_grid)
    pooled = (each.transpose(-1, -2) @ (cover / cover.sum(0))).reshape(batch, n_heads, -1, *layer.map_grid)
    return MemoryCross(
        token_mean=mean.mean(1),
        entropy=-(mean * mean.clamp_min(1e-30).log()).sum(-1).mean(-1),
        spatial_entropy=-(normalised * normalised.clamp_min(1e-30).log()).sum(1),
        maps=pooled.mean(1).half() if maps else None,
        heads=pooled.half() if maps and heads else None,
    )


def make_self(layer: AttentionLayer, query: Tensor, key: Tensor, *, maps: bool, heads: bool) -> MemorySelf:
    """Self-attention among positions [B, H, Q, D]."""
    batch, n_heads, _, dim = query.shape
    each = torch.softmax(query @ key.transpose(-1, -2) / dim**0.5, dim=-1)  # [B, H, Q, K]
    mean = each.mean(1)
    cells = layer.map_grid[0] * layer.map_grid[1]
    cover = _cover(layer.grid, layer.map_grid)
    pooled = (cover / cover.sum(0)).T @ each @ cover
    pooled = pooled.reshape(batch, n_heads, cells, cells)
    return MemorySelf(
        entropy=-(mean * mean.clamp_min(1e-30).log()).sum(-1).mean(-1),
        maps=pooled.mean(1).half() if maps else None,
        heads=pooled.half() if maps and heads else None,
    )


def _cover(grid: tuple[int, int], cells: tuple[int, int]) -> Tensor:
    """[positions, cells]: the part of each position's area that lies in each cell of equal area."""

    def along(size: int, count: int) -> Tensor:
        parts = torch.zeros(size, count)
        for position in range(size):
            for cell in range(count):
                low = max(position, cell * size / count)
                parts[position, cell] = max(0.0, min(position + 1, (cell + 1) * size / count) - low)
        return parts

    return torch.kron(along(grid[0], cells[0]), along(grid[1], cells[1]))


def make_pass(
    *,
    steps: int = 4,
    batch: int = 1,
    channels: int = 4,
    latent_grid: tuple[int, int] = (16, 16),
    heads: int = 2,
    tokens: int = 77,
    guidance: bool = True,
    cfg: float = 7.5,
    settings: CaptureSettings | None = None,
    complete: bool = True,
    removed: str | None = None,
    t5: bool = False,
    transformer: bool = False,
    seed: int = 0,
) -> MemoryPass:
    """A whole pass.

    Args:
        steps: recorded steps.
        latent_grid: rows and columns of the latent; an eighth of the image.
        guidance: whether a negative conditioning took part (cfg > 1).
        complete: False looks like an interrupted pass with two more steps planned.
        removed: the kind of removals that it has, of three words; None for none.
        t5: whether its prompt has rows of a second text encoder behind the first one's, for the same words.
        transformer: whether it is of a transformer that predicts a flow, whose picture is in one sequence with the
            text; a cell of its latent is 16 pixels wide.
        settings: what was recorded; by default everything at 4 cells.
    """
    draw = torch.Generator().manual_seed(seed)
    settings = settings or CaptureSettings(attention_resolution=4, self_attention_resolution=4)
    layers = [
        a
        for a in (make_blocks if transformer else make_layers)(latent_grid, settings, heads)
        if (a.attention_type == "cross" and settings.include_cross_attention)
        or (a.attention_type == "self" and settings.include_self_attention)
    ]
    encode = _two_encoders if t5 else _with_picture if transformer else make_prompt
    conditions = [Condition("c0", "positive", encode(*POSITIVE, length=tokens))]
    if guidance:
        conditions.append(Condition("c1", "negative", make_prompt(*NEGATIVE, length=tokens)))
    if settings.only_words:
        conditions = [replace(c, prompt=narrow(c.prompt, settings.only_words)) for c in conditions]
    planned = steps if complete else steps + 2
    sigmas = [(1 if transformer else 14.6) * (1 - i / planned) ** 2 for i in range(planned)] + [0.0]
    shape = (batch, channels, *latent_grid)
    x = torch.randn(shape, generator=draw) * sigmas[0]
    target = torch.randn(shape, generator=draw)
    made = MemoryPass(
        settings=settings,
        model=ModelInfo("synthetic", "flux2", "flow", "cpu", "float32", "Flux2", latent_pixels=16)
        if transformer
        else ModelInfo("synthetic", "sdxl", "epsilon", "cpu", "float32"),
        sampling=SamplingInfo(
            sampler="euler",
            scheduler="normal",
            seed=seed,
            cfg_scale=cfg if guidance else 1.0,
            denoise=1.0,
            schedule=tuple(sigmas),
            num_steps=planned,
            start_step=0,
            end_step=planned,
        ),
        layers=layers,
        conditions=conditions,
        initial_latent=x.half(),
        complete=complete,
        host={"name": "synthetic", "version": "0"},
        workflow={"nodes": [], "links": []},
        prompt_graph={"1": {"class_type": "KSampler", "inputs": {}}},
    )
    if settings.effects_every:
        made.effect_words = _words(made)
    if settings.gather_words:
        made.gather_tokens = {c.id: found for c in conditions if (found := _gather_tokens(c, settings))}
    for i in range(steps):
        sigma, sigma_next = sigmas[i], sigmas[i + 1]
        uncond = (x - target - torch.randn(shape, generator=draw) * 0.1 * sigma) / sigma
        text = uncond + torch.randn(shape, generator=draw) * 0.02
        noise = uncond + cfg * (text - uncond) if guidance else text
        x0 = x - sigma * noise
        x_before, x = x, x + (sigma_next - sigma) * noise
        step = Step(
            index=i,
            sigma=sigma,
            sigma_next=sigma_next,
            timestep=round(999 * (1 - i / planned)),
            evaluations=1,
            latent=x.half(),
            x0=x0.half(),
            noise=noise.half(),
            noise_text=text.half() if guidance else None,
            noise_uncond=uncond.half() if guidance else None,
            network_calls=(tuple(c.id for c in reversed(conditions)),),
        )
        if i % settings.attention_every == 0 or i == planned - 1:
            _attend(step, made, batch, draw)
        if settings.effects_every and (i % settings.effects_every == 0 or i == planned - 1):
            step.effects = _effects(made, x0_text=x_before - sigma * text, uncond=x_before - sigma * uncond, draw=draw)
        made.steps.append(step)
    if removed is not None:
        made.removals = make_removals(made, removed, _words(made), draw)
    return made


def _gather_tokens(condition: Condition, settings: CaptureSettings) -> tuple[int, ...]:
    """The tokens of the words that look, of a prompt whose maps are recorded."""
    if not settings.wants_maps(condition.polarity):
        return ()
    table = condition.prompt.table
    words = [i for entry in split_words(settings.gather_words) for place in find_words(table, entry) for i in place]
    return tuple(sorted({token for word in words for token in table.words[word].token_indices}))


def make_gather(layer: AttentionLayer, tokens: int, batch: int, draw: torch.Generator) -> MemoryGather:
    """What tokens look at: shares of a softmax over the picture and 50 keys of something else."""
    positions = layer.grid[0] * layer.grid[1]
    each = torch.softmax(torch.randn((batch, layer.heads, tokens, positions + 50), generator=draw) * 2, dim=-1)
    pooled = each.mean(1)[..., :positions] @ _cover(layer.grid, layer.map_grid)
    return MemoryGather(pooled.unflatten(-1, layer.map_grid).half(), layer.map_grid)


def _words(made: MemoryPass) -> tuple[EffectWord, ...]:
    words = {word.text: word.token_indices for word in made.conditions[0].prompt.table.words}
    return tuple(EffectWord(text, {"c0": words[text]}) for text in EFFECT_WORDS)


def make_removals(made: MemoryPass, kind: str, words: tuple[EffectWord, ...], draw: torch.Generator) -> MemoryRemovals:
    """Samples that part the sooner the later the word, and a null that changes nothing."""
    base = Sampled([step.x0.float() for step in made.steps], made.steps[-1].latent.float())

    def without(size: float) -> Sampled:
        noise = size * torch.randn(base.latent.shape, generator=draw)
        return Sampled([x0 + i * noise for i, x0 in enumerate(base.x0)], base.latent + noise * len(base.x0))

    if kind == "text":
        about = Removed(kind, words, prompts=tuple(f"without {word.text}" for word in words))
    else:
        about = Removed(kind, words, layers=tuple(la.name for la in made.layers if la.attention_type == "cross"))
    return reduced_removals(about, base, [*(without(0.2 * (1 + i)) for i in range(len(words))), without(0.0)])


def _effects(made: MemoryPass, x0_text: Tensor, uncond: Tensor, draw: torch.Generator) -> MemoryEffects:
    """Effects that grow from word to word, and a small noise floor."""
    sizes = [*(0.1 * (1 + i) for i in range(len(made.effect_words))), 1e-4]
    without = [x0_text + size * torch.randn(x0_text.shape, generator=draw) for size in sizes]
    return reduced_effects(x0_text, without, uncond if made.conditions[1:] else None)


def _attend(step: Any, made: MemoryPass, batch: int, draw: torch.Generator) -> None:
    for layer in made.layers:
        positions = layer.grid[0] * layer.grid[1]
        for condition in made.conditions:
            with_maps = made.settings.maps_of == "all" or condition.polarity == "positive"
            each = keeps_heads(layer, made.settings)
            query = torch.randn((batch, layer.heads, positions, KEY_DIM), generator=draw) * 2
            length = len(condition.prompt.table) if layer.attention_type == "cross" else positions
            key = torch.randn((batch, layer.heads, length, KEY_DIM), generator=draw)
            place = (layer.id, condition.id)
            if layer.attention_type == "cross":
                step.cross_attention[place] = make_cross(layer, query, key, maps=with_maps, heads=each)
                if condition.id in made.gather_tokens:
                    step.gathers[place] = make_gather(layer, len(made.gather_tokens[condition.id]), batch, draw)
            else:
                step.self_attention[place] = make_self(layer, query, key, maps=with_maps, heads=each)


def make_recording(**arguments: object) -> MemoryRecording:
    """A recording with one pass of ``make_pass(**arguments)``."""
    recording = MemoryRecording()
    recording.add(make_pass(**arguments))  # type: ignore[arg-type]
    return recording
