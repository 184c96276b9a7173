"""Hook that edits the cross-attention of one call of the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

from ...diffulizer.capture import Chunk
from ...diffulizer.capture.editing import Places, TokenEdit, combined, edited_keys, edited_values, logit_bias
from ...diffulizer.edits import REMOVE, SCALE, Edit
from ...diffulizer.layers import in_execution_order
from ...diffulizer.recording import Condition
from .attention_hook import AttentionHook, Preferences, broadcastable, split_heads
from .families import unet_layers
from .families.contract import CROSS, Given, Place

REPLACED = "another node replaces its attention, and takes no mask"
UNNAMED = "a conditioning that the guider did not name"
Area = tuple[int, int, int, int]
"""Rows, columns, top and left of a conditioning's area, in latent cells."""
Grid = tuple[int, int]


@dataclass(eq=False)
class ActiveEdit:
    """An edit of a pass, resolved, with the layers that it reached and those that it could not.

    Attributes:
        mask: [rows, columns] of the latent, 1 where the edit acts and 0 where it does not; None for everywhere.
    """

    edit: Edit
    mask: Tensor | None = None
    reached: set[str] = field(default_factory=set)
    problems: dict[str, str] = field(default_factory=dict)
    _places: dict[tuple[Grid, Area | None], Places] = field(default_factory=dict)

    def places(self, grid: Grid, area: Area | None) -> Places | None:
        """Return where in a layer's grid the edit acts; None for everywhere.

        Args:
            grid: rows and columns of the layer.
            area: what part of the picture the grid shows; None for all of it.
        """
        if self.mask is None:
            return None
        if (grid, area) not in self._places:
            rows, columns, top, left = area or (*self.mask.shape, 0, 0)
            shown = self.mask[top : top + rows, left : left + columns]
            self._places[grid, area] = Places(adaptive_avg_pool2d(shown[None, None], grid).flatten())
        return self._places[grid, area]

    def in_force(self, sigma: float | None) -> bool:
        low, high = self.edit.sigma_end, self.edit.sigma_start
        return sigma is None or ((low is None or sigma >= low) and (high is None or sigma <= high))


