"""The options of one call of the network, which wrappers around it replace for that call alone, and of a prediction."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

EDITING = "diffulizer_edits"
"""Key of edits: that of their wrappers, and that under which a model's options hold them."""


def with_options(
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    change: Callable[[dict[str, Any] | None, Any, Any], dict[str, Any] | None],
) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    """Return the arguments of a call of the network with other ``transformer_options``; None for the same ones.

    Args:
        change: makes them from those of the call, what the network is given [N, C, h, w], and its prompts
            [N, tokens, channels]. Each is None where the call has none.
    """
    options = _transformer_options(args, kwargs)
    x, context = (kwargs.get(name, args[i] if i < len(args) else None) for i, name in ((0, "x"), (2, "context")))
    changed = change(options, x, context)
    if changed is None:
        return None
    return (
        tuple(changed if a is options else a for a in args),
        {k: changed if v is options else v for k, v in kwargs.items()},
    )


def model_options(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the ``model_options`` of a guided prediction, of its arguments after x and the noise level."""
    found: dict[str, Any] = kwargs.get("model_options", args[0] if args else {})
    return found


def _transformer_options(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any] | None:
    """Find the dict that carries the host's per-call options, wherever the network takes it."""
    for value in (kwargs.get("transformer_options"), *args):
        if isinstance(value, dict) and "cond_or_uncond" in value:
            return value
    return None


def named_arguments(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of a call by the names of a function's parameters, those of its ``**kwargs`` too. Without a
    signature that fits, only what was given by name has one."""
    signature = _signature(getattr(function, "__func__", function), hasattr(function, "__self__"))
    try:
        bound = signature.bind_partial(*args, **kwargs) if signature else None
    except TypeError:
        bound = None
    if signature is None or bound is None:
        return kwargs
    variadic = {p.name for p in signature.parameters.values() if p.kind is p.VAR_KEYWORD}
    named = {name: value for name, value in bound.arguments.items() if name not in variadic}
    return {**named, **{key: value for name in variadic for key, value in bound.arguments.get(name, {}).items()}}


@lru_cache(maxsize=32)
def _signature(function: Callable[..., Any], is_bound: bool) -> inspect.Signature | None:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    parameters = list(signature.parameters.values())
    return signature.replace(parameters=parameters[1:] if is_bound else parameters)
