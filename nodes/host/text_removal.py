"""Removal of words from the text of a prompt, for evaluations beside the sampler's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import comfy.samplers
import torch
from torch import Tensor

from ...diffulizer.effects import TEXT, EffectWord
from ...diffulizer.errors import SettingsError
from ...diffulizer.left_out import LeftOut
from ...diffulizer.recording import Gap
from .conditions import POSITIVE, GuiderConditions
from .edited_texts import EditedTexts, edited_texts
from .editing import EditedPass
from .tokens import CARRIED

OF_TEXT = ("cross_attn", "pooled_output")
"""Keys of a conditioning that come from its text; the others are those of nodes behind the encoder."""


@dataclass(frozen=True)
class SamplerInputs:
    """Inputs of the sampler, from which the host makes those of the network.

    Attributes:
        noise: [B, C, h, w].
        latent_image: [B, C, h, w] in the model's own units.
        mask: where the sampler may change the image, or None.
        seed: seed of the noise.
    """

    noise: Tensor
    latent_image: Tensor | None
    mask: Tensor | None
    seed: int | None


class TextRemoval:
    """Words that were left out of the prompt before it was encoded, and last the whole prompt.

    Each entry of the positive conditioning that is the whole prompt's, value by value, gets the embeddings of the
    shorter one, and is prepared by the host once more. What nodes added to it (areas, times, ControlNets) stays, and so
    do edits of the words that are left.

    Args:
        guider: the host's, whose conditionings are prepared.
        left_out: the prompt without each word.
        inputs: those of the sampler.
        device: where the model is.
        edited: the edits of the model's attention, or None.

    Attributes:
        words: the words.
        edits: the edits in the texts without a word, or None.

    Raises:
        SettingsError: no positive conditioning is that of the prompt, or edited tokens are not found in a text.
    """

    kind = TEXT

    def __init__(
        self,
        guider: Any,
        conditions: GuiderConditions,
        left_out: LeftOut,
        inputs: SamplerInputs,
        device: torch.device,
        edited: EditedPass | None,
    ) -> None:
        positive = guider.conds.get(POSITIVE) or ()
        places = [_place(cond, left_out.conditioning) for cond in positive]
        every = [conditions.id_of(POSITIVE, cond) for cond in positive]
        ids = [id_ for id_, place in zip(every, places, strict=True) if place is not None]
        if not ids:
            raise SettingsError(
                f"left_out is of the prompt {left_out.text!r}, which is not the positive one, or another text encoder "
                "made that. Wire the same text and CLIP to Leave One Out."
            )
        tokens = zip(left_out.words, left_out.tokens, strict=True)
        self.words = tuple(EffectWord(word, {id_: own for id_ in ids if id_ is not None}) for word, own in tokens)
        extra_conds = guider.inner_model.extra_conds
        given = {"latent_image": inputs.latent_image, "denoise_mask": inputs.mask, "seed": inputs.seed}

        def prepared(conditioning: Any) -> list[Any]:
            entries = [
                cond if place is None else _with_text(cond, conditioning[place])
                for cond, place in zip(positive, places, strict=True)
            ]
            return list(
                comfy.samplers.encode_model_conds(extra_conds, entries, inputs.noise, device, POSITIVE, **given)
            )

        self._lists = [prepared(one) for one in (*left_out.conditionings, left_out.conditioning)]
        self.edits: EditedTexts | None = None
        if edited is not None:
            self.edits = edited_texts(guider, edited.active, left_out, self._lists, every, places)

    def take(self, group: slice) -> tuple[list[Any], None]:
        """Return the lists of conditionings to evaluate for some of the words; the network itself is left alone."""
        return self._lists[group], None

    def gaps(self) -> list[Gap]:
        """Return nothing: a text without a word reaches all layers."""
        return []


def _place(cond: dict[str, Any], conditioning: Any) -> int | None:
    """Return the place of the entry whose embedding a prepared conditioning has; None if it has another one."""
    own = cond.get("cross_attn")
    for place, (embedding, _) in enumerate(conditioning):
        if own is not None and own.shape == embedding.shape and torch.equal(own, embedding.to(own)):
            return place
    return None


def _with_text(cond: dict[str, Any], entry: Any) -> dict[str, Any]:
    """Return a prepared conditioning with another text's embeddings, before the host prepares it again."""
    embedding, extras = entry
    new = {"cross_attn": embedding, **extras}
    given = {key: new[key].to(cond[key]) for key in OF_TEXT if key in cond and new.get(key) is not None}
    return {**cond, **given, CARRIED: new.get(CARRIED)}
