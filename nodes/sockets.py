"""Socket types of the pack, the category of its nodes, and what not every host knows of a node."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from comfy_api.latest import io
from torch import Tensor

from ..diffulizer.errors import SettingsError

CATEGORY = "Diffulizer"
Recording = io.Custom("DIFFULIZER_RECORDING")
Capture = io.Custom("DIFFULIZER_CAPTURE")
LeftOutWords = io.Custom("DIFFULIZER_LEFT_OUT")
"""Socket of a ``LeftOut``."""

RECORDING_TOOLTIP = (
    "What was recorded at each step: the latent, the prediction and the attention. Wire it to Export Diffulizer Run."
)
CAPTURE_TOOLTIP = "What to record. Leave it unwired for sensible defaults."


def face(*shown: str) -> Callable[[Callable[..., io.Schema]], Callable[..., io.Schema]]:
    """Decorate ``define_schema``: the named widgets stand on the node's face, the others are marked as advanced, which
    the page draws when it is asked to. Sockets stay as they are.

    The mark is set afterwards, because hosts that do not know it refuse it as an argument.
    """

    def decorate(define_schema: Callable[..., io.Schema]) -> Callable[..., io.Schema]:
        @functools.wraps(define_schema)
        def marked(cls: type[io.ComfyNode]) -> io.Schema:
            schema = define_schema(cls)
            for part in schema.inputs:
                if isinstance(part, io.WidgetInput) and part.id not in shown:
                    part.extra_dict = {**(part.extra_dict or {}), "advanced": True}
            return schema

        return marked

    return decorate


def newer(**fields: Any) -> Any:
    """Return those of the arguments that this host's ``io.Schema`` takes: all that came after 0.3.64 goes through here.

    ``search_aliases`` are other words under which people look for the node. ``has_intermediate_output`` makes the host
    send a cached node's ``ui`` again, to a page that was loaded since. ``essentials_category`` is left out on purpose:
    it moves a pack's nodes among the host's own.
    """
    known = inspect.signature(io.Schema).parameters
    return {name: value for name, value in fields.items() if name in known}


def check_choices(**choices: tuple[str | None, Sequence[str]]) -> bool | str:
    """Check combo inputs for ``validate_inputs``, because the host itself checks those of V1 nodes only.

    Args:
        choices: for each input, the value (None if it is linked) and the options.
    """
    for name, (value, options) in choices.items():
        if value is not None and value not in options:
            return f"{name} is {value!r}; expected one of {', '.join(options)}."
    return True


def samples_of(latent: Any) -> Tensor:
    """Return the tensor of a LATENT input. Raises: SettingsError."""
    samples = latent.get("samples") if isinstance(latent, dict) else latent
    if not isinstance(samples, Tensor):
        raise SettingsError(
            f"latent holds {type(samples).__name__}; expected a tensor of samples. Wire the sampler's own LATENT."
        )
    return samples
