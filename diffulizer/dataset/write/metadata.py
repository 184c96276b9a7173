"""Builder of the content of ``metadata.json``: the settings, the pass, and the files that hold its data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

from ... import __version__
from ...gather import GATHER_GAP, whole_layers
from ...layers import AttentionLayer
from ...maths.numbers import number, numbers, ranges
from ...recording import Condition, Gap, SamplingPass, gaps_of, is_resized, picture_grid, picture_size
from .. import layout
from ..model import (
    SETTINGS,
    Artifacts,
    ConditionEntry,
    EffectsEntry,
    GatherEntry,
    GatherFile,
    Generator,
    ImageSize,
    Labels,
    MapFile,
    Metadata,
    Prompt,
    RunLayer,
    StepFile,
    Table,
    ValueFile,
)
from ..serial import to_json


def build_metadata(
    pass_: SamplingPass,
    batch_index: int,
    *,
    images: Sequence[str],
    x0_images: Sequence[str],
    image_size: tuple[int, int],
    preview_method: str,
    maps: Sequence[MapFile],
    guidance_maps: Sequence[StepFile],
    effect_files: Sequence[StepFile],
    gather_files: Sequence[GatherFile],
    removal_images: Sequence[str],
    removal_files: Sequence[ValueFile],
    latents_noise: bool,
    include_workflow: bool,
) -> dict[str, Any]:
    """Build ``metadata.json`` of one batch item.

    Args:
        images, x0_images: relative paths, one per step; ``x0_images`` may be empty.
        image_size: (height, width) of the images.
        maps: an entry for each map that was written, as ``map_entry`` makes it.
        guidance_maps, effect_files, gather_files: an entry for each guidance map, for each step with effects, and for
            each step and conditioning with gather maps.
        removal_images, removal_files: relative paths, one per removed word, and the entry of their changes.
        latents_noise: whether the arrays were saved.
        include_workflow: whether the graphs are written, where the pass has them.
    """
    timesteps, notes = falling([float(step.timestep) for step in pass_.steps])
    gaps = gaps_of(pass_)
    noted = (*notes, *missing_arrays(pass_), *displaced_maps(pass_), *partial_gathers(pass_))
    noted = (*notes, *missing_arrays(pass_), *displaced_maps(pass_), *partial_gathers(pass_))
    lacking = [note for note in noted if note not in gaps]
    metadata = Metadata(
        schema_version=layout.SCHEMA_VERSION,
        generator=_generator(pass_, image_size, preview_method, include_workflow),
        prompt=_prompt(pass_.conditions),
        conditions=tuple(_condition(c) for c in pass_.conditions),
        steps=len(pass_.steps),
        timesteps=tuple(timesteps),
        complete=pass_.complete,
        batch_index=batch_index,
        images=tuple(images),
        x0_images=tuple(x0_images),
        layers=tuple(_layer(layer) for layer in pass_.layers),
        attention_files=tuple(m for m in maps if not m.is_extra),
        attention_files_extra=tuple(m for m in maps if m.is_extra),
        guidance_maps=tuple(guidance_maps),
        artifacts=Artifacts(layout.METRICS, layout.LATENT_PCA, layout.LATENTS_NOISE if latents_noise else None),
        not_recorded=(*gaps, *lacking),
        effects=EffectsEntry(tuple(pass_.effect_words), pass_.effect_kind) if pass_.effect_words else None,
        effect_files=tuple(effect_files),
        gather=_gather(pass_),
        gather_files=tuple(gather_files),
        removals=None if pass_.removals is None else pass_.removals.removed,
        removal_images=tuple(removal_images),
        removal_files=tuple(removal_files),
    )
    content: dict[str, Any] = to_json(metadata)
    return content


def map_entry(
    layer: AttentionLayer,
    step: int,
    shape: Sequence[int],
    grid: tuple[int, int],
    condition: str = layout.FIRST_CONDITION,
    head: int | None = None,
) -> MapFile:
    """Make the entry of a map in ``attention_files``, or in ``attention_files_extra`` if it is of another condition
    than c0 or of a single head."""
    return MapFile(
        path=layout.map_path(layer.attention_type, layer.id, step, condition, head),
        shape=tuple(shape),
        layer_id=layer.id,
        attention_type=layer.attention_type,
        step=step,
        grid=grid,
        condition=condition,
        head=head,
    )


def falling(timesteps: Sequence[float]) -> tuple[list[float], list[Gap]]:
    """Return timesteps in the form of schema 1.0.0, never rising, and a note if that needed a change."""
    result: list[float] = []
    for timestep in timesteps:
        result.append(min(timestep, result[-1]) if result else timestep)
    changed = [i for i, (a, b) in enumerate(zip(result, timesteps, strict=True)) if a != b]
    if not changed:
        return result, []
    where = f"steps {ranges(changed)}"
    reason = (
        "the sampler went back to more noise; timesteps repeat the lowest so far, generator.sigmas has the true levels"
    )
    return result, [Gap("timesteps", where, reason)]


def missing_arrays(pass_: SamplingPass) -> list[Gap]:
    """List the optional arrays that can't be written because steps lack them."""
    if is_resized(pass_):
        (rows, columns), (to_rows, to_columns) = pass_.initial_latent.shape[-2:], picture_grid(pass_)
        sizes = f"from {rows}x{columns} to {to_rows}x{to_columns} cells"
        reason = f"the sampler changed the size of the latent {sizes}; arrays and metrics of latents need one size"
        return [Gap("latents", f"steps 0-{len(pass_.steps) - 1}", reason)]
    notes = []
    for array, attribute in layout.ARRAYS.items():
        missing = [step.index for step in pass_.steps if getattr(step, attribute) is None]
        if missing:
            reason = "the sampler did not evaluate both sides of the guidance there"
            notes.append(Gap(array, f"steps {ranges(missing)}", reason))
    return notes


