"""Edits of a model's cross-attention: wrappers that change what the attention of each pass is computed from.

A model's options hold its edits, in the order of their nodes. The wrappers are in a pass's options only while it runs.
An edit that can't be made as it was asked for ends the sampling with an error, before anything was evaluated. Layers
that it can't reach are named.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from comfy.patcher_extension import WrappersMP
from torch import Tensor, nn

from ...diffulizer.edits import AttentionEdit, Edit, titles
from ...diffulizer.errors import SettingsError, errors_about
from ...diffulizer.recording import Gap
from .attention_editor import UNNAMED, ActiveEdit, Editor, cross_places
from .attention_hook import KnownPreferences
from .call_options import EDITING, model_options, with_options
from .clearest_layers import clearest_layers
from .conditions import GuiderConditions
from .edit_targets import check_mask, is_auto, layer_names, mask_of_latent, noise_bounds, resolved, word_tokens
from .edited_texts import EditedTexts
from .execution import current_execution
from .model_facts import is_compiled

log = logging.getLogger(__name__)
COMPILED = (
    "the model is compiled with torch.compile, and compiled code may skip edits. Bypass the compiling node to edit its "
    "attention."
)
NOT_RUN = "the layer did not run while the edit was in force"
NOWHERE = "the model was not evaluated while the edit was in force"


@dataclass(frozen=True, eq=False)
class Asked:
    """An edit that a node asks for, and the mask [1 or none, height, width] within which it acts; None for the whole
    picture."""

    edit: AttentionEdit
    mask: Tensor | None = None


def with_edit(model: Any, edit: AttentionEdit, mask: Tensor | None = None) -> Any:
    """Return a clone of a model whose attention is edited, after the edits that it has already.

    Args:
        model: the host's ModelPatcher; it stays as it is.
        mask: [1, height, width] or [height, width], 1 where the edit acts; None for everywhere.

    Raises:
        SettingsError: the model has no layers that the edit names, or it can't act within the mask.
    """
    layer_names(model, edit)
    check_mask(edit, mask)
    clone = model.clone()
    options = clone.model_options.setdefault("transformer_options", {})
    if EDITING not in options:
        clone.add_wrapper_with_key(WrappersMP.OUTER_SAMPLE, EDITING, _outer_sample)
    options[EDITING] = (*options.get(EDITING, ()), Asked(edit, mask))
    return clone


def edits_of(options: dict[str, Any]) -> EditedPass | None:
    """Return the edits of the pass with these ``model_options`` of its guider, or None."""
    held = options.get("transformer_options", {}).get(EDITING)
    return held if isinstance(held, EditedPass) else None


def _outer_sample(
    executor: Any, noise: Any, latent_image: Any, sampler: Any, sigmas: Any, *args: Any, **kwargs: Any
) -> Any:
    guider = executor.class_obj
    edited = EditedPass(guider, sigmas, tuple(latent_image.shape[-2:]))
    with edited.around(guider.model_options):
        return executor(noise, latent_image, sampler, sigmas, *args, **kwargs)


class EditedPass:
    """One sampling pass of an edited model.

    Raises:
        SettingsError: the model can't be edited, or steps, layers or heads are not there.
    """

    def __init__(self, guider: Any, sigmas: Tensor, size: tuple[int, int]) -> None:
        model = guider.model_patcher
        self._asked: tuple[Asked, ...] = guider.model_options["transformer_options"][EDITING]
        self._edits = [asked.edit for asked in self._asked]
        self._masks = [None if asked.mask is None else mask_of_latent(asked.mask, *size) for asked in self._asked]
        if is_compiled(guider):
            raise SettingsError(f"Edit Attention: {COMPILED}")
        self._layers = [layer_names(model, edit) for edit in self._edits]
        self._bounds = [noise_bounds(edit, sigmas, model.get_model_object("model_sampling")) for edit in self._edits]
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

    def resolve(self, guider: Any, x: Tensor, sigma: Tensor, options: dict[str, Any]) -> GuiderConditions:
        """Find the tokens of the edits' words and the layers of "auto", once, and return the conditionings that the
        host has prepared.

        Args:
            x, sigma, options: what the sampler evaluates, see ``beside.evaluated``.

        Raises:
            SettingsError: a word is not in the prompt, or no layer could be seen.
        """
        if self._conditions is None:
            conditions = GuiderConditions(guider, current_execution())
            found = [
                resolved(edit, conditions.conditions, layers, bounds, mask)
                for edit, layers, bounds, mask in zip(self._edits, self._layers, self._bounds, self._masks, strict=True)
            ]
            if any(map(is_auto, self._edits)):
                found = self._in_clearest(found, guider, conditions, x, sigma, options)
            self._active = [ActiveEdit(edit, mask) for edit, mask in zip(found, self._masks, strict=True)]
            self._conditions = conditions
            log.info("Attention is edited: %s.", titles(self.edits))
        return self._conditions

    def _in_clearest(
        self, found: Sequence[Edit], guider: Any, conditions: GuiderConditions, *evaluation: Any
    ) -> list[Edit]:
        """Return the edits, those of "auto" in the layers that see one of their words most clearly."""
        words = [word_tokens(edit, conditions.conditions) if is_auto(edit) else [] for edit in self._edits]
        clearest = iter(clearest_layers(guider, conditions, [word for own in words for word in own], *evaluation))
        chosen = []
        for edit, own in zip(found, words, strict=True):
            seen = {layer for _ in own for layer in next(clearest)}
            if own and not seen:
                with errors_about("Edit Attention"):
                    raise SettingsError(
                        f"layers is 'auto', and no layer shows at the first step where it looks at "
                        f"{', '.join(edit.words)}. Name layers, or '*' for all."
                    )
            chosen.append(replace(edit, layers=tuple(name for name in edit.layers if name in seen)) if own else edit)
            if own:
                log.info("Layers of the edit (%s): %s.", edit.title, ", ".join(chosen[-1].layers))
        return chosen

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits, with the tokens of their words; none before ``resolve``."""
        return tuple(active.edit for active in self._active)

    @property
    def active(self) -> list[ActiveEdit]:
        """The edits, with what they reached; none before ``resolve``."""
        return self._active

    @contextmanager
    def evaluated_at(self, sigma: Tensor, texts: EditedTexts | None = None) -> Iterator[None]:
        """Let the edits be in force as at another noise level than that of the sampler's last evaluation, and in other
        texts than the sampler's."""
        outer = self._sigma, self._conditions, self._active
        self._sigma = None if self._sigma is None else float(sigma)
        if texts is not None:
            self._conditions, self._active = texts.conditions, texts.active
        try:
            yield
        finally:
            self._sigma, self._conditions, self._active = outer

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
        self.resolve(executor.class_obj, x, timestep, model_options(args, kwargs))
        limited = any(edit.is_limited for edit in self._edits)  # reading a noise level waits for the device
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
        preferred = self._preferences[network]
        return Editor([here] * len(chunks), chunks, self._conditions.by_id, self._places, preferred).compose(options)
