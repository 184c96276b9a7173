"""Check of the samplings without words: names, shapes and counts, and, if strict, the values of their changes."""

from __future__ import annotations

from ..layout import METADATA, METRICS, REMOVAL_CHANGE, removal_path
from .base import Checked, as_dict, as_list, shown
from .maps import latent_grid
from .sizes import sizes

COSINES = "removal_x0_cosine"


def check_removals(run: Checked) -> None:
    """Check words, pictures, the file of changes, and the number of values of the metric."""
    removals = as_dict(run.metadata.get("removals"))
    words = [as_dict(word) for word in as_list(removals.get("words"))]
    prompts, images = as_list(removals.get("prompts")), as_list(run.metadata.get("removal_images"))
    expected = len(words) if removals.get("kind") == "text" else 0
    if removals and len(prompts) != expected:
        message = f"{len(prompts)} entries; expected {expected} for {len(words)} words of kind {removals.get('kind')}"
        run.error("removal-words", f"{METADATA}: removals.prompts", message)
    if len(images) != len(words):
        message = f"{len(images)} entries; expected one for each of {len(words)} words"
        run.error("removal-words", f"{METADATA}: removal_images", message)
    for i, path in enumerate(images):
        if path != removal_path(i):
            message = f"{shown(path)}; expected {shown(removal_path(i))}"
            run.error("removal-map", f"{METADATA}: removal_images[{i}]", message)
    for i, word in enumerate(words):
        run.count("removed_words")
        run.check_tokens("removal-words", f"{METADATA}: removals.words[{i}].tokens", word.get("tokens"))
    _check_file(run, len(words))
    for i, values in enumerate(as_list(run.metrics.get(COSINES))):
        if isinstance(values, list) and len(values) != len(words) + 1:
            message = f"{len(values)} entries; expected {len(words) + 1} for {len(words)} words"
            run.error("removal-words", f"{METRICS}: {COSINES}[{i}]", message)


def check_removal_values(run: Checked) -> None:
    """Check that changes are finite and at least 0."""
    for _ in sizes(run, "removal", "removal-values", 3):
        pass


def _check_file(run: Checked, words: int) -> None:
    files = as_list(run.metadata.get("removal_files"))
    if words and len(files) != 1:
        run.error("removal-map", f"{METADATA}: removal_files", f"{len(files)} entries; expected one")
    for i, entry in enumerate(map(as_dict, files)):
        where = f"{METADATA}: removal_files[{i}]"
        run.count("removal_files")
        if entry.get("path") != REMOVAL_CHANGE:
            message = f"{shown(entry.get('path'))}; expected {shown(REMOVAL_CHANGE)}"
            run.error("removal-map", f"{where}.path", message)
        shape = as_list(entry.get("shape"))
        expected = [words + 1, *(latent_grid(run) or shape[1:])]
        if shape != expected:
            run.error("removal-map", f"{where}.shape", f"{shown(shape)}; expected {expected}")