class Editor(AttentionHook):
    """Edits of the cross-attention in one call of the network.

    Args:
        acting: for each chunk of the call, the edits that act on it.
        conditions: the conditionings of the pass, by their ids.
        places: see ``cross_places``.
    """

    takes_containers = False

    def __init__(
        self,
        acting: Sequence[Sequence[ActiveEdit]],
        chunks: Sequence[Chunk | None],
        conditions: Mapping[str, Condition],
        places: dict[Place, str],
        preferred: Preferences,
    ) -> None:
        super().__init__(preferred)
        self._acting = acting
        self._active = list(dict.fromkeys(active for of_chunk in acting for active in of_chunk))
        self._chunks = chunks
        self._conditions = conditions
        self._places = places
        self._biases: dict[Any, Tensor | None] = {}

    def on_attention(self, place: Place, given: Given) -> Given:
        k, heads = given.get(1, "k"), given.get(3, "heads")
        q, v, mask = given.get(0, "q"), given.get(2, "v"), given.get(4, "mask")
        layer, edits = self._edits(place, q, k, given.options)
        if not edits:
            return given
        split = bool(given.kwargs.get("skip_reshape"))
        given = given.with_value(1, "k", _by_head(edited_keys, k, heads, edits, split))
        given = given.with_value(2, "v", _by_head(edited_values, v, heads, edits, split))
        if any(edit.needs_mask for edit in edits):
            key = (heads, q.shape[0], k.shape[-2], q.dtype, q.device, tuple(edits))
            if key not in self._biases:  # layers of a kind share it
                size = (q.shape[0], heads, k.shape[-2])
                self._biases[key] = logit_bias(edits, *size, dtype=q.dtype, device=q.device)
            bias = self._biases[key]
            assert bias is not None
            given = given.with_value(4, "mask", combined(None if mask is None else broadcastable(mask), bias))
        self._reached(layer)
        return given

    def on_replaced(self, place: Place, q: Tensor, k: Tensor, v: Tensor, options: dict[str, Any]) -> tuple[Any, ...]:
        layer, edits = self._edits(place, q, k, options)
        if not edits:
            return q, k, v
        heads = options["n_heads"]
        self._reached(layer, masked=False)
        keys = _by_head(edited_keys, k, heads, edits, False)
        return q, keys, _by_head(edited_values, v, heads, edits, False)

    def _edits(self, place: Place, q: Tensor, k: Tensor, options: Mapping[str, Any]) -> tuple[str, list[TokenEdit]]:
        """Return the name of the attention at a place, and what is edited in it, as far as it can be."""
        layer = self._places.get(place, "")
        rows, columns = map(int, options["activations_shape"][2:4]) if "activations_shape" in options else (0, 0)
        found: list[TokenEdit] = []
        for active in self._active:
            if layer in active.edit.layers:
                problem = _misplaced(active, q.shape[-2], (rows, columns)) or self._problem(active, k)
                if problem is not None:
                    active.problems.setdefault(layer, problem)
                if problem in (None, UNNAMED):
                    found += self._token_edits(active, k.shape[0], (rows, columns))
        return layer, found

    def _reached(self, layer: str, *, masked: bool = True) -> None:
        """Note that a layer was edited, as far as that takes no mask or one was given."""
        for active in self._active:
            if layer not in active.edit.layers:
                continue
            if masked or active.edit.action not in (REMOVE, SCALE):
                active.reached.add(layer)
            else:
                active.problems.setdefault(layer, REPLACED)

    def _problem(self, active: ActiveEdit, k: Tensor) -> str | None:
        """Explain why nothing says which of an attention's keys are the words'; None if that is known."""
        if k.shape[0] % len(self._chunks):
            return f"k is of {k.shape[0]} latents, where {len(self._chunks)} prompts share the call"
        for _, chunk in self._chunks_of(active):
            tokens = self._length(chunk) * chunk.copies
            if k.shape[-2] != tokens:
                return f"k has {k.shape[-2]} tokens, the prompt {tokens}: another node adds or removes tokens"
        return UNNAMED if None in self._chunks else None

    def _length(self, chunk: Chunk) -> int:
        """Return the number of tokens of a chunk's prompt."""
        return len(self._conditions[chunk.condition].prompt.table)

    def _chunks_of(self, active: ActiveEdit) -> list[tuple[int, Chunk]]:
        """Return the chunks that an edit acts on, with their numbers."""
        return [
            (number, chunk)
            for number, (chunk, acting) in enumerate(zip(self._chunks, self._acting, strict=True))
            if chunk is not None and chunk.condition in active.edit.tokens and active in acting
        ]

    def _token_edits(self, active: ActiveEdit, items: int, grid: Grid) -> list[TokenEdit]:
        edit, each = active.edit, items // len(self._chunks)
        found = []
        for number, chunk in self._chunks_of(active):

            def repeated(tokens: Sequence[int], chunk: Chunk = chunk) -> tuple[int, ...]:
                length = self._length(chunk)
                return tuple(copy * length + token for copy in range(chunk.copies) for token in tokens)

            found.append(
                TokenEdit(
                    edit.action,
                    (number * each, (number + 1) * each),
                    repeated(edit.tokens[chunk.condition]),
                    repeated(edit.partners.get(chunk.condition, ())),
                    1.0 if edit.factor is None else edit.factor,
                    edit.heads,
                    active.places(grid, self._conditions[chunk.condition].area),
                )
            )
        return found


def cross_places(model: Any) -> dict[Place, str]:
    """Return the names of a model's cross-attention layers by their places, in the order of execution."""
    layers = in_execution_order(unet_layers(model))
    cross = (layer for layer in layers if layer.attention_type == "cross")
    return {Place(*layer.block, layer.block_index, CROSS): layer.name for layer in cross}


def _misplaced(active: ActiveEdit, positions: int, grid: Grid) -> str | None:
    """Explain why the positions of an attention are not the cells of its grid, which a mask is laid over; None if they
    are or if there is no mask."""
    if active.mask is None or positions == grid[0] * grid[1]:
        return None
    return f"its {positions} positions are not the {grid[0]} x {grid[1]} cells that the mask lies over"


def _by_head(change: Any, x: Tensor, heads: int, edits: Sequence[TokenEdit], split: bool) -> Tensor:
    """Apply a change of [N, H, K, d] to keys or values in the host's layout, [N, K, H*d] unless ``split``."""
    if split:
        changed: Tensor = change(x, edits)
        return changed
    changed = change(split_heads(x, x.shape[-1] // heads), edits)
    return changed.transpose(1, 2).reshape(x.shape)
