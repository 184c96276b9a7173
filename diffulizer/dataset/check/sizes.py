"""Values that are sizes: of effects, of removals, and of what words look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...errors import RunFormatError
from ...maths.numbers import Floats
from ..files import expected_bytes
from ..layout import METADATA
from .base import Checked, as_dict, as_list


def sizes(run: Checked, kind: str, rule: str, axes: int) -> Iterator[tuple[str, dict[str, Any], Floats]]:
    """Yield (place, entry, values) of the listed files of a kind whose values can be read, are finite and at least 0.

    Args:
        kind: "effect", "gather" or "removal"; metadata lists its files as ``effect_files`` and so on.
        rule: what is reported of values that are none.
        axes: number of axes; files of other shapes are reported by other checks.
    """
    for i, entry in enumerate(map(as_dict, as_list(run.metadata.get(f"{kind}_files")))):
        name, shape = run.file(entry.get("path")), as_list(entry.get("shape"))
        if name is None or len(shape) != axes or expected_bytes(shape) != run.files.size(name):
            continue
        where = f"{METADATA}: {kind}_files[{i}]"
        try:
            values = run.files.array(name, tuple(shape)).astype(np.float64)
        except RunFormatError as error:
            run.error(rule, where, str(error))
            continue
        run.count(f"{kind}_values", values.size)
        if np.isfinite(values).all() and (values >= 0).all():
            yield where, entry, values
        else:
            run.error(rule, where, "a value is negative, NaN or infinite")
