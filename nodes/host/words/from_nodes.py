"""Texts that encoder nodes of the host put around their own before it is tokenised."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch

from ....diffulizer.comfyui.graph import Text, is_link

_AREA = 384 * 384
_PICTURE = "<|vision_start|><|image_pad|><|vision_end|>"


def before_text(text: Text) -> str:
    """Return what a node puts before its text, as its function does (comfy_extras/nodes_lumina2.py, nodes_qwen.py)."""
    if text.node == "CLIPTextEncodeLumina2":
        from nodes import NODE_CLASS_MAPPINGS

        prompts = NODE_CLASS_MAPPINGS[text.node].SYSTEM_PROMPT
        return f"{prompts[text.inputs['system_prompt']]} <Prompt Start> "
    if text.node == "TextEncodeQwenImageEditPlus":
        numbers = (number for number in (1, 2, 3) if is_link(text.inputs.get(f"image{number}")))
        return "".join(f"Picture {number}: {_PICTURE}" for number in numbers)
    return ""


def template_of(text: Text, tokenizer: Any) -> str | None:
    """Return the template that a node has a text put in, None for the tokenizer's own for texts without pictures."""
    with_pictures: str | None = getattr(tokenizer, "llama_template_images", None)
    if text.node == "TextEncodeQwenImageEditPlus" and with_pictures is not None:
        return with_pictures.replace(_PICTURE, "")
    if text.node == "TextEncodeQwenImageEdit" and is_link(text.inputs.get("image")):
        return with_pictures
    return None


def picture_rows(text: Text, held: Mapping[str, Any]) -> tuple[int, ...]:
    """Return how many rows each picture of TextEncodeQwenImageEditPlus becomes; none if one of them is not held.

    The node scales a picture to an area of 384 x 384. Of what the host's vision encoder makes of that, four patches are
    a row (comfy/text_encoders/qwen_vl.py).
    """
    names = [f"image{number}" for number in (1, 2, 3) if is_link(text.inputs.get(f"image{number}"))]
    pictures = [held.get(name) for name in names]
    if text.node != "TextEncodeQwenImageEditPlus" or any(picture is None for picture in pictures):
        return ()
    from comfy.text_encoders.qwen_vl import process_qwen2vl_images

    rows = []
    for _, height, width, _ in (picture.shape for picture in pictures if picture is not None):
        scale = math.sqrt(_AREA / (width * height))
        _, grid = process_qwen2vl_images(torch.zeros(1, round(height * scale), round(width * scale), 3))
        rows.append(int(grid.prod()) // 4)
    return tuple(rows)


def pads_empty(text: Text) -> bool:
    """Return whether an empty text is encoded like others, as it is but for an option of CLIPTextEncodeSD3."""
    return text.node != "CLIPTextEncodeSD3" or text.inputs.get("empty_padding") != "none"
