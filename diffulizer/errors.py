"""Errors that a user can act on: each message names the thing, its value and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class DiffulizerError(Exception):
    """Base of all errors that Diffulizer raises on purpose."""


class SettingsError(DiffulizerError, ValueError):
    """A setting has a value that can't be used."""


class RunNameError(DiffulizerError, ValueError):
    """A run name that can't become a folder on every system."""


class RunExistsError(DiffulizerError, FileExistsError):
    """The target folder of a run is taken and may not be replaced."""


class RunNotFoundError(DiffulizerError, FileNotFoundError):
    """The given path has no run."""


class RunInUseError(DiffulizerError, OSError):
    """A run, or the trash, can't be moved or deleted now."""


class RunFormatError(DiffulizerError, ValueError):
    """A run on disk breaks the format."""


class RecordingError(DiffulizerError, RuntimeError):
    """A recording lacks what the caller needs from it."""


class SizeLimitError(DiffulizerError, RuntimeError):
    """A dataset would be larger than its enforced limit."""


class ShapeValidationError(DiffulizerError, RuntimeError):
    """Recorded data have shapes or values that can't be right."""


class HostError(DiffulizerError, RuntimeError):
    """ComfyUI could not be found, started, reached or used."""


class MissingModelError(HostError):
    """A checkpoint or LoRA is not in ComfyUI's models."""


class UnreachableError(HostError):
    """ComfyUI does not answer, went away, or hangs: what was asked of it may be asked of another."""


class ViewerError(DiffulizerError, RuntimeError):
    """The viewer is not there, or a page of it can't be made."""


class OutputError(DiffulizerError, OSError):
    """A file can't be written at the requested path."""


class MissingPackageError(DiffulizerError, ImportError):
    """A package that only this task needs is not installed."""


@contextmanager
def errors_about(what: str) -> Iterator[None]:
    """Put the name of the thing in front of errors raised within, where there are several things, such as "recording B:
    The recording is empty"."""
    try:
        yield
    except DiffulizerError as error:
        raise type(error)(f"{what}: {error}") from error


def sentence(error: BaseException) -> str:
    """Explain an error to a person. One that was raised on purpose explains itself."""
    if isinstance(error, DiffulizerError):
        return str(error)
    what = f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return f"There is not enough memory ({what}). Free some, or record less, and queue again."
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}."
    return f"{what}. This is an error of Diffulizer: please report it with the lines in ComfyUI's log."
