"""Choice of metrics to plot, by name or by group."""

from __future__ import annotations

import re

from ..errors import SettingsError
from ..format import SCALAR_CHANNELS, Channel, group

GROUPS = {"core": group("core"), "all": tuple(SCALAR_CHANNELS.values())}


def channels_of(text: str) -> tuple[Channel, ...]:
    """Return the metrics of a list such as "core" or "latent_l2_norm, guidance_cosine", each once.

    Raises:
        SettingsError: a name is unknown, or the list is empty.
    """
    names = [name for name in re.split(r"[\s,;]+", text) if name]
    unknown = [name for name in names if name not in SCALAR_CHANNELS and name not in GROUPS]
    if unknown or not names:
        raise SettingsError(
            f"metrics is {text!r}; expected names from {', '.join([*GROUPS, *SCALAR_CHANNELS])}, separated by commas."
        )
    channels = [channel for name in names for channel in GROUPS.get(name) or (SCALAR_CHANNELS[name],)]
    return tuple(dict.fromkeys(channels))
