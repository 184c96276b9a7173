"""A LoRA for the demo model, which stands for one of SDXL where no LoRA lies: ``python small_lora.py FILE``.

It turns what the words say (the values of cross-attention) in random directions, enough for another picture.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

WEIGHTS = Path(__file__).resolve().parents[2] / "demo_model" / "mini_sdxl.safetensors"
PREFIX, SUFFIX = "model.diffusion_model.", ".weight"
RANK, STRENGTH = 4, 0.6
"""Strength: the size of the change as a share of the weights' size (Frobenius norms)."""


def write_lora(file: Path) -> None:
    """Write it in the naming of kohya's scripts, which ComfyUI reads."""
    generator = torch.Generator().manual_seed(1)
    tensors: dict[str, Tensor] = {}
    with safe_open(WEIGHTS, "pt") as weights:
        for key in weights.keys():  # noqa: SIM118 (no mapping)
            if not key.startswith(PREFIX) or not key.endswith(f"attn2.to_v{SUFFIX}"):
                continue
            weight = weights.get_tensor(key).float()
            up = torch.randn(weight.shape[0], RANK, generator=generator)
            down = torch.randn(RANK, weight.shape[1], generator=generator)
            up *= STRENGTH * weight.norm() / (up @ down).norm()
            name = "lora_unet_" + key.removeprefix(PREFIX).removesuffix(SUFFIX).replace(".", "_")
            tensors |= {f"{name}.lora_up.weight": up, f"{name}.lora_down.weight": down}
            tensors[f"{name}.alpha"] = torch.tensor(float(RANK))
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, file)


if __name__ == "__main__":
    write_lora(Path(sys.argv[1]))
