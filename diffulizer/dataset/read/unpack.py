"""A run as a folder, also if it is given as a .zip."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import RunFormatError, RunNotFoundError
from ..layout import METADATA


@contextmanager
def run_folder(path: Path) -> Iterator[Path]:
    """Give the folder of a run: ``path``, or for a .zip a folder that lasts as long as the block.

    Raises:
        RunNotFoundError: there is no run.
        RunFormatError: the .zip can't be read, or holds several runs.
    """
    path = path.expanduser()
    if path.is_dir():
        if not (path / METADATA).is_file():
            raise RunNotFoundError(f"No run at {path}: the folder holds no {METADATA}.")
        yield path
    elif path.is_file() and path.suffix.lower() == ".zip":
        with tempfile.TemporaryDirectory(prefix="diffulizer_run_") as scratch:
            yield _unpack(path, Path(scratch) / path.stem)
    else:
        raise RunNotFoundError(f"No run at {path}: expected a folder with a {METADATA} in it, or a .zip of one.")


def _unpack(archive: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(archive) as content:
            content.extractall(folder)  # names that lead out of the folder are made harmless by it
    except (OSError, ValueError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        raise RunFormatError(f"{archive} can't be unpacked: {error}. Zip the run's folder again.") from error
    found = sorted(folder.rglob(METADATA))
    if len(found) != 1:
        holds = f"{len(found)} runs" if found else f"no {METADATA}"
        raise (RunFormatError if found else RunNotFoundError)(f"{archive} holds {holds}; expected one run.")
    return found[0].parent