def displaced_maps(pass_: SamplingPass) -> list[Gap]:
    """List the maps that are left out because their place is not known: those of conditionings for an area, in cells of
    a latent whose size changes."""
    ids = ", ".join(c.id for c in pass_.conditions if c.area is not None)
    if not ids or not is_resized(pass_):
        return []
    reason = f"the area of {ids} is in cells of a latent whose size the sampler changed"
    where = f"steps 0-{len(pass_.steps) - 1}"
    return [
        Gap(f"{layer.attention_type}-attention maps", f"{layer.id} ({layer.name}), {where}", reason)
        for layer in pass_.layers
    ]


def gather_layers(pass_: SamplingPass) -> list[str]:
    """Return the ids of the layers of which a pass has gather maps."""
    there = {layer for step in pass_.steps for layer, _ in step.gathers}
    return [layer.id for layer in pass_.layers if layer.id in there]


def partial_gathers(pass_: SamplingPass) -> list[Gap]:
    """List the steps whose gather maps are left out because some layers have none, where others have."""
    layers, gaps = gather_layers(pass_), []
    for condition in pass_.gather_tokens:
        partial = [
            step.index
            for step in pass_.steps
            if any((layer, condition) in step.gathers for layer in layers)
            and whole_layers(step.gathers, layers, condition) is None
        ]
        if partial:
            reason = "some layers have none there, or work on another grid than the others"
            gaps.append(Gap(GATHER_GAP, f"{condition}, steps {ranges(partial)}", reason))
    return gaps


def _gather(pass_: SamplingPass) -> GatherEntry | None:
    layers = gather_layers(pass_)
    return GatherEntry(dict(pass_.gather_tokens), tuple(layers)) if layers else None


def _generator(
    pass_: SamplingPass, image_size: tuple[int, int], preview_method: str, include_workflow: bool
) -> Generator:
    sampling, model = pass_.sampling, pass_.model
    height, width = picture_size(pass_)
    calls = tuple(s.network_calls for s in pass_.steps)
    return Generator(
        **{name: getattr(pass_.settings, name) for name in SETTINGS},
        model_id=model.model_id,
        seed=sampling.seed,
        cfg_scale=number(sampling.cfg_scale),
        num_steps=sampling.num_steps,
        height=height,
        width=width,
        dtype=model.dtype,
        device=model.device,
        sampler=sampling.sampler,
        scheduler=sampling.scheduler,
        denoise=number(sampling.denoise),
        sigmas=tuple(numbers([s.sigma for s in pass_.steps] + [s.sigma_next for s in pass_.steps[-1:]])),
        schedule=tuple(numbers(sampling.schedule)),
        start_step=sampling.start_step,
        end_step=sampling.end_step,
        model_evaluations=tuple(s.evaluations for s in pass_.steps),
        network_calls=calls if any(calls) else None,
        model_family=model.family,
        prediction=model.prediction,
        sigma_data=model.sigma_data,
        edits=tuple(pass_.edits),
        zero_terminal_snr=model.zero_terminal_snr,
        latent_pixels=model.latent_pixels,
        latent_space=layout.LATENT_SPACE,
        preview_method=preview_method,
        image_size=ImageSize(*image_size),
        latent_format=pass_.model.latent_format,
        host=dict(pass_.host),
        pack_version=__version__,
        created_at=datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z"),
        workflow=pass_.workflow if include_workflow else None,
        prompt_graph=pass_.prompt_graph if include_workflow else None,
    )


def _prompt(conditions: Sequence[Condition]) -> Prompt:
    negative = next((c.prompt.text for c in conditions if c.polarity == "negative"), "")
    if not conditions:
        return Prompt("", negative, labels=Labels(Table(tokens=(), token_ids=())), meaningful_token_count=1)
    prompt = conditions[0].prompt
    # 1.0.0 counts at least one, also for an empty prompt
    meaningful = max(1, sum(not special for special in prompt.table.special))
    return Prompt(prompt.text, negative, labels=Labels.of(prompt), meaningful_token_count=meaningful)


def _condition(condition: Condition) -> ConditionEntry:
    return ConditionEntry(
        id=condition.id,
        polarity=condition.polarity,
        text=condition.prompt.text,
        labels=Labels.of(condition.prompt),
        area=condition.area,
        mask=condition.mask,
        strength=number(condition.strength),
        start=number(condition.start),
        end=number(condition.end),
    )


def _layer(layer: AttentionLayer) -> RunLayer:
    return RunLayer(
        id=layer.id,
        name=layer.name,
        attention_type=layer.attention_type,
        diffusers_name=layer.diffusers_name,
        block=layer.block,
        block_index=layer.block_index,
        heads=layer.heads,
        grid=layer.grid,
    )
