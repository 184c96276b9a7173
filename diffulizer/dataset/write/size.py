"""Size of a run, estimated before anything is written."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from ...capture.budget import Plan
from ...maths.pooling import pooled_grid
from ...metrics.latent import GUIDANCE_SIDE
from ...recording import SamplingPass, maps_of, picture_size
from ...render import fitted_size
from .. import layout
from ..jsonfile import plain

MIB = 2**20
HEADER = 256
"""Size of an array in an npz file beyond its values, in bytes."""
PNG_SHARE = 0.8
"""Size of a PNG of a noisy preview, as a fraction of its pixels' bytes."""
NUMBER = 22
"""Size of a number in a JSON file, in bytes."""
TOKEN, MAP_ENTRY, STEP_ENTRY, LAYER, STEP, REST = 80, 290, 145, 360, 500, 8000
"""Sizes in JSON files, in bytes: of a token, a map, a file of one step's values, a layer, a step's single numbers, and
of everything else."""


@dataclass(frozen=True)
class Contents:
    """Numbers that determine the size of one image's run.

    Attributes:
        steps: number of steps.
        with_attention, guided: steps with attention, and steps that evaluated both sides of the guidance.
        maps, map_bytes: number of the maps of all steps, and their size, that of gather maps included.
        arrays: number of arrays, [steps, C, h, w] each.
        with_effects: steps with effects of words.
    """

    steps: int
    with_attention: int
    maps: int
    map_bytes: int
    guided: int
    arrays: int
    with_effects: int = 0


def recorded_contents(pass_: SamplingPass) -> Contents:
    """Return the contents of a pass that was sampled."""
    maps = [item.values[0].nbytes for step in pass_.steps for item in maps_of(step, pass_.layers)]
    gathers = sum(one.maps[0].nbytes for step in pass_.steps for one in step.gathers.values())
    guided = sum(step.noise_text is not None and step.noise_uncond is not None for step in pass_.steps)
    arrays = sum(all(getattr(step, name) is not None for step in pass_.steps) for name in layout.ARRAYS.values())
    attention = sum(bool(step.cross_attention or step.self_attention) for step in pass_.steps)
    effects = sum(step.effects is not None for step in pass_.steps)
    return Contents(len(pass_.steps), attention, len(maps), sum(maps) + gathers, guided, arrays, effects)


def planned_contents(pass_: SamplingPass, plan: Plan) -> Contents:
    """Return the contents of a pass whose conditionings are known, before its first step."""
    both = {"positive", "negative"} <= {condition.polarity for condition in pass_.conditions}
    arrays = len(layout.ARRAYS) - (0 if both else 2)
    guided = plan.steps if both else 0
    return Contents(plan.steps, plan.with_attention, plan.maps, plan.map_bytes, guided, arrays, plan.with_effects)


def run_bytes(
    pass_: SamplingPass, contents: Contents, *, save_latents_noise: bool = True, include_workflow: bool = True
) -> int:
    """Return the size of one batch item's run without its images, in bytes: maps and arrays exactly, JSON roughly."""
    total = contents.map_bytes + contents.maps * MAP_ENTRY
    rows, columns = pooled_grid((pass_.initial_latent.shape[-2], pass_.initial_latent.shape[-1]), GUIDANCE_SIDE)
    total += contents.guided * (2 * rows * columns + STEP_ENTRY)
    if contents.with_effects:
        values = len(pass_.effect_words) + 1
        cells = pass_.initial_latent.shape[-2] * pass_.initial_latent.shape[-1]
        total += contents.with_effects * (2 * values * cells + STEP_ENTRY + 2 * values * NUMBER) + values * TOKEN
    total += contents.with_attention * len(pass_.gather_tokens) * STEP_ENTRY
    if pass_.removals is not None:
        total += pass_.removals.change[0].nbytes + pass_.removals.cosines[0].numel() * NUMBER
        total += len(pass_.removals.removed.words) * (TOKEN + STEP_ENTRY)
    if include_workflow:
        graphs = {"generator": [pass_.workflow, pass_.prompt_graph]}  # at their depth in the file
        total += len(json.dumps(plain(graphs), ensure_ascii=False, indent=2).encode("utf-8", "replace"))
    prompts = [len(c.prompt.table) for c in (*pass_.conditions, *pass_.conditions[:1])]  # the first one twice
    total += sum(prompts) * TOKEN + len(pass_.layers) * LAYER + contents.steps * STEP + REST
    numbers = 4 * sum(prompts[:1]) + 2 * len(pass_.layers)  # for each token and each layer
    total += contents.with_attention * numbers * NUMBER
    if save_latents_noise:
        item_bytes = pass_.initial_latent[0].numel() * 2
        total += (contents.arrays * contents.steps + 1) * item_bytes + (contents.arrays + 1) * HEADER
    return total


def preview_bytes(
    pass_: SamplingPass,
    steps: int,
    *,
    image_size: tuple[int, int] | None = None,
    max_side: int | None = layout.MAX_IMAGE_SIDE,
) -> int:
    """Return the largest size of one batch item's images, in bytes, roughly: the smoother a picture, the smaller its
    file.

    Args:
        image_size: (height, width) of the decoded previews; by default that of the image.
    """
    height, width = image_size or picture_size(pass_)
    height, width = fitted_size(height, width, max_side)
    pictures = len(layout.IMAGE_KINDS) * steps + (0 if pass_.removals is None else len(pass_.removals.removed.words))
    return pictures * int(height * width * 3 * PNG_SHARE)


def size_summary(pass_: SamplingPass, plan: Plan) -> str:
    """Describe the size of an export of the pass in a sentence; latents that no run can hold give an empty text."""
    if pass_.initial_latent.ndim != 4:
        return ""
    run = run_bytes(pass_, planned_contents(pass_, plan)) / MIB
    previews = preview_bytes(pass_, plan.steps) / MIB
    return f"Exported: about {run:.1f} MiB and at most {previews:.1f} MiB of previews for each picture."


def folder_bytes(folder: Path) -> tuple[int, int]:
    """Return (files, bytes) of all files below ``folder``, without links. Raises: OSError."""
    files = size = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                more, bytes_ = folder_bytes(Path(entry.path))
                files, size = files + more, size + bytes_
            elif entry.is_file(follow_symlinks=False):
                files, size = files + 1, size + entry.stat(follow_symlinks=False).st_size
    return files, size
