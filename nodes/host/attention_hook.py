"""Hook into the attention of one model call, whatever other nodes have put around it.

The host offers one slot for an attention override and one replacement function per block. For the
length of a single call both are composed with ours in a copy of the options: our override calls the
one that was there, replacements are wrapped, and nothing of ours is left anywhere afterwards.

An override changes what the host calls. Without one, newer hosts call the backend that a layer prefers
(``comfy_attention`` of its module), and pass tensors in containers to backends that have a function for
them (``container_function``). So where no other override is there, ours calls what the host would have
called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import comfy.ldm.modules.attention as host_attention
from torch import Tensor, nn

from .families import family_of
from .families.contract import Block, Given, Place, Seats, container_class
from .families.unet import UnetSeats

OVERRIDE = "optimized_attention_override"

Backend = Callable[..., Any]
"""One of the host's attention functions."""
Preferences = dict[Block, list[Any]]
"""Map from a block to the modules of its attentions whose ``function`` is the backend to call, or None."""


class AttentionHook:
    """Hook into one call of the network.

    Nothing that the host passes tells the attentions of a block apart. Only their order within the block does.
    Replaced attentions count too, but attentions within a replacement do not.

    Args:
        preferred: what ``preferences`` finds in the network.
        seats: finds the block of each attention; of a UNet if it is left out.

    Attributes:
        takes_containers: whether tensors stay in the host's containers. A hook that changes tensors gets them taken
            out.
    """

    takes_containers = True

    def __init__(self, preferred: Preferences, seats: Seats | None = None) -> None:
        self._preferred = preferred
        self._seats: Seats = seats or UnetSeats()
        self._seen: dict[Block, int] = {}
        self._inside_replacement = False

    def compose(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return a copy of the host's options for one model call, in which each attention passes this hook."""
        composed = {**options, OVERRIDE: self.override(options.get(OVERRIDE))}
        replacements = options.get("patches_replace", {})
        wrapped = {
            kind: {block: self.replacement(kind, patch) for block, patch in replacements[kind].items()}
            for kind in ("attn1", "attn2")
            if kind in replacements
        }
        if wrapped:
            composed["patches_replace"] = {**replacements, **wrapped}
        return composed

    def on_attention(self, place: Place, given: Given) -> Given:
        """Return the arguments with which an attention goes on."""
        raise NotImplementedError

    def on_replaced(self, place: Place, q: Tensor, k: Tensor, v: Tensor, options: dict[str, Any]) -> tuple[Any, ...]:
        """Return the q, k and v [B, positions, H*d] with which a replacement is called."""
        raise NotImplementedError

    def override(self, inner: Backend | None) -> Backend:
        """Return an override that sees an attention, and then calls what the host would have called without it.

        Args:
            inner: the override that is there already, or None.
        """

        def hooked(func: Backend, *args: Any, **kwargs: Any) -> Any:
            preferred, given = self.see(Given(args, kwargs), hooked)
            backend = preferred or func
            if inner is not None:
                return inner(backend, *given.args, **given.kwargs)
            return backend(*given.args, **given.kwargs)

        def hooked_containers(*args: Any, **kwargs: Any) -> Any:
            preferred, given = self.see(Given(args, kwargs), hooked)
            if inner is not None:
                return inner.container_function(*given.args, **given.kwargs)  # type: ignore[attr-defined]
            if preferred is not None:
                return preferred(*given.args, **given.kwargs)
            masked = (given.args[4] if len(given.args) > 4 else given.kwargs.get("mask")) is not None
            backend = host_attention.optimized_attention_masked if masked else host_attention.optimized_attention
            return backend(*given.args, **given.kwargs)

        takes_containers = self.takes_containers and (inner is None or hasattr(inner, "container_function"))
        if takes_containers and container_class() is not None:
            hooked.container_function = hooked_containers  # type: ignore[attr-defined]
        return hooked

    def replacement(self, kind: str, patch: Callable[..., Any]) -> Callable[..., Any]:
        """Return a replacement patch of an attention ("attn1" or "attn2") that this hook sees before it runs."""

        def hooked(q: Tensor, k: Tensor, v: Tensor, extra_options: dict[str, Any], *rest: Any, **kwargs: Any) -> Any:
            q, k, v = self.see_replaced(kind, q, k, v, extra_options)
            outer, self._inside_replacement = self._inside_replacement, True
            try:
                return patch(q, k, v, extra_options, *rest, **kwargs)
            finally:
                self._inside_replacement = outer

        return hooked

    def see(self, given: Given, override: Backend) -> tuple[Backend | None, Given]:
        """Count an attention and hand it to ``on_attention``.

        Returns:
            The backend that its module prefers, if the host would have called that one, and the arguments for it.
        """
        block = None if self._inside_replacement else self._seats.block(given)
        if block is None:
            return None, given
        count = self._seen[block] = self._seen.get(block, 0) + 1
        if count <= len(self._seats.kinds):
            given = self.on_attention(Place(*block, self._seats.kinds[count - 1]), given)
        if given.options.get(OVERRIDE) is not override or block not in self._preferred:
            return None, given  # another override around ours calls ours with the backend that it wants
        modules = self._preferred[block]
        return modules[(count - 1) % len(modules)].function, given

    def see_replaced(self, kind: str, q: Tensor, k: Tensor, v: Tensor, options: dict[str, Any]) -> tuple[Any, ...]:
        """Count a replaced attention and hand it to ``on_replaced``; return q, k and v."""
        block = self._seats.block(Given((q, k, v), {"transformer_options": options}))
        if block is None or kind not in self._seats.kinds:
            return q, k, v
        self._seen[block] = 1 + self._seats.kinds.index(kind)
        return self.on_replaced(Place(*block, kind), q, k, v, options)


class KnownPreferences(dict[nn.Module, Preferences]):
    """Preferences of each network of a pass, looked for once; the host may call several, one on each device."""

    def __missing__(self, network: nn.Module) -> Preferences:
        found = self[network] = preferences(network)
        return found


def preferences(network: nn.Module) -> Preferences:
    """Return the modules that name the backend of each attention, in the order in which those of a block run; older
    hosts have none."""
    family = family_of(network)
    found: Preferences = {}
    for name, module in network.named_modules():
        preference = getattr(module, "comfy_attention", None)
        block = None if preference is None or family is None else family.block_of(name)
        if block is not None:
            found.setdefault(block, []).append(preference)
    return found


def split_heads(x: Tensor, width: int) -> Tensor:
    """Reshape the host's layout: [B, positions, H*d] -> [B, H, positions, d], where d is ``width``."""
    batch, positions, channels = x.shape
    return x.view(batch, positions, channels // width, width).transpose(1, 2)


def broadcastable(mask: Tensor) -> Tensor:
    """Bring a mask to [B, H, queries, keys], adding the axes that the host leaves out as the host adds them."""
    if mask.ndim == 2:
        mask = mask.unsqueeze(0)
    return mask.unsqueeze(1) if mask.ndim == 3 else mask
