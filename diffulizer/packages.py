"""Packages that only some tasks need: imported when needed, with a helpful error when missing."""

from __future__ import annotations

import importlib

from .errors import MissingPackageError


def require(package: str, task: str, *, install: str | None = None) -> None:
    """Import a package for the task that is about to use it.

    Args:
        package: the name that it is imported by.
        task: what needs it, the subject of the error's sentence.
        install: its name for pip, where that differs.

    Raises:
        MissingPackageError: it can't be imported; the message says how to install it.
    """
    try:
        importlib.import_module(package)
    except ImportError as error:
        name = install or package
        raise MissingPackageError(
            f"{task} needs the package {name}, which this Python lacks ({error}). Install it with: "
            f"python -m pip install {name}"
        ) from error
