"""Where things lie within a run's folder, and what they are called."""

from __future__ import annotations

SCHEMA_VERSION = "1.1.0"

METADATA = "metadata.json"
METRICS = "metrics.json"
LATENT_PCA = "latent_pca.json"
VALIDATION = "validation.json"
LATENTS_NOISE = "latents_noise_fp16.npz"
IMAGES = "images"

MAP_DTYPE = "<f2"
"""How maps are stored: float16, little-endian, C order."""

LATENT_PIXELS = 8
"""Image pixels along each side of a latent cell."""

LATENT_SPACE = "sigma-scaled"
MAX_IMAGE_SIDE = 512

LATENT, X0 = "latent", "x0"
IMAGE_KINDS = (LATENT, X0)
"""Images of a step: the latent after it, and its prediction of the clean image."""

ARRAYS = {
    "latents": "latent",
    "predicted_noise": "noise",
    "x0": "x0",
    "predicted_noise_text": "noise_text",
    "predicted_noise_uncond": "noise_uncond",
}
"""Arrays [steps, C, h, w] of LATENTS_NOISE, and the attribute of ``Step`` that each one holds."""
INITIAL_LATENT = "latent_initial"
"""[C, h, w]: the latent before the first step."""


def image_path(step: int, kind: str = LATENT) -> str:
    """The path of a step's image within the run, such as "images/step_000.png"."""
    return f"{IMAGES}/{'step' if kind == LATENT else kind}_{step:03d}.png"


def guidance_path(step: int) -> str:
    """The path of a step's guidance map within the run, such as "guidance/step_000.bin"."""
    return f"guidance/step_{step:03d}.bin"


def map_path(attention_type: str, layer_id: str, step: int, condition: str = "c0", head: int | None = None) -> str:
    """The path of a map within the run, such as "attention/cross/layer_3_step_012_c1_h05.bin"."""
    name = f"{layer_id}_step_{step:03d}"
    if condition != "c0":
        name += f"_{condition}"
    if head is not None:
        name += f"_h{head:02d}"
    return f"attention/{attention_type}/{name}.bin"
