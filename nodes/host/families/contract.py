"""Contract between the recorder and a family of networks.

A family is one file. It names the attention layers of its network, finds out which of them an attention belongs to,
and tells what the tokens of a sequence are. Everything else is the same for all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import comfy.ldm.modules.attention as host_attention
from torch import nn

from ....diffulizer.capture.joint import Layout, Rows
from ....diffulizer.layers import AttentionLayer
from ....diffulizer.prompts import EncodedPrompt

JOINT = "joint"
"""Kind of an attention of text and picture in one sequence."""
SELF, CROSS = "attn1", "attn2"
"""Kinds of the attentions of a block that has one of each."""

Block = tuple[str, int, int]
"""(stage, number, index of the transformer block)."""


class Place(NamedTuple):
    """Place of an attention in the network; ``kind`` is "attn1", "attn2" or "joint"."""

    stage: str
    number: int
    block_index: int
    kind: str


@dataclass(frozen=True)
class Given:
    """Arguments with which the host calls one of its attention functions."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def get(self, position: int, name: str) -> Any:
        """Return an argument; a tensor stays in its container if it is in one."""
        value = self.args[position] if len(self.args) > position else self.kwargs.get(name)
        container = container_class()
        return value.peek() if container is not None and isinstance(value, container) else value

    def with_value(self, position: int, name: str, value: Any) -> Given:
        """Return the arguments with another value of one."""
        if len(self.args) > position:
            return replace(self, args=(*self.args[:position], value, *self.args[position + 1 :]))
        return replace(self, kwargs={**self.kwargs, name: value})

    @property
    def options(self) -> dict[str, Any]:
        """The ``transformer_options`` of the call."""
        return self.kwargs.get("transformer_options") or {}


def container_class() -> Any:
    """Return the host's class of tensors that are handed over to a backend; older hosts have none."""
    return getattr(host_attention, "AttentionTensorContainer", None)


@dataclass(frozen=True)
class NetworkCall:
    """One call of a network.

    Attributes:
        network: the network.
        options: the call's ``transformer_options``.
        arguments: its other arguments by their names, as far as they can be told.
    """

    network: nn.Module
    options: dict[str, Any]
    arguments: Mapping[str, Any]


def is_a(network: nn.Module, *classes: str) -> bool:
    """Return whether a network is of one of the host's classes, by their names: hosts lack some of them."""
    return any(base.__name__ in classes for base in type(network).__mro__)


class UnknownLayoutError(Exception):
    """A call of the network whose sequence can't be told apart; the text says why."""


class Seats(Protocol):
    """Finder of the block of each attention of one call of the network. It serves that call alone.

    Attributes:
        kinds: kinds of the attentions of a block, in the order in which they run.
    """

    @property
    def kinds(self) -> Sequence[str]: ...

    def block(self, given: Given) -> Block | None:
        """Return the block of the attention that is running; None for one that is not of the picture."""
        ...

    def problem(self) -> str | None:
        """Explain, after the call, why its attentions may not be those of the blocks that they were taken for; None if
        they are."""
        ...


@dataclass(frozen=True)
class Hearing:
    """Way of hearing one call of a network.

    Attributes:
        seats: finds the block of each attention.
        layout: the parts of the sequence, where text and picture are one; else None.
        grid: rows and columns of the picture's tokens; None where each attention tells its own.
    """

    seats: Seats
    layout: Layout | None = None
    grid: tuple[int, int] | None = None


def place_of_its_own(layer: AttentionLayer) -> Place:
    """Return the place of a layer whose block has one attention of each kind."""
    return Place(*layer.block, layer.block_index, CROSS if layer.attention_type == "cross" else SELF)


class Family(Protocol):
    """A kind of network.

    Attributes:
        calls_wrappers: whether its networks call the host's wrappers (``WrappersMP.DIFFUSION_MODEL``) themselves.
    """

    @property
    def calls_wrappers(self) -> bool: ...

    def knows(self, network: nn.Module) -> bool:
        """Return whether a network is of this kind."""
        ...

    def block_of(self, name: str) -> Block | None:
        """Return the block of a module by its name in the network; None for a module of no block."""
        ...

    def place(self, layer: AttentionLayer) -> Place:
        """Return the place of the attention that a layer is recorded from."""
        ...

    def layers(self, network: nn.Module) -> list[AttentionLayer]:
        """Return the attention layers of a network, in the order in which they run."""
        ...

    def hearing(self, call: NetworkCall) -> Hearing:
        """Return how to hear a call. Raises: UnknownLayoutError."""
        ...

    def prompt(self, prompt: EncodedPrompt, conditioning: Mapping[str, Any]) -> tuple[EncodedPrompt, Rows | None]:
        """Return the prompt of a conditioning with the rows that a run keeps, and the rows of its keys; None where each
        token is a key and a row."""
        ...


@dataclass(frozen=True, kw_only=True)
class BlockList:
    """Common part of families with one list of blocks.

    Attributes:
        networks: names of the host's classes.
        blocks: the name of the list in the network.
        diffusers_blocks: the name of the same list in the diffusers library.
        heads: returns the number of heads of a network.
        patch: returns the side of the square of latent cells that makes a token.
        calls_wrappers: see ``Family``.
    """

    networks: Sequence[str]
    blocks: str
    diffusers_blocks: str
    heads: Callable[[Any], int]
    patch: Callable[[Any], int]
    calls_wrappers: bool = True

    def knows(self, network: nn.Module) -> bool:
        return is_a(network, *self.networks)

    def block_of(self, name: str) -> Block | None:
        match = re.match(rf"{self.blocks}\.(\d+)\.", name)
        return None if match is None else ("block", int(match[1]), 0)

    def count(self, network: nn.Module) -> int:
        """Return the number of blocks of a network."""
        return len(getattr(network, self.blocks))
