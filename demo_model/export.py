"""Conversion of training checkpoints to the file that ships: one ordinary checkpoint in half precision."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from . import host as _host  # noqa: F401 (the import path of what follows)
from .architecture import END, START
from .captions import UNKNOWN
from .latents import VAE_SCALE
from .loader import TEXT_PREFIXES, UNET_PREFIX, VAE_PREFIX
from .networks import END_WORD, START_WORD, TOKENS, ZERO_WORD

from comfy.sd1_clip import SDTokenizer  # isort: skip


def export(diffusion: Path, decoder: Path, target: Path, metadata: dict[str, str]) -> None:
    """Write ``target`` from the averaged weights of both checkpoints.

    Raises:
        ValueError: a word of the vocabulary is not one token for CLIP.
    """
    networks = torch.load(diffusion, map_location="cpu", weights_only=True)["ema"]
    weights: dict[str, Tensor] = {}
    for name, value in networks.items():
        part, _, rest = name.partition(".")
        if part == "unet":
            weights[UNET_PREFIX + rest] = value
        else:
            weights[f"{TEXT_PREFIXES[part]}transformer.{rest.removeprefix('model.')}"] = value
    for part, prefix in TEXT_PREFIXES.items():
        key = f"{prefix}transformer.text_model.embeddings.token_embedding."
        rows, ids = _known_rows(weights.pop(key + "weight"), second=part == "clip_g")
        weights[key + "rows"], weights[key + "ids"] = rows, ids
    for name, value in torch.load(decoder, map_location="cpu", weights_only=True)["ema"].items():
        weights[f"{VAE_PREFIX}taesd_decoder.{name}"] = value
    weights[VAE_PREFIX + "vae_scale"] = torch.tensor(VAE_SCALE)
    weights[VAE_PREFIX + "vae_shift"] = torch.tensor(0.0)
    _save(weights, target, metadata)


def export_transformer(checkpoint: Path, target: Path, metadata: dict[str, str]) -> None:
    """Write ``target``, the network alone, from the averaged weights of a checkpoint."""
    network = torch.load(checkpoint, map_location="cpu", weights_only=True)["ema"]
    _save({UNET_PREFIX + name.removeprefix("model."): value for name, value in network.items()}, target, metadata)


def restore_transformer(weights: Path) -> dict[str, Tensor]:
    """Return the state dict of `Transformer` that `export_transformer` wrote, up to half precision."""
    return {"model." + name.removeprefix(UNET_PREFIX): value.float() for name, value in load_file(weights).items()}


def _save(weights: dict[str, Tensor], target: Path, metadata: dict[str, str]) -> None:
    halves = {k: (v.half() if v.is_floating_point() else v).contiguous().clone() for k, v in weights.items()}
    draft = target.with_suffix(".draft")
    save_file(halves, draft, metadata)
    draft.replace(target)


def restore(weights: Path) -> dict[str, Tensor]:
    """Return the state dict of `Networks` that `export` wrote, up to half precision, to continue a training from a file
    that ships."""
    networks: dict[str, Tensor] = {}
    for name, value in load_file(weights).items():
        if name.startswith(UNET_PREFIX):
            networks["unet." + name.removeprefix(UNET_PREFIX)] = value.float()
        for part, prefix in TEXT_PREFIXES.items():
            if name.startswith(prefix) and not name.endswith("token_embedding.ids"):
                rest = name.removeprefix(f"{prefix}transformer.").replace("embedding.rows", "embedding.weight")
                networks[f"{part}.model.{rest}"] = value.float()
    for part in TEXT_PREFIXES:
        key = f"{part}.model.text_model.embeddings.token_embedding.weight"
        known = networks[key]
        networks[key] = known.new_zeros(len(TOKENS), known.shape[1])
        networks[key][_rows(second=part == "clip_g")] = known
    return networks


def _rows(*, second: bool) -> list[int]:
    """Return the rows of the training's table that a file holds, in its order: known tokens, then the one of all
    others."""
    unused = (UNKNOWN,) if second else (UNKNOWN, ZERO_WORD)
    return [*(row for row, token in enumerate(TOKENS) if token not in unused), TOKENS.index(UNKNOWN)]


def _known_rows(table: Tensor, *, second: bool) -> tuple[Tensor, Tensor]:
    """Return the embedding rows of known tokens with their CLIP ids, and last the row of all others."""
    tokenizer = SDTokenizer()
    special = {START_WORD: START, END_WORD: END, ZERO_WORD: 0}
    rows = _rows(second=second)
    ids = [special[t] if t in special else _id(tokenizer, t) for t in (TOKENS[row] for row in rows[:-1])]
    return table[rows], torch.tensor(ids, dtype=torch.int32)


def _id(tokenizer: SDTokenizer, word: str) -> int:
    ids = tokenizer.tokenizer(word)["input_ids"][1:-1]
    if len(ids) != 1:
        raise ValueError(f"The word {word!r} is {len(ids)} tokens for CLIP, not one: choose another word.")
    return int(ids[0])
