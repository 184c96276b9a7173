"""Write a Stable Diffusion 1.5 checkpoint of full size with random weights (about 2 GB), to try `generate` on.

    python benchmarks/random_checkpoint.py COMFYUI OUT.safetensors

Layout and names are those of a real checkpoint, but it draws noise. Run it with the Python that runs
ComfyUI, then: diffulizer generate --comfyui COMFYUI --model-id OUT.safetensors --prompt "a cat"
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch
from random_unet import FAMILIES
from safetensors.torch import save_file

VAE = {
    "double_z": True,
    "z_channels": 4,
    "resolution": 256,
    "in_channels": 3,
    "out_ch": 3,
    "ch": 128,
    "ch_mult": [1, 2, 4, 4],
    "num_res_blocks": 2,
    "attn_resolutions": [],
    "dropout": 0.0,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("comfyui", type=Path, help="folder of a ComfyUI checkout")
    parser.add_argument("out", type=Path, help="the .safetensors file to write")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    sys.path.insert(0, str(options.comfyui))
    torch.manual_seed(options.seed)
    weights = {name: random_like(name, shape) for name, shape in sorted(shapes().items())}
    save_file(weights, str(options.out))
    size = options.out.stat().st_size / 1e9
    print(
        f"{options.out}: {len(weights)} tensors, {sum(w.numel() for w in weights.values()) / 1e6:.0f} M, {size:.2f} GB"
    )


def shapes() -> dict[str, torch.Size]:
    """Return names and shapes of all weights, from ComfyUI's own classes on the meta device."""
    from comfy.cli_args import args

    args.cpu = True
    import comfy.ops
    from comfy.ldm.models.autoencoder import AutoencoderKL
    from comfy.ldm.modules.diffusionmodules.openaimodel import UNetModel
    from comfy.sd1_clip import SDClipModel

    unet = FAMILIES["sd1"].layout
    with torch.device("meta"):
        parts = {
            "model.diffusion_model.": UNetModel(**unet, device="meta", operations=comfy.ops.disable_weight_init),
            "cond_stage_model.transformer.": SDClipModel(device="meta").transformer,
            "first_stage_model.": AutoencoderKL(ddconfig=VAE, embed_dim=4),
        }
    return {prefix + name: w.shape for prefix, part in parts.items() for name, w in part.state_dict().items()}


def random_like(name: str, shape: torch.Size) -> torch.Tensor:
    """Return random weights: norms are the identity, and matrices keep the scale of their input."""
    if len(shape) <= 1:
        norm = name.endswith("weight")
        return torch.ones(shape, dtype=torch.float16) if norm else torch.zeros(shape, dtype=torch.float16)
    spread = 0.02 if "embedding" in name else torch.Size(shape[1:]).numel() ** -0.5
    return (torch.randn(shape) * spread).half()


if __name__ == "__main__":
    main()
