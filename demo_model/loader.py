"""The demo models, built from the host's own classes without touching the host's lists of models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import comfy.model_detection
import comfy.model_management
import comfy.model_patcher
import comfy.ops
import comfy.sd
import comfy.sdxl_clip
import comfy.supported_models
import comfy.taesd.taesd
import comfy.utils
import folder_paths
from comfy.supported_models_base import ClipTarget

from .architecture import CLIP_G, CLIP_L, END, HEADS, LENGTH, MODELS, TRANSFORMER, VOCABULARY_SIZE, with_groups
from .autoencoder import Encoder, decoder
from .latent_format import DemoLatents

WEIGHTS = Path(__file__).resolve().parent / "mini_sdxl.safetensors"
"""Checkpoint of the miniature SDXL, trained on the denoising loss alone."""
TRANSFORMER_WEIGHTS = WEIGHTS.with_name("mini_flux.safetensors")
"""Network of the transformer, trained on flow matching alone; text encoders and autoencoder are in `WEIGHTS`."""
FILES = dict(zip(MODELS, (WEIGHTS, TRANSFORMER_WEIGHTS), strict=True))
SAMPLING = {"shift": 1.0}
"""Where the transformer's steps lie, as the host's ModelSamplingFlux takes it."""

UNET_PREFIX = "model.diffusion_model."
VAE_PREFIX = "first_stage_model."
FILLERS = {"l": END, "g": 0}
"""Tokens behind a sentence, by the tokenizer's name of the encoder."""
TEXT_PREFIXES = {"clip_l": "conditioner.embedders.0.", "clip_g": "conditioner.embedders.1."}


class DemoClip(comfy.sdxl_clip.SDXLClipModel):
    """SDXL's pair of text encoders, in small."""

    def __init__(self, device: Any = "cpu", dtype: Any = None, model_options: dict[str, Any] | None = None) -> None:
        options = {**(model_options or {}), "clip_l_model_config": CLIP_L, "clip_g_model_config": CLIP_G}
        super().__init__(device=device, dtype=dtype, model_options=options)


class DemoConfig(comfy.supported_models.SDXL):
    """SDXL's configuration with the miniature's sizes."""

    unet_extra_config = HEADS
    latent_format = DemoLatents

    def get_model(self, state_dict: dict[str, Any], prefix: str = "", device: Any = None) -> Any:
        operations = comfy.ops.pick_operations(self.unet_config.get("dtype"), self.manual_cast_dtype)
        self.custom_operations = with_groups(operations)
        return super().get_model(state_dict, prefix, device)

    def clip_target(self, state_dict: dict[str, Any] | None = None) -> ClipTarget:
        return ClipTarget(comfy.sdxl_clip.SDXLTokenizer, DemoClip)


class PromptTokenizer(comfy.sdxl_clip.SDXLTokenizer):
    """SDXL's tokenizer without filling behind a prompt of up to 75 tokens, which joint attention would look at.

    Longer prompts go in parts of 77 tokens, the last one filled, because the host encodes parts of one length only.
    """

    def tokenize_with_weights(self, text: str, return_word_ids: bool = False, **options: Any) -> dict[str, Any]:
        parts = super().tokenize_with_weights(text, return_word_ids, **options)
        return {encoder: [_unfilled(rows[0])] if len(rows) == 1 else rows for encoder, rows in parts.items()}


class PromptClip(DemoClip):
    """The text encoders for prompts as `PromptTokenizer` gives them: they are filled while they are encoded, because
    the host's CLIP takes 77 tokens, and what lies behind the last one is dropped. It has no effect on what is before,
    since CLIP looks back only."""

    def encode_token_weights(self, token_weight_pairs: dict[str, Any]) -> tuple[Any, Any]:
        length = len(token_weight_pairs["l"][0]) if len(token_weight_pairs["l"]) == 1 else None
        filled = {
            encoder: [rows + [(FILLERS[encoder], 1.0)] * (LENGTH - len(rows)) for rows in parts]
            for encoder, parts in token_weight_pairs.items()
        }
        context, pooled = super().encode_token_weights(filled)
        return context[:, :length], pooled


class TransformerConfig(comfy.supported_models.Flux):
    """Flux's configuration with the miniature's sizes."""

    sampling_settings = SAMPLING
    latent_format = DemoLatents

    def clip_target(self, state_dict: dict[str, Any] | None = None) -> ClipTarget:
        return ClipTarget(PromptTokenizer, PromptClip)


