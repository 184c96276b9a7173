"""The metrics that can be plotted: what each is called and its unit, as in the viewer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import SettingsError


@dataclass(frozen=True)
class Channel:
    """A metric of one number a step.

    Attributes:
        key: its name in ``metrics.json``.
        title: what it is.
        unit: what it is measured in.
    """

    key: str
    title: str
    unit: str


CHANNELS = (
    Channel("latent_l2_norm", "Size of the latent", "‖x‖₂"),
    Channel("predicted_noise_l2_norm", "Size of the predicted noise", "‖ε‖₂"),
    Channel("predicted_noise_text_l2_norm", "Size of the noise predicted with the prompt", "‖ε_text‖₂"),
    Channel("predicted_noise_uncond_l2_norm", "Size of the noise predicted with the negative prompt", "‖ε_uncond‖₂"),
    Channel("guidance_l2_norm", "How far the prompt pulls", "‖ε_text − ε_uncond‖₂"),
    Channel("guidance_cosine", "Agreement of the two predictions", "cos"),
    Channel("x0_change_l2", "Change of the predicted picture", "‖Δx̂₀‖₂"),
    Channel("cosine_similarity_to_previous", "Likeness to the previous step", "cos"),
    Channel("attention_kl_divergence", "Shift of attention between words", "KL divergence, nats"),
    Channel("cross_attention_entropy", "Token entropy: over how many words", "nats"),
    Channel("cross_attention_spatial_entropy", "Spatial entropy: over how much of the picture", "nats"),
    Channel("self_attention_entropy", "Self-attention entropy", "nats"),
)
BY_KEY = {channel.key: channel for channel in CHANNELS}

CORE = (
    "latent_l2_norm",
    "predicted_noise_l2_norm",
    "guidance_l2_norm",
    "x0_change_l2",
    "cross_attention_entropy",
    "attention_kl_divergence",
)
GROUPS = {"core": CORE, "all": tuple(BY_KEY)}


def channels_of(text: str) -> tuple[Channel, ...]:
    """The metrics of a list such as "core" or "latent_l2_norm, guidance_cosine", each once.

    Raises:
        SettingsError: a name is unknown, or there is none.
    """
    names = [name for name in re.split(r"[\s,;]+", text) if name]
    unknown = [name for name in names if name not in BY_KEY and name not in GROUPS]
    if unknown or not names:
        raise SettingsError(
            f"metrics is {text!r}; expected names from {', '.join([*GROUPS, *BY_KEY])}, separated by commas."
        )
    keys = [key for name in names for key in GROUPS.get(name, (name,))]
    return tuple(BY_KEY[key] for key in dict.fromkeys(keys))
