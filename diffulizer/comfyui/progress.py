"""Progress of a running prompt: one value, shown as a bar, written to a file, or both."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import Any

from tqdm import tqdm

STAGES = ("starting", "preparing", "sampling", "decoding", "exporting", "done", "failed", "interrupted")
# Begin and end of each stage in the whole, in per cent, for a typical run.
SPANS = {
    "starting": (0.0, 5.0),
    "preparing": (5.0, 10.0),
    "sampling": (10.0, 75.0),
    "decoding": (75.0, 78.0),
    "exporting": (78.0, 99.0),
    "done": (100.0, 100.0),
}


@dataclass(frozen=True)
class Progress:
    """State of a run.

    Attributes:
        stage: one of STAGES.
        step: units of work done in this stage.
        total: units of work of this stage; 0 if unknown.
        message: the work in progress, for a person.
    """

    stage: str
    step: int = 0
    total: int = 0
    message: str = ""

    @property
    def percent(self) -> float | None:
        """Share of the whole run that is done, 0 to 100; None after a failure."""
        if self.stage not in SPANS:
            return None
        low, high = SPANS[self.stage]
        share = min(self.step / self.total, 1.0) if self.total else 0.0
        return round(low + (high - low) * share, 1)


Report = Callable[[Progress], None]


def stage_of(class_type: str) -> str:
    """Return the stage that a node of this type belongs to."""
    if class_type == "Diffulizer_ExportRun":
        return "exporting"
    if "VAEDecode" in class_type or class_type in ("SaveImage", "PreviewImage"):
        return "decoding"
    return "sampling" if "Sampler" in class_type else "preparing"


class ProgressBar:
    """A tqdm bar on standard error: one line per stage that has steps."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self._bar: Any = None
        self._stage = ""

    def __call__(self, progress: Progress) -> None:
        """Show the progress."""
        if self.quiet:
            return
        if progress.stage != self._stage:
            self.close()
            self._stage = progress.stage
            if not progress.total and progress.message and progress.stage == "starting":
                print(progress.message, file=sys.stderr, flush=True)
        if not progress.total:
            return
        if self._bar is None or self._bar.total != progress.total:
            self.close()
            interval = 0.3 if sys.stderr.isatty() else 15.0  # a log file needs no animation
            self._bar = tqdm(total=progress.total, desc=progress.stage, file=sys.stderr, mininterval=interval)
        self._bar.update(progress.step - self._bar.n)

    def close(self) -> None:
        """Leave the bar as it is and end its line."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class ProgressFile:
    """A JSON file that always holds the latest progress, whole: it is replaced, never rewritten.

    Keys: stage, step, total, percent (null after a failure), message, updated_at (UTC, ISO 8601).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def __call__(self, progress: Progress) -> None:
        """Write the progress."""
        record = {
            "stage": progress.stage,
            "step": progress.step,
            "total": progress.total,
            "percent": progress.percent,
            "message": progress.message,
            "updated_at": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
        }
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        draft.write_text(json.dumps(record) + "\n", encoding="utf-8")
        try:
            draft.replace(self.path)
        except PermissionError:  # Windows, while another program reads it: the next one will succeed
            draft.unlink(missing_ok=True)


class Reporter:
    """Hands each progress to a bar and, if wanted, to a file, whose last entry says how the run ended."""

    def __init__(self, *, quiet: bool = False, file: Path | None = None) -> None:
        self._bar = ProgressBar(quiet=quiet)
        self._file = ProgressFile(file) if file else None

    def __call__(self, progress: Progress) -> None:
        """Show and write the progress."""
        self._bar(progress)
        if self._file:
            self._file(progress)

    def __enter__(self) -> Reporter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._bar.close()
        if kind is not None and self._file:
            stopped = issubclass(kind, KeyboardInterrupt)
            self._file(Progress("interrupted" if stopped else "failed", message=str(error)))
