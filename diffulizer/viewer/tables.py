"""A table of many runs as the viewer's server has it: its file, and the files of the runs that it names."""

from __future__ import annotations

import posixpath
from pathlib import Path

from ..dataset.files import FolderFiles, RunFiles, is_archive
from ..dataset.layout import METADATA
from ..dataset.paths import safe_path
from ..dataset.shards import is_shard
from ..errors import RunFormatError, ViewerError
from ..packages import require

TABLE = "runs.parquet"
"""File of a table's folder that has a row for each run."""


def is_table(path: Path) -> bool:
    """Return whether a path is the folder of a table, and not of a run."""
    return (path / TABLE).is_file() and not (path / METADATA).exists()


def check_form(path: Path) -> None:
    """Refuse the folder of a table in another form than parquet. Raises: ViewerError."""
    stem = TABLE.removesuffix(".parquet")
    other = next((file for file in (path / f"{stem}.csv", path / f"{stem}.jsonl") if file.is_file()), None)
    if other is not None and not is_table(path) and not (path / METADATA).exists():
        raise ViewerError(f"{other} is a table that can't be viewed; write it anew with --format parquet.")


class TableFiles:
    """The files of a table and of its runs, by their paths below a folder that all of them are in.

    Nothing else in that folder is found: a name leads to the table itself, to a file of a run that the table names, to
    such a run's .zip, or to the shard that holds it, which the page reads in parts.

    Args:
        folder: the folder of the table.

    Raises:
        MissingPackageError: pyarrow is not installed.
        RunFormatError: the table can't be read.
        ViewerError: the folder is the root of its drive.
    """

    def __init__(self, folder: Path) -> None:
        folder = folder.resolve()
        if not folder.name:
            raise ViewerError(f"{folder} can't be viewed as a table; move it to a folder of its own.")
        paths = _paths(folder / TABLE)
        above = max([1, *(posixpath.normpath(path).split("/").count("..") for path in paths)])
        self.base = folder.parents[min(above, len(folder.parents)) - 1]
        self.name = folder.relative_to(self.base).as_posix()
        """Path of the table's folder below ``base``."""
        joined = (posixpath.normpath(posixpath.join(self.name, path)) for path in paths)
        self._runs = {path for path in joined if safe_path(path)}
        shards = {folder for folder in map(posixpath.dirname, self._runs) if is_shard(self.base / folder)}
        self._archives = shards | {run for run in self._runs if posixpath.dirname(run) not in shards}

    def find(self, name: str) -> tuple[RunFiles, str] | None:
        """Return the files among which a name below ``base`` is, and its name there; None if it is not served."""
        if not safe_path(name):
            return None
        place = (self.base / name).resolve()
        if name == f"{self.name}/{TABLE}" or (name in self._archives and is_archive(place)):
            return FolderFiles(place.parent), place.name
        parts = name.split("/")
        runs = ("/".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
        run = next((run for run in runs if run in self._runs), None)
        if run is None:
            return None
        files = FolderFiles((self.base / run).resolve())
        return None if files.size(METADATA) is None else (files, name[len(run) + 1 :])


def _paths(file: Path) -> list[str]:
    """Return the paths of the runs that a table names. Raises: as ``TableFiles``."""
    require("pyarrow", "Viewing a table of runs")
    import pyarrow
    import pyarrow.parquet

    try:
        return [path for path in pyarrow.parquet.read_table(file, columns=["path"])["path"].to_pylist() if path]
    except (OSError, KeyError, pyarrow.ArrowException) as error:
        raise RunFormatError(f"{file} can't be read as a table of runs: {error}. Write the table again.") from error
