"""Packing of what is kept of a run, as one .zip that every reader of runs takes."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image

from ..dataset import layout
from ..dataset.assets import asset_report
from ..dataset.files import FolderFiles
from ..dataset.jsonfile import parse_json
from ..dataset.read.disk_pass import DiskPass
from ..dataset.read.stand_ins import STAND_INS
from ..errors import SettingsError
from ..layers import named
from ..viewer.thin import Thinned, listed_files, without_maps
from .study import FULL, MAPS, PICTURE

REASON = "the sweep keeps {keep}"
PACKED_SMALLER = (".json",)
"""Endings of files that are deflated. Pictures are already, and maps and latents shrink by a tenth in a second."""


def packed(run: Path, keep: str, layers: tuple[str, ...] = ("*",)) -> bytes:
    """Return what is kept of the run in a folder as a .zip.

    Args:
        keep: one of ``study.KEPT``. What is left out is named in the run's ``not_recorded``.
        layers: with "maps", patterns of names of the layers whose maps are kept; see ``layers.named``.

    Raises:
        RunFormatError: the run is damaged.
        SettingsError: a pattern names no recorded layer.
        OSError: it can't be read.
    """
    metadata = parse_json((run / layout.METADATA).read_bytes(), run / layout.METADATA)
    blank: set[str] = set()
    if keep != FULL:
        metadata, blank = _thinned(run, metadata, keep, layers)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path in dict.fromkeys(listed_files(metadata)):
            if path in blank:
                _add(archive, path, _grey(metadata))
            else:
                _add(archive, path, (run / path).read_bytes())
        _add(archive, layout.METADATA, _json(metadata))
        named = metadata.get("artifacts") or {}
        metrics, pca = (_object(run, named.get(key)) for key in ("metrics", "latent_pca"))
        _add(archive, layout.VALIDATION, _json(asset_report(FolderFiles(run), metadata, metrics, pca)))
    return target.getvalue()


def _thinned(
    run: Path, metadata: dict[str, Any], keep: str, layers: tuple[str, ...]
) -> tuple[dict[str, Any], set[str]]:
    """Return the metadata of what is kept, and the pictures in whose place a grey one stands: the format has one for
    each step."""
    reason = REASON.format(keep=keep)
    chosen = _ids(run, layers) if keep == MAPS else set()
    metadata = without_maps(
        Thinned(metadata), "attention maps", lambda entry: entry["layer_id"] not in chosen, reason
    ).metadata
    artifacts = {**(metadata.get("artifacts") or {}), "latents_noise": None}
    notes = [_note("latents and predicted noise", "all steps", reason)]
    blank: set[str] = set()
    if keep != MAPS:
        for key in ("guidance_maps", "effect_files", "gather_files"):
            if metadata.get(key):
                notes.append(_note(key.replace("_", " "), "all steps", reason))
                metadata[key] = []
        if metadata.get("x0_images"):
            metadata["x0_images"] = []
        if len(metadata["images"]) > 1:
            blank = set(metadata["images"][:-1])
            where = f"steps 0-{len(blank) - 1}"
            notes.append(_note(STAND_INS, where, reason))
    if keep == PICTURE:
        artifacts |= {"metrics": None, "latent_pca": None}
        notes.append(_note("metrics", "all steps", reason))
    metadata = {**metadata, "artifacts": artifacts}
    metadata["not_recorded"] = [*(metadata.get("not_recorded") or []), *notes]
    return metadata, blank


def _ids(run: Path, patterns: tuple[str, ...]) -> set[str]:
    """Return the ids of the recorded layers that patterns name. Raises: SettingsError, if one names none."""
    layers = DiskPass(run).layers
    chosen, idle = named(layers, patterns)
    if idle:
        there = ", ".join(layer.name for layer in layers)
        raise SettingsError(f"layers has {', '.join(idle)}, which names no recorded layer; there are {there}.")
    return {layer.id for layer in chosen}


def _note(what: str, where: str, reason: str) -> dict[str, str]:
    return {"what": what, "where": where, "reason": reason}


def _grey(metadata: dict[str, Any]) -> bytes:
    """Return a grey picture of the size of the run's, as PNG."""
    size = metadata["generator"]["image_size"]
    target = io.BytesIO()
    Image.new("RGB", (size["width"], size["height"]), (128, 128, 128)).save(target, "PNG")
    return target.getvalue()


def _object(run: Path, name: str | None) -> dict[str, Any]:
    return {} if name is None else parse_json((run / name).read_bytes(), run / name)


def _add(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    """Add a file; all have the default time of ``ZipInfo``, so that the same run gives the same bytes."""
    method = zipfile.ZIP_DEFLATED if path.endswith(PACKED_SMALLER) else zipfile.ZIP_STORED
    archive.writestr(zipfile.ZipInfo(path), content, method)


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8", "replace")
