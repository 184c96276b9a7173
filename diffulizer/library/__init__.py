"""The runs in an output folder: their list, their folders, and a trash folder for deleted ones."""

from .entry import last_image
from .library import RunLibrary, run_version
from .trash import Trash

__all__ = ["RunLibrary", "Trash", "last_image", "run_version"]
