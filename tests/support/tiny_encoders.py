"""Text encoders of the host without weights: each row of an embedding holds the id of its token in all channels.

The host's own tokenizers and classes make the rows. They serve tests of words, and of graphs whose text encoders are
swapped.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import torch


def encoder(module: str, tokenizer: str, model: Callable[[Any], Any], **tokenizer_data: Any) -> Any:
    """Return the host's CLIP object with its tokenizer, and with text encoders that give out ids."""
    import comfy.sd

    try:
        kind = importlib.import_module(f"comfy.text_encoders.{module}")
    except ModuleNotFoundError:
        pytest.skip(f"this ComfyUI has no comfy/text_encoders/{module}.py")
    if not hasattr(kind, tokenizer):
        pytest.skip(f"comfy/text_encoders/{module}.py of this ComfyUI has no {tokenizer}")
    clip = comfy.sd.CLIP(no_init=True)
    clip.tokenizer = getattr(kind, tokenizer)(tokenizer_data=tokenizer_data)
    clip.cond_stage_model = model(kind)(device="meta", dtype=torch.float32)
    clip.tokenizer_options, clip.layer_idx, clip.use_clip_schedule, clip.apply_hooks_to_conds = {}, None, False, None
    clip.patcher = SimpleNamespace(
        forced_hooks=None, load_device=torch.device("cpu"), clone=lambda **_options: clip.patcher
    )
    return clip


ENCODERS: dict[str, Callable[[], Any]] = {
    "flux": lambda: encoder("flux", "FluxTokenizer", lambda kind: kind.flux_clip()),
    "sd3": lambda: encoder("sd3_clip", "SD3Tokenizer", lambda kind: kind.sd3_clip()),
    "chroma": lambda: encoder("pixart_t5", "PixArtTokenizer", lambda kind: kind.pixart_te()),
    "cosmos": lambda: encoder("cosmos", "CosmosT5Tokenizer", lambda kind: kind.te()),
    "aura": lambda: encoder("aura_t5", "AuraT5Tokenizer", lambda kind: kind.AuraT5Model),
    "z_image": lambda: encoder("z_image", "ZImageTokenizer", lambda kind: kind.te()),
    "qwen_image": lambda: encoder("qwen_image", "QwenImageTokenizer", lambda kind: kind.te()),
    "hunyuan_image": lambda: encoder("hunyuan_image", "HunyuanImageTokenizer", lambda kind: kind.te()),
    "omnigen2": lambda: encoder("omnigen2", "Omnigen2Tokenizer", lambda kind: kind.te()),
    "klein": lambda: encoder("flux", "KleinTokenizer", lambda kind: kind.klein_te()),
    "krea2": lambda: encoder("krea2", "Krea2Tokenizer", lambda kind: kind.te()),
    "kandinsky5": lambda: encoder("kandinsky5", "Kandinsky5TokenizerImage", lambda kind: kind.te()),
    "anima": lambda: encoder("anima", "AnimaTokenizer", lambda kind: kind.te()),
}


def ids_of(token: Any) -> list[int]:
    """The rows of a token: one, with its id, or for a picture as many as the host's vision encoder makes, without."""
    if not isinstance(token, dict):
        return [token if isinstance(token, int) else -1]
    from comfy.text_encoders.qwen_vl import process_qwen2vl_images

    patches, _ = process_qwen2vl_images(token["data"])
    return [-1] * (len(patches) // 4)


def give_ids_as_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the host's text encoders give out the id of each token, in all channels of its row."""
    import comfy.sd
    import comfy.sd1_clip
    import comfy.sdxl_clip

    def forward(self: Any, tokens: Any) -> Any:
        rows = [[i for t in section for i in ids_of(t)] for section in tokens]
        ids = torch.tensor(rows).float()
        width = 1280 if isinstance(self, comfy.sdxl_clip.SDXLClipG) else 768 if self.transformer_is_clip else 4096
        out = ids[..., None].repeat(1, 1, width)
        if isinstance(self.layer, list):
            out = out[:, None].repeat(1, len(self.layer), 1, 1)
        pooled = torch.zeros(len(ids), width)
        return (out, pooled, {"attention_mask": torch.ones_like(ids)}) if self.return_attention_masks else (out, pooled)

    def is_clip(self: Any) -> bool:
        return "CLIP" in type(self.transformer).__name__

    monkeypatch.setattr(comfy.sd1_clip.SDClipModel, "transformer_is_clip", property(is_clip), raising=False)
    monkeypatch.setattr(comfy.sd1_clip.SDClipModel, "forward", forward)
    monkeypatch.setattr(comfy.sd.CLIP, "load_model", lambda *_args, **_options: None)