def load_demo_model(path: Path | None = None, kind: str = MODELS[0]) -> tuple[Any, Any, Any]:
    """Load MODEL, CLIP and VAE of a demo model.

    Args:
        path: its checkpoint; the repository's own if None.
        kind: one of `architecture.MODELS`.

    Raises:
        FileNotFoundError: the weights are not in the repository folder.
        KeyError: there is no demo model of this kind.
    """
    path = path or FILES[kind]
    weights = _read(path)
    if kind == "sdxl":
        config, shared = DemoConfig(comfy.model_detection.detect_unet_config(weights, UNET_PREFIX)), weights
    else:
        config, shared = TransformerConfig({"image_model": "flux", **TRANSFORMER}), _read(WEIGHTS)
    model, clip, vae = _model(config, weights), _clip(config, shared), _vae(shared)
    for part, patcher in enumerate((model, clip.patcher, vae.patcher)):
        patcher.cached_patcher_init = (load_patcher, (path, part, kind))
    return model, clip, vae


def load_patcher(path: Path, part: int, kind: str = MODELS[0], **_: bool) -> Any:
    """Load a demo model again and return the patcher of MODEL (0), CLIP (1) or VAE (2).

    Newer hosts call this to get a part on another device, or without paging of its weights, which it never has.
    """
    model, clip, vae = load_demo_model(path, kind)
    return (model, clip.patcher, vae.patcher)[part]


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise FileNotFoundError(
            f"The demo model's weights are not at {path}. They belong to the repository: clone it again, "
            "or run 'git checkout demo_model' in its folder."
        )
    weights: dict[str, Any] = comfy.utils.load_torch_file(str(path), safe_load=True)
    return weights


def _unfilled(tokens: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the tokens up to the first end token; an embedding of a user's file is a tensor, no token."""
    end = next(place for place, token in enumerate(tokens) if isinstance(token[0], int) and token[0] == END)
    return tokens[: end + 1]


def _model(config: DemoConfig | TransformerConfig, weights: dict[str, Any]) -> Any:
    management = comfy.model_management
    device = management.get_torch_device()
    dtype = management.unet_dtype(
        model_params=comfy.utils.calculate_parameters(weights, UNET_PREFIX),
        supported_dtypes=list(config.supported_inference_dtypes),
        weight_dtype=comfy.utils.weight_dtype(weights, UNET_PREFIX),
    )
    config.set_inference_dtype(
        dtype, management.unet_manual_cast(dtype, device, list(config.supported_inference_dtypes))
    )
    network = config.get_model(weights, UNET_PREFIX)
    network.load_model_weights(weights, UNET_PREFIX)
    return comfy.model_patcher.ModelPatcher(
        network, load_device=device, offload_device=management.unet_offload_device()
    )


def _clip(config: DemoConfig | TransformerConfig, weights: dict[str, Any]) -> Any:
    names = {prefix: f"{encoder}." for encoder, prefix in TEXT_PREFIXES.items()}
    text = comfy.utils.state_dict_prefix_replace(weights, names, filter_keys=True)
    for encoder in TEXT_PREFIXES:
        _expand_vocabulary(text, f"{encoder}.transformer.text_model.embeddings.token_embedding.")
    clip = comfy.sd.CLIP(
        config.clip_target(),
        embedding_directory=folder_paths.get_folder_paths("embeddings"),
        tokenizer_data=text,
        parameters=comfy.utils.calculate_parameters(text),
    )
    clip.load_sd(text, full_model=True)
    return clip


def _vae(weights: dict[str, Any]) -> Any:
    """Return the host's VAE of a TAESD, with our encoder and decoder inside."""
    vae = comfy.sd.VAE(sd=comfy.taesd.taesd.TAESD(latent_channels=4).state_dict())
    network = vae.first_stage_model
    network.taesd_encoder, network.taesd_decoder = Encoder(), decoder()
    network.load_state_dict(comfy.utils.state_dict_prefix_replace(weights, {VAE_PREFIX: ""}, filter_keys=True))
    network.to(vae.vae_dtype).eval()
    return vae


def _expand_vocabulary(text: dict[str, Any], key: str) -> None:
    """Expand the stored rows of known words to the whole table; every other word gets the last row."""
    rows, ids = text.pop(key + "rows"), text.pop(key + "ids").long()
    table = rows[-1:].repeat(VOCABULARY_SIZE, 1)
    table[ids] = rows[:-1]
    text[key + "weight"] = table
