"""A run as one .zip: its metadata, and the files that the metadata list."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

from ..dataset import layout
from ..dataset.assets import asset_report
from ..dataset.jsonfile import parse_json
from ..dataset.read.run import load_run
from ..errors import RunFormatError
from .thin import listed_files

LEVEL = 6
ENTRY = 30 + 46
"""Size of a file's headers in a .zip, in bytes, without its name, which stands there twice."""
END = 22


class RunArchive:
    """Planned .zip of a run, with the compressed size of each file.

    Raises:
        RunNotFoundError, RunFormatError: there is no run, or it breaks the format in a way that stops a reader.
    """

    def __init__(self, path: Path) -> None:
        run = load_run(path)
        run.check()
        self._run = run
        self.metadata = {**run.metadata, "artifacts": self._artifacts()}
        self._sizes = {name: len(_deflated(self._read(name))) for name in dict.fromkeys(listed_files(self.metadata))}

    def size(self, metadata: dict[str, Any]) -> int:
        """Return the size in bytes of the archive with these metadata, without its validation.json."""
        files = {path: self._sizes[path] for path in listed_files(metadata)}
        files[layout.METADATA] = len(_deflated(_json(metadata)))
        return sum(size + ENTRY + 2 * len(path.encode()) for path, size in files.items()) + END

    def zip(self, metadata: dict[str, Any]) -> bytes:
        """Return the archive; the same run gives the same bytes."""
        metrics, pca = (self._object(metadata["artifacts"][key]) for key in ("metrics", "latent_pca"))
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for path in dict.fromkeys(listed_files(metadata)):
                _add(archive, path, self._read(path))
            _add(archive, layout.METADATA, _json(metadata))
            report = asset_report(self._run.files, metadata, metrics, pca)
            _add(archive, layout.VALIDATION, _json(report))
        return target.getvalue()

    def _read(self, path: str) -> bytes:
        try:
            return self._run.files.read(path)
        except RunFormatError as error:
            raise RunFormatError(
                f"{error} It is listed in {layout.METADATA}; `diffulizer validate` lists all that is missing."
            ) from error

    def _object(self, path: str | None) -> dict[str, Any]:
        """Read a JSON file; a run that states that it has none, which it may, gives an empty object."""
        return {} if path is None else parse_json(self._read(path), self._run.path / path)

    def _artifacts(self) -> dict[str, str | None]:
        """Name the files of metrics, projection and latents; runs of version 1.0.0 may leave the names out."""
        usual = {"metrics": layout.METRICS, "latent_pca": layout.LATENT_PCA, "latents_noise": layout.LATENTS_NOISE}
        there = {key: name if self._run.files.size(name) is not None else None for key, name in usual.items()}
        return {**there, **(self._run.metadata.get("artifacts") or {})}


def _add(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    """Add a file to the archive. All files have the default time of ``ZipInfo``, which lies in 1980."""
    archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED, LEVEL)


def _deflated(content: bytes) -> bytes:
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    return compressor.compress(content) + compressor.flush()


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8", "replace")
