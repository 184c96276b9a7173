"""The cross-attention layers that see words most clearly, found by one evaluation of the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from ...diffulizer.analysis.heatmap import clear_ones
from ...diffulizer.capture import Chunk
from ...diffulizer.capture.attention import CrossSums, accumulate
from ...diffulizer.errors import RecordingError
from ...diffulizer.layers import map_cells
from ...diffulizer.maths.clearness import clearness
from ...diffulizer.settings import CaptureSettings
from .attention_editor import cross_places
from .attention_hook import AttentionHook, Preferences, broadcastable, preferences, split_heads
from .beside import evaluated
from .call_options import with_options
from .conditions import GuiderConditions
from .families.contract import Given, Place

Tokens = Mapping[str, Sequence[int]]
"""The tokens of a word, by the ids of the conditionings that hold it."""


def clearest_layers(
    guider: Any, conditions: GuiderConditions, words: Sequence[Tokens], x: Tensor, sigma: Tensor, options: Any
) -> list[tuple[str, ...]]:
    """Return for each word the names of the layers that see it most clearly, in the order of execution: those whose
    clearness, the mean over images and prompts, is at least ``heatmap.CLEAR`` of the largest. None where no layer could
    be seen.

    The network is evaluated once more, unedited. Maps are those that a recording by default settings has of it.

    Args:
        guider: the host's, whose conditionings are prepared.
        x, sigma, options: what the sampler evaluates, see ``beside.evaluated``.
    """
    places = cross_places(guider.model_patcher)
    seen = _Seen(places, conditions, words)
    held = {condition for word in words for condition in word}
    names = list(dict.fromkeys(c.polarity for c in conditions.conditions if c.id in held))

    def around(executor: Any, *args: Any, **kwargs: Any) -> Any:
        def listening(given: dict[str, Any] | None, _x: Any, context: Tensor | None) -> dict[str, Any]:
            if given is None:
                raise RecordingError("the host passed no transformer_options.")
            chunks = conditions.chunks_of(names, given, context)
            return _Listener(seen, chunks, preferences(executor.class_obj)).compose(given)

        changed = with_options(args, kwargs, listening)
        assert changed is not None
        return executor(*changed[0], **changed[1])

    evaluated(guider.inner_model, [guider.conds[name] for name in names], x, sigma, options, around, edited=False)
    return seen.clearest()


class _Seen:
    """Clearness of words in layers, as far as they were seen.

    Args:
        places: see ``attention_editor.cross_places``.
    """

    def __init__(self, places: Mapping[Place, str], conditions: GuiderConditions, words: Sequence[Tokens]) -> None:
        self._places = places
        self._lengths = {condition.id: len(condition.prompt.table) for condition in conditions.conditions}
        self._words = words
        self._clear: list[dict[str, list[float]]] = [{} for _ in words]

    def add(
        self,
        place: Place,
        q: Tensor,
        k: Tensor,
        chunks: Sequence[Chunk | None],
        grid: tuple[int, int],
        mask: Tensor | None,
        scale: float | None,
    ) -> None:
        """Add an attention, if it is one of the picture's cells [B, H, R*C, d] to the prompt's tokens [B, H, K, d]."""
        layer, known = self._places.get(place), [chunk for chunk in chunks if chunk is not None]
        if layer is None or q.shape[2] != grid[0] * grid[1] or len(q) % len(chunks):
            return
        if any(self._lengths[chunk.condition] * chunk.copies != k.shape[2] for chunk in known):
            return
        sums = CrossSums(q, k.shape[2], keep_heads=False)
        accumulate(q, k, [sums], mask=mask, scale=scale)
        cells = map_cells("cross", grid, CaptureSettings())
        for chunk, made in zip(chunks, sums.result(grid, cells, [True] * len(chunks)), strict=True):
            for word, clear in zip(self._words, self._clear, strict=True):
                if chunk is None or chunk.condition not in word:
                    continue
                length = self._lengths[chunk.condition]
                every = [copy * length + token for copy in range(chunk.copies) for token in word[chunk.condition]]
                assert made.maps is not None
                clear.setdefault(layer, []).append(clearness(made.maps[:, every].float().sum(1)))

    def clearest(self) -> list[tuple[str, ...]]:
        """Return for each word the names of the layers that see it most clearly."""
        found = []
        for clear in self._clear:
            layers = [name for name in self._places.values() if name in clear]
            means = [sum(clear[name]) / len(clear[name]) for name in layers]
            found.append(tuple(layers[number] for number in clear_ones(means)))
        return found


class _Listener(AttentionHook):
    """Hook that changes nothing and adds each attention of a call of the network to what was seen."""

    def __init__(self, seen: _Seen, chunks: Sequence[Chunk | None], preferred: Preferences) -> None:
        super().__init__(preferred)
        self._seen_layers = seen
        self._chunks = chunks

    def on_attention(self, place: Place, given: Given) -> Given:
        q, k, mask, heads = given.get(0, "q"), given.get(1, "k"), given.get(4, "mask"), given.get(3, "heads")
        if not given.kwargs.get("skip_reshape"):
            q, k = (split_heads(part, part.shape[-1] // heads) for part in (q, k))
        self._add(place, q, k, given.options, mask, given.kwargs.get("scale"))
        return given

    def on_replaced(self, place: Place, q: Tensor, k: Tensor, v: Tensor, options: dict[str, Any]) -> tuple[Any, ...]:
        width = q.shape[-1] // options["n_heads"]
        self._add(place, split_heads(q, width), split_heads(k, width), options, None, None)
        return q, k, v

    def _add(self, place: Place, q: Tensor, k: Tensor, options: Any, mask: Tensor | None, scale: float | None) -> None:
        rows, columns = map(int, options["activations_shape"][2:4])
        mask = None if mask is None else broadcastable(mask)
        self._seen_layers.add(place, q, k, self._chunks, (rows, columns), mask, scale)
