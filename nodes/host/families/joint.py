"""Common part of transformers with one sequence of text and picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from ....diffulizer.capture.joint import Layout, Rows, recorded_prompt
from ....diffulizer.layers import AttentionLayer
from ....diffulizer.prompts import EncodedPrompt
from .contract import JOINT, Block, Given, Hearing, NetworkCall, Place, UnknownLayoutError


@dataclass(frozen=True)
class JointBlock:
    """A block of a transformer, whose one attention is of text and picture.

    Attributes:
        stage, number: its stage ("double", "single" or "block") and its number in it.
        name: its name in the model's state dict.
        diffusers_name: the diffusers library's name of its attention.
        heads: number of attention heads.
    """

    stage: str
    number: int
    name: str
    diffusers_name: str
    heads: int

    @property
    def place(self) -> Block:
        return self.stage, self.number, 0


def joint_layers(blocks: Iterable[JointBlock], patch: int) -> list[AttentionLayer]:
    """Return the layers of joint attentions: of the picture to itself, and of the picture to the text.

    Args:
        patch: side of the square of latent cells that makes a token.
    """
    return [
        AttentionLayer(
            id="",
            name=f"{block.name}.{kind}",
            diffusers_name=block.diffusers_name,
            attention_type=kind,
            block=(block.stage, block.number),
            block_index=0,
            heads=block.heads,
            level=round(math.log2(patch)),
        )
        for block in blocks
        for kind in ("self", "cross")
    ]


def joint_place(layer: AttentionLayer) -> Place:
    """Return the place of the one attention from which both layers of a block are recorded."""
    return Place(*layer.block, layer.block_index, JOINT)


NAMED_AND_COUNTED = "some of its attentions are named by their blocks and some are not, so that nothing is certain"


def miscounted(counted: int, expected: int) -> str | None:
    """Explain why attentions that were counted are not those of all blocks; None if they are, or if none was."""
    if counted in (0, expected):
        return None
    return (
        f"{counted} attentions of its {expected} ran, and nothing says which: another node skips blocks or runs some "
        "twice"
    )


class JointSeats:
    """Finder of the blocks of joint attentions, by what the host says of each, or else by their order.

    Attentions of another length are of the text alone or of the picture alone, and are none of them.

    Args:
        blocks: the blocks in the order in which they run.
        length: length of the joint sequence.
    """

    kinds = (JOINT,)

    def __init__(self, blocks: Sequence[Block], length: int) -> None:
        self._blocks = blocks
        self._length = length
        self._counted = 0
        self._names_seen = False

    def block(self, given: Given) -> Block | None:
        named = self._named(given.options)
        if named is not None:
            self._names_seen = True
            return named
        if length(given, 0, "q") != self._length:
            return None
        self._counted += 1
        return self._blocks[self._counted - 1] if self._counted <= len(self._blocks) else None

    def problem(self) -> str | None:
        if self._names_seen and self._counted:
            return NAMED_AND_COUNTED
        return miscounted(self._counted, len(self._blocks))

    def _named(self, options: Mapping[str, Any]) -> Block | None:
        number = options.get("block_index")
        if number is None or "block_type" not in options:
            return None
        stages = {stage for stage, _, _ in self._blocks}
        stage = options["block_type"] if options["block_type"] in stages else self._blocks[0][0]
        return stage, int(number), 0


def length(given: Given, position: int, name: str) -> int:
    """Return the number of queries or keys of an attention, in either of the host's forms [B, positions, H*d] and
    [B, H, positions, d]."""
    return int(given.get(position, name).shape[-2])


def joint_hearing(blocks: Sequence[JointBlock], layout: Layout) -> Hearing:
    """Return how to hear a call whose sequence has these parts."""
    return Hearing(JointSeats([block.place for block in blocks], layout.length), layout, layout.grid)


def text_first(call: NetworkCall, patch: int, multiple: int = 1) -> Layout:
    """Return the layout of a sequence that begins with the text, then has the picture, then references.

    Args:
        patch: side of the square of latent cells that makes a token.
        multiple: the lengths of text and picture are filled up to a multiple of it.

    Raises:
        UnknownLayoutError: the call does not say what it is given.
    """
    x, context = argument(call, "x"), argument(call, "context")
    grid = token_grid(x, patch)
    text, picture = int(context.shape[1]), grid[0] * grid[1]
    start = filled(text, multiple)
    end = start + picture
    references = sum(math.prod(token_grid(one, patch)) for one in call.arguments.get("ref_latents") or ())
    after = filled(picture, multiple) - picture
    gaps = (slice(text, start), slice(end + references, end + references + after))
    return Layout(
        grid=grid,
        length=end + references + after,
        text=slice(0, text),
        picture=slice(start, end),
        references=slice(end, end + references) if references else None,
        padding=tuple(gap for gap in gaps if gap.stop > gap.start),
    )


def argument(call: NetworkCall, name: str) -> Tensor:
    """Return a tensor that the network is given. Raises: UnknownLayoutError."""
    value = call.arguments.get(name)
    if not isinstance(value, Tensor):
        raise UnknownLayoutError(f"the network was not given {name!r} under that name")
    return value


def token_grid(x: Tensor, patch: int) -> tuple[int, int]:
    """Return the rows and columns of the tokens of a latent [B, C, h, w] or [B, C, 1, h, w].

    Raises:
        UnknownLayoutError: the latent has more than one frame.
    """
    if x.ndim == 5 and x.shape[2] != 1:
        raise UnknownLayoutError(f"the latent has {x.shape[2]} frames; attention of single pictures is recorded")
    return math.ceil(x.shape[-2] / patch), math.ceil(x.shape[-1] / patch)


def filled(length: int, multiple: int) -> int:
    """Return a length, filled up to a multiple."""
    return math.ceil(length / multiple) * multiple


def joint_prompt(
    prompt: EncodedPrompt, conditioning: Mapping[str, Any], *, padding: bool = False
) -> tuple[EncodedPrompt, Rows]:
    """Return a prompt with rows for the picture, and for references where the conditioning has some."""
    references = bool(conditioning.get("reference_latents"))
    return recorded_prompt(prompt, picture=True, padding=padding, references=references)
