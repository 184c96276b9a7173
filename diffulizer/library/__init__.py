"""The runs in an output folder: their list, their folders, and a trash folder for deleted ones."""

from .library import RunLibrary
from .trash import Trash

__all__ = ["RunLibrary", "Trash"]
