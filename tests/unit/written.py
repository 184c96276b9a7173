"""Synthetic passes, written as runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from diffulizer.dataset.writer import ExportOptions, Previews, write_run
from diffulizer.recording import SamplingPass
from diffulizer.render import preview_latent
from diffulizer.settings import CaptureSettings

POOLED = CaptureSettings(attention_resolution=3, self_attention_resolution=2)
"""Maps that are coarser than the layers."""


def export(pass_: SamplingPass, target: Path, **options: Any) -> Path:
    """The first image of a pass as a run in ``target``, with pictures of its latents."""

    def picture(step: int, kind: str) -> Any:
        channels = preview_latent(pass_, 0, step, kind)[:3] / 4 + 0.5
        return channels.movedim(0, 2).numpy()

    write_run(pass_, target, batch_index=0, previews=Previews(picture, "latent_rgb"), options=ExportOptions(**options))
    return target


def edit(folder: Path, name: str = "metadata.json", **changes: Any) -> Path:
    """Change keys of a file of a run."""
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    (folder / name).write_text(json.dumps({**content, **changes}), encoding="utf-8")
    return folder
