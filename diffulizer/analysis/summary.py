"""Summary of a recording, one image of a pass, under the keys of `diffulizer info --json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..edits import titles
from ..gather import words_of
from ..layers import AttentionLayer
from ..metrics import compute_metrics
from ..recording import SamplingPass, batch_size, gaps_of, picture_size
from .selection import select_items
from .summary_text import effect_sizes, extremes, gather_facts
from .terms import scored_terms


def summary_of_pass(pass_: SamplingPass, batch_index: int, metrics: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Summarise one image of a pass as plain JSON values, under the keys of `diffulizer info --json`.

    Args:
        metrics: the result of ``compute_metrics`` for this image, where it is known already.

    Raises:
        RecordingError: the latents are not those of single images.
        SettingsError: there is no such image.
    """
    batch = batch_size(pass_)
    select_items(batch, batch_index)
    metrics = compute_metrics(pass_, batch_index) if metrics is None else metrics
    height, width = picture_size(pass_)
    scores = (metrics.get("token_dominance") or {}).get("scores") or []
    first, negative = (
        next((c.prompt for c in pass_.conditions if c.polarity == polarity), None)
        for polarity in ("positive", "negative")
    )
    maps = {layer.id: _maps(pass_, layer) for layer in pass_.layers}
    return {
        "path": str(pass_.path or "recording" + f", image {batch_index} of a batch of {batch}" * (batch > 1)),
        "schema_version": None,
        "complete": pass_.complete,
        "steps": len(pass_.steps),
        "prompt": first.text if first else "",
        "negative": negative.text if negative else "",
        "conditions": [{"id": c.id, "polarity": c.polarity, "text": c.prompt.text} for c in pass_.conditions],
        "token_source": first.source if first else None,
        "model_id": pass_.model.model_id,
        "model_family": pass_.model.family,
        "prediction": pass_.model.prediction,
        "sampler": pass_.sampling.sampler,
        "scheduler": pass_.sampling.scheduler,
        "seed": pass_.sampling.seed,
        "cfg_scale": pass_.sampling.cfg_scale,
        "width": width,
        "height": height,
        "edits": titles(pass_.edits),
        "layers": [_layer(layer, maps[layer.id]) for layer in pass_.layers],
        "maps": sum(maps.values()),
        **(scored_terms(first.table, scores) if first else {"words": [], "special": []}),
        "effects": effect_sizes(pass_.effect_words, pass_.effect_kind, metrics),
        "gather": gather_facts(
            words_of(first.table, pass_.gather_tokens.get("c0", ())) if first else [],
            {layer for step in pass_.steps for layer, _ in step.gathers},
            [step.index for step in pass_.steps if step.gathers],
        ),
        "metrics": extremes(metrics),
        "latents_saved": True,
        "files": None,
        "bytes": None if pass_.path else pass_.nbytes(),
        "not_recorded": [asdict(gap) for gap in gaps_of(pass_)],
    }


def _maps(pass_: SamplingPass, layer: AttentionLayer) -> int:
    """Count the maps of a layer, without those of single heads. No files are read."""
    return sum(
        attention.has_maps
        for step in pass_.steps
        for (layer_id, _), attention in step.attention(layer.attention_type).items()
        if layer_id == layer.id
    )


def _layer(layer: AttentionLayer, maps: int) -> dict[str, Any]:
    return {
        "id": layer.id,
        "name": layer.name,
        "attention_type": layer.attention_type,
        "grid": list(layer.grid) if any(layer.grid) else None,
        "map_grid": list(layer.map_grid) if maps and any(layer.map_grid) else None,
        "maps": maps,
    }
