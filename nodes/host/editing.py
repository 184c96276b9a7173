"""Edits of a model's cross-attention: wrappers that change what the attention of each pass is computed from.

A model's options hold its edits, in the order of their nodes. The wrappers are in a pass's options only while it runs.
An edit that can't be made as it was asked for ends the sampling with an error, before anything was evaluated. Layers
that it can't reach are named.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from comfy.patcher_extension import WrappersMP
from torch import Tensor, nn

from ...diffulizer.analysis.selection import occurrences, select_steps, split_words, unquoted
from ...diffulizer.capture import Chunk
from ...diffulizer.capture.editing import TokenEdit, combined, edited_keys, edited_values, logit_bias
from ...diffulizer.edits import BOTH, REMOVE, SCALE, SWAP, AttentionEdit, Edit, parse_heads, titles
from ...diffulizer.errors import SettingsError, errors_about
from ...diffulizer.layers import in_execution_order, named
from ...diffulizer.recording import Condition, Gap
from ...diffulizer.settings import parse_layer_globs
from .attention_hook import AttentionHook, Given, KnownPreferences, Place, Preferences, broadcastable, split_heads
from .call_options import EDITING, with_options
from .conditions import GuiderConditions
from .execution import current_execution
from .model_facts import is_compiled, unet_layers

log = logging.getLogger(__name__)
JUST_ABOVE = 1 + 1e-4
"""Factor on a noise level that is itself out of bounds."""
COMPILED = (
    "the model is compiled with torch.compile, and compiled code may skip edits. Bypass the compiling node to edit its "
    "attention."
)
REPLACED = "another node replaces its attention, and takes no mask"
UNNAMED = "a conditioning that the guider did not name"
NOT_RUN = "the layer did not run while the edit was in force"
NOWHERE = "the model was not evaluated while the edit was in force"


def with_edit(model: Any, edit: AttentionEdit) -> Any:
    """Return a clone of a model whose attention is edited, after the edits that it has already.

    Args:
        model: the host's ModelPatcher; it stays as it is.

    Raises:
        SettingsError: the model has no layers that the edit names.
    """
    _layer_names(model, edit)
    clone = model.clone()
    options = clone.model_options.setdefault("transformer_options", {})
    if EDITING not in options:
        clone.add_wrapper_with_key(WrappersMP.OUTER_SAMPLE, EDITING, _outer_sample)
    options[EDITING] = (*options.get(EDITING, ()), edit)
    return clone


def edits_of(options: dict[str, Any]) -> EditedPass | None:
    """Return the edits of the pass with these ``model_options`` of its guider, or None."""
    held = options.get("transformer_options", {}).get(EDITING)
    return held if isinstance(held, EditedPass) else None


def _outer_sample(
    executor: Any, noise: Any, latent_image: Any, sampler: Any, sigmas: Any, *args: Any, **kwargs: Any
) -> Any:
    guider = executor.class_obj
    edited = EditedPass(guider, sigmas)
    with edited.around(guider.model_options):
        return executor(noise, latent_image, sampler, sigmas, *args, **kwargs)


@dataclass(eq=False)
class ActiveEdit:
    """An edit of a pass, resolved, with the layers that it reached and those that it could not."""

    edit: Edit
    reached: set[str] = field(default_factory=set)
    problems: dict[str, str] = field(default_factory=dict)

    def in_force(self, sigma: float | None) -> bool:
        low, high = self.edit.sigma_end, self.edit.sigma_start
        return sigma is None or ((low is None or sigma >= low) and (high is None or sigma <= high))


class EditedPass:
    """One sampling pass of an edited model.

    Raises:
        SettingsError: the model can't be edited, or steps, layers or heads are not there.
    """

    def __init__(self, guider: Any, sigmas: Tensor) -> None:
        model = guider.model_patcher
        self._asked: tuple[AttentionEdit, ...] = guider.model_options["transformer_options"][EDITING]
        if is_compiled(guider):
            raise SettingsError(f"Edit Attention: {COMPILED}")
        self._layers = [_layer_names(model, edit) for edit in self._asked]
        self._bounds = [_bounds(edit, sigmas, model.get_model_object("model_sampling")) for edit in self._asked]
        self._places = cross_places(model)
        self._preferences = KnownPreferences()
        self._conditions: GuiderConditions | None = None
        self._active: list[ActiveEdit] = []
        self._names: list[str | None] | None = None
        self._sigma: float | None = None

    @contextmanager
    def around(self, options: dict[str, Any]) -> Iterator[None]:
        """Put the wrappers into the guider's ``model_options`` for as long as the context lasts."""
        transformer = options["transformer_options"]
        wrappers = transformer.setdefault("wrappers", {})
        transformer[EDITING] = self
        for kind, wrapper in (
            (WrappersMP.PREDICT_NOISE, self.predict_noise),
            (WrappersMP.CALC_COND_BATCH, self.calc_cond_batch),
            (WrappersMP.DIFFUSION_MODEL, self.diffusion_model),
        ):
            wrappers[kind] = {**wrappers.get(kind, {}), EDITING: [wrapper]}
        try:
            yield
            for gap in self.gaps():
                log.warning("Edit Attention: %s, %s: %s.", gap.what, gap.where, gap.reason)
        finally:
            transformer[EDITING] = self._asked
            for kind in (WrappersMP.PREDICT_NOISE, WrappersMP.CALC_COND_BATCH, WrappersMP.DIFFUSION_MODEL):
                wrappers[kind].pop(EDITING, None)

    def resolve(self, guider: Any) -> tuple[Edit, ...]:
        """Return the edits, with the tokens of their words. The host must have prepared the guider's conditionings.

        Raises:
            SettingsError: a word is not in the prompt.
        """
        if self._conditions is None:
            conditions = GuiderConditions(guider, current_execution())
            self._active = [
                ActiveEdit(_resolved(edit, conditions.conditions, layers, bounds))
                for edit, layers, bounds in zip(self._asked, self._layers, self._bounds, strict=True)
            ]
            self._conditions = conditions
            log.info("Attention is edited: %s.", titles([active.edit for active in self._active]))
        return tuple(active.edit for active in self._active)

    @contextmanager
    def evaluated_at(self, sigma: Tensor) -> Iterator[None]:
        """Let the edits be in force as at another noise level than that of the sampler's last evaluation."""
        outer = self._sigma
        self._sigma = None if outer is None else float(sigma)
        try:
            yield
        finally:
            self._sigma = outer

    def gaps(self) -> list[Gap]:
        """Return what the edits did not reach."""
        found = []
        for active in self._active:
            what = f"edit ({active.edit.title})"
            missing = [name for name in active.edit.layers if name not in active.reached or name in active.problems]
            if len(missing) == len(active.edit.layers) and not active.problems:
                found.append(Gap(what, "all steps", NOWHERE))
                continue
            found += [Gap(what, name, active.problems.get(name, NOT_RUN)) for name in missing]
        return found

    # -- wrappers ------------------------------------------------------------------------------

    def predict_noise(self, executor: Any, x: Any, timestep: Any, *args: Any, **kwargs: Any) -> Any:
        self.resolve(executor.class_obj)
        limited = any(edit.is_limited for edit in self._asked)  # reading a noise level waits for the device
        self._sigma = float(timestep.flatten()[0]) if limited else None
        return executor(x, timestep, *args, **kwargs)

    def calc_cond_batch(self, executor: Any, model: Any, conds: Any, *args: Any, **kwargs: Any) -> Any:
        outer = self._names
        self._names = None if self._conditions is None else self._conditions.names_of(conds)
        try:
            return executor(model, conds, *args, **kwargs)
        finally:
            self._names = outer

    def diffusion_model(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        changed = with_options(args, kwargs, lambda *given: self._editing(executor.class_obj, *given))
        if changed is not None:
            args, kwargs = changed
        return executor(*args, **kwargs)

    def _editing(
        self, network: nn.Module, options: dict[str, Any] | None, _x: Any, context: Tensor | None
    ) -> dict[str, Any] | None:
        """Return options for one call of the network in which its attention is edited; None if it is not."""
        now = [active for active in self._active if active.in_force(self._sigma)]
        if not now or self._conditions is None:
            return None
        if options is None or self._names is None:
            for active in now:
                active.problems.update(dict.fromkeys(active.edit.layers, UNNAMED))
            return None
        chunks = self._conditions.chunks_of(self._names, options, context)
        unnamed = any(chunk is None for chunk in chunks)
        here = [a for a in now if unnamed or any(c is not None and c.condition in a.edit.tokens for c in chunks)]
        if not here:
            return None
        lengths, preferred = self._conditions.lengths, self._preferences[network]
        return Editor([here] * len(chunks), chunks, lengths, self._places, preferred).compose(options)


class Editor(AttentionHook):
    """Hook that edits the cross-attention of one call of the network.

    Args:
        acting: for each chunk of the call, the edits that act on it.
        lengths: number of tokens of each conditioning.
        places: see ``cross_places``.
    """

    takes_containers = False

    def __init__(
        self,
        acting: Sequence[Sequence[ActiveEdit]],
        chunks: Sequence[Chunk | None],
        lengths: dict[str, int],
        places: dict[Place, str],
        preferred: Preferences,
    ) -> None:
        super().__init__(preferred)
        self._acting = acting
        self._active = list(dict.fromkeys(active for of_chunk in acting for active in of_chunk))
        self._chunks = chunks
        self._lengths = lengths
        self._places = places
        self._biases: dict[Any, Tensor | None] = {}

    def on_attention(self, place: Place, given: Given) -> Given:
        k, heads = given.get(1, "k"), given.get(3, "heads")
        layer, edits = self._edits(place, k)
        if not edits:
            return given
        q, v, mask = given.get(0, "q"), given.get(2, "v"), given.get(4, "mask")
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
        layer, edits = self._edits(place, k)
        if not edits:
            return q, k, v
        heads = options["n_heads"]
        self._reached(layer, masked=False)
        keys = _by_head(edited_keys, k, heads, edits, False)
        return q, keys, _by_head(edited_values, v, heads, edits, False)

    def _edits(self, place: Place, k: Tensor) -> tuple[str, list[TokenEdit]]:
        """Return the name of the attention at a place, and what is edited in it, as far as it can be."""
        layer = self._places.get(place, "")
        found: list[TokenEdit] = []
        for active in self._active:
            if layer in active.edit.layers:
                problem = self._problem(active, k)
                if problem is not None:
                    active.problems.setdefault(layer, problem)
                if problem in (None, UNNAMED):
                    found += self._token_edits(active, k.shape[0])
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
            tokens = self._lengths[chunk.condition] * chunk.copies
            if k.shape[-2] != tokens:
                return f"k has {k.shape[-2]} tokens, the prompt {tokens}: another node adds or removes tokens"
        return UNNAMED if None in self._chunks else None

    def _chunks_of(self, active: ActiveEdit) -> list[tuple[int, Chunk]]:
        """Return the chunks that an edit acts on, with their numbers."""
        return [
            (number, chunk)
            for number, (chunk, acting) in enumerate(zip(self._chunks, self._acting, strict=True))
            if chunk is not None and chunk.condition in active.edit.tokens and active in acting
        ]

    def _token_edits(self, active: ActiveEdit, items: int) -> list[TokenEdit]:
        edit, each = active.edit, items // len(self._chunks)
        found = []
        for number, chunk in self._chunks_of(active):

            def repeated(tokens: Sequence[int], chunk: Chunk = chunk) -> tuple[int, ...]:
                length = self._lengths[chunk.condition]
                return tuple(copy * length + token for copy in range(chunk.copies) for token in tokens)

            found.append(
                TokenEdit(
                    edit.action,
                    (number * each, (number + 1) * each),
                    repeated(edit.tokens[chunk.condition]),
                    repeated(edit.partners.get(chunk.condition, ())),
                    1.0 if edit.factor is None else edit.factor,
                    edit.heads,
                )
            )
        return found


def cross_places(model: Any) -> dict[Place, str]:
    """Return the names of a model's cross-attention layers by their places, in the order of execution."""
    layers = in_execution_order(unet_layers(model))
    cross = (layer for layer in layers if layer.attention_type == "cross")
    return {Place(*layer.block, layer.block_index, "attn2"): layer.name for layer in cross}


def _by_head(change: Any, x: Tensor, heads: int, edits: Sequence[TokenEdit], split: bool) -> Tensor:
    """Apply a change of [N, H, K, d] to keys or values in the host's layout, [N, K, H*d] unless ``split``."""
    if split:
        changed: Tensor = change(x, edits)
        return changed
    changed = change(split_heads(x, x.shape[-1] // heads), edits)
    return changed.transpose(1, 2).reshape(x.shape)


def _resolved(
    edit: AttentionEdit,
    conditions: Sequence[Condition],
    layers: tuple[str, ...],
    bounds: tuple[float | None, float | None],
) -> Edit:
    """Return an edit with the tokens of its words."""
    chosen = [c for c in conditions if edit.condition in (BOTH, c.polarity)]
    with errors_about("Edit Attention"):
        if not chosen:
            raise SettingsError(f"condition is {edit.condition!r}; the sampler evaluates no such prompt.")
        entries = split_words(edit.words)
        found = [occurrences(chosen, entry) for entry in entries]
        partners: dict[str, tuple[int, ...]] = {}
        if edit.action == SWAP:
            first, second = _pair(edit, found)
            tokens, partners = _swapped(edit, first, second)
        else:
            tokens = {
                c.id: tuple(sorted({i for one in found for spelt in one.get(c.id, ()) for i in spelt}))
                for c in chosen
                if any(c.id in one for one in found)
            }
    return Edit(
        action=edit.action,
        words=tuple(unquoted(entry) for entry in entries),
        factor=edit.factor if edit.action == SCALE else None,
        condition=edit.condition,
        tokens=tokens,
        partners=partners,
        layers=layers,
        heads=parse_heads(edit.heads),
        sigma_start=bounds[0],
        sigma_end=bounds[1],
    )


Occurrences = dict[str, list[tuple[int, ...]]]
"""Tokens of each occurrence of a word, by conditioning."""


def _pair(edit: AttentionEdit, found: Sequence[Occurrences]) -> tuple[Occurrences, Occurrences]:
    if len(found) != 2:
        raise SettingsError(f"words is {edit.words!r}; to swap, expected two words or phrases, separated by a comma.")
    return found[0], found[1]


def _swapped(
    edit: AttentionEdit, first: Occurrences, second: Occurrences
) -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """Return the tokens of two words in each prompt that has both, in pairs."""
    tokens, partners = {}, {}
    for condition in first.keys() & second.keys():
        one, other = (tuple(i for spelt in word[condition] for i in spelt) for word in (first, second))
        if len(one) != len(other) or set(one) & set(other):
            raise SettingsError(
                f"words is {edit.words!r}: {len(one)} and {len(other)} tokens of the prompt; expected two different "
                "words of as many tokens. Choose others, or name one occurrence, such as circle#2."
            )
        tokens[condition], partners[condition] = one, other
    if not tokens:
        raise SettingsError(f"words is {edit.words!r}; expected two words of one prompt, these are of different ones.")
    return tokens, partners


def _layer_names(model: Any, edit: AttentionEdit) -> tuple[str, ...]:
    """Return the names of the cross-attention layers that an edit names."""
    layers = [layer for layer in in_execution_order(unet_layers(model)) if layer.attention_type == "cross"]
    with errors_about("Edit Attention"):
        if not layers:
            raise SettingsError(
                f"model is {type(model.model).__name__}; expected a U-Net with cross-attention (SDXL, SD 1.5, ...)."
            )
        chosen, idle = named(layers, parse_layer_globs(edit.layers, ("*",)))
        if idle:
            raise SettingsError(
                f"layers is {edit.layers!r}: no cross-attention layer matches {', '.join(map(repr, idle))}. Expected "
                f"names such as {layers[0].name!r}, or encoder, middle, decoder."
            )
        heads = parse_heads(edit.heads)
        most = max(layer.heads for layer in chosen)
        if heads is not None and max(heads) >= most:
            raise SettingsError(f"heads is {edit.heads!r}; these layers have {most} heads at most, from 0.")
    return tuple(layer.name for layer in chosen)


def _bounds(edit: AttentionEdit, sigmas: Tensor, model_sampling: Any) -> tuple[float | None, float | None]:
    """Return the highest and the lowest noise level at which an edit is in force; None where there is no bound."""
    levels = sigmas.tolist()
    highest: list[float] = []
    lowest: list[float] = []
    with errors_about("Edit Attention"):
        steps = select_steps(len(levels) - 1, edit.start_step, edit.end_step)
    if steps.start > 0:
        highest.append(levels[steps.start])
    if steps.stop < len(levels) - 1:
        lowest.append(levels[steps.stop] * JUST_ABOVE)
    if edit.start_percent > 0:
        highest.append(float(model_sampling.percent_to_sigma(edit.start_percent)))
    if edit.end_percent < 1:
        lowest.append(float(model_sampling.percent_to_sigma(edit.end_percent)))
    return min(highest, default=None), max(lowest, default=None)
