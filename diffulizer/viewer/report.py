"""Reports: one HTML file that holds the viewer and some runs, thinned where they would be too large."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..dataset.write.replace import patiently
from ..errors import ViewerError
from .archive import RunArchive
from .files import run_name
from .page import open_script, page_parts, run_script
from .thin import Thinned, thinner, without_workflow

MIB = 2**20


@dataclass(frozen=True)
class Report:
    """A report that was written.

    Attributes:
        size_bytes: size of the file.
        left_out: for each run the parts that were left out of it, in words.
    """

    size_bytes: int
    left_out: list[tuple[str, ...]]


def write_report(
    runs: Sequence[Path],
    target: Path,
    *,
    viewer: Path,
    max_mb: float = 20,
    workflow: bool = True,
    overwrite: bool = False,
) -> Report:
    """Write a report of one run, of two that are compared, or of more beside each other. The file is written whole or
    not at all.

    Args:
        runs: folders or .zips.
        viewer: the folder of the built viewer.
        max_mb: largest size of the file in MiB; 0 is no limit.
        workflow: keep the workflow and the executed graph in the metadata.

    Raises:
        ViewerError: the target is taken, or the runs don't fit.
        RunNotFoundError, RunFormatError: a run can't be read.
    """
    check_target(target, overwrite=overwrite)
    archives = [RunArchive(run) for run in runs]
    names = _names(runs)
    before, after = page_parts(viewer, f"{' and '.join(names)} · Diffulizer")
    metadata = [
        a.metadata if workflow else without_workflow(a.metadata, "left out of this report, as requested")
        for a in archives
    ]
    room = max_mb * MIB if max_mb else float("inf")
    fixed = len((before + after).encode())
    smallest = 0
    for level in _levels(metadata, f"left out of this report, to keep it below {max_mb:g} MiB"):
        smallest = fixed + sum(_encoded(a.size(t.metadata)) for a, t in zip(archives, level, strict=True))
        if smallest > room:
            continue
        data = [
            run_script(name, base64.b64encode(a.zip(t.metadata)).decode())
            for name, a, t in zip(names, archives, level, strict=True)
        ]
        page = "".join([before, *data, open_script(names), after]).encode()
        if len(page) <= room:
            _write(target, page)
            return Report(len(page), [thinned.left_out for thinned in level])
    raise ViewerError(
        f"The report would still take {smallest / MIB:.1f} MiB without everything that may be left out, more than "
        f"max_mb ({max_mb:g}). Raise it, or make a report of a run with fewer steps."
    )


def check_target(target: Path, *, overwrite: bool) -> None:
    """Check that a report may be written.

    Raises:
        ViewerError: the target is a folder, or a file and ``overwrite`` is off.
    """
    if target.is_dir():
        raise ViewerError(f"{target} is a folder; a report is a file. Name one, such as {target / 'report.html'}.")
    if target.exists() and not overwrite:
        raise ViewerError(f"{target} exists. Choose another name, or add --overwrite.")


def _levels(metadata: Sequence[dict[str, Any]], reason: str) -> Iterator[list[Thinned]]:
    """Yield thinned metadata of all runs, each level smaller than the one before; a run that can't shrink stays as it
    is."""
    streams = [thinner(content, reason) for content in metadata]
    level = [next(stream) for stream in streams]
    while True:
        yield level
        following = [next(stream, None) for stream in streams]
        if all(thinned is None for thinned in following):
            return
        level = [new or old for new, old in zip(following, level, strict=True)]


def _names(runs: Sequence[Path]) -> list[str]:
    """Return the names of the runs, with numbers where two are equal."""
    names = [run_name(run) for run in runs]
    return names if len(set(names)) == len(names) else [f"{name} ({i + 1})" for i, name in enumerate(names)]


def _encoded(size: int) -> int:
    """Return the number of bytes that so many bytes take in base64."""
    return -(-size // 3) * 4


def _write(target: Path, page: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.partial-{secrets.token_hex(8)}")
    try:
        draft.write_bytes(page)
        patiently(lambda: draft.replace(target))
    finally:
        draft.unlink(missing_ok=True)
