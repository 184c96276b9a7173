"""The runs in an output folder: which there are, where each one lies, and a trash folder for deleted ones."""

from .library import RunLibrary
from .trash import Trash

__all__ = ["RunLibrary", "Trash"]
