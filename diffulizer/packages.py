"""Packages that only some tasks need: imported when they are needed, and missed with a sentence."""

from __future__ import annotations

import importlib

from .errors import MissingPackageError


def require(package: str, task: str, *, install: str | None = None) -> None:
    """Import a package, for what is about to use it.

    Args:
        package: as it is imported.
        task: who needs it, to begin the sentence with.
        install: its name for pip where that is another.

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
