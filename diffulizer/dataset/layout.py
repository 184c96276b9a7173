"""Names and paths of the files in a run's folder, as ``format/files.json`` states them."""

from __future__ import annotations

from ..format import read

_FILES = read("files.json")
_IMAGES: dict[str, str] = _FILES["images"]

SCHEMA_VERSION: str = _FILES["schema_version"]
NEWEST_MINOR = int(SCHEMA_VERSION.split(".")[1])

METADATA: str = _FILES["metadata"]
METRICS: str = _FILES["metrics"]
LATENT_PCA: str = _FILES["latent_pca"]
VALIDATION: str = _FILES["validation"]
JSON_FILES = (METADATA, METRICS, LATENT_PCA, VALIDATION)
LATENTS_NOISE: str = _FILES["latents_noise"]

MAP_DTYPE: str = _FILES["map_dtype"]
"""Type of stored maps: float16, little-endian, in C order."""

REMOVAL_CHANGE: str = _FILES["removal_change"]

LATENT_SPACE: str = _FILES["latent_space"]
MAX_IMAGE_SIDE: int = _FILES["longest_image_side"]
FIRST_CONDITION: str = _FILES["first_condition"]

OTHER_IMAGES = {kind: start.encode("latin-1") for kind, start in _FILES["other_images"].items()}
"""First bytes of images that are none of a run's, though a browser shows them, by kind."""

LIMITS: dict[str, int] = {key: value for key, value in _FILES["limits"].items() if key != "description"}
"""Bounds that readers check before they read, by name; ``format/files.json`` explains each."""

LATENT, X0 = "latent", "x0"
IMAGE_KINDS = tuple(_IMAGES)
"""Images of a step: the latent after it, and its prediction of the clean image."""

IMAGE_LISTS = ("images", "x0_images", "removal_images")
"""Keys of the metadata that list images."""

FILE_LISTS = (
    "attention_files",
    "attention_files_extra",
    "guidance_maps",
    "effect_files",
    "gather_files",
    "removal_files",
)
"""Keys of the metadata that list files of float16 values, each with its ``path`` and ``shape``."""

ARRAYS = {
    "latents": "latent",
    "predicted_noise": "noise",
    "x0": "x0",
    "predicted_noise_text": "noise_text",
    "predicted_noise_uncond": "noise_uncond",
}
"""Arrays [steps, C, h, w] of LATENTS_NOISE, and the attribute of ``Step`` that each one holds."""
INITIAL_LATENT = "latent_initial"
"""Name of the array [C, h, w] that holds the latent before the first step."""


def image_path(step: int, kind: str = LATENT) -> str:
    """Return the path of a step's image within the run, such as "images/step_000.png"."""
    return _IMAGES[kind].format(step=step)


def guidance_path(step: int) -> str:
    """Return the path of a step's guidance map within the run, such as "guidance/step_000.bin"."""
    return str(_FILES["guidance_map"].format(step=step))


def effects_path(step: int) -> str:
    """Return the path of a step's maps of effects within the run, such as "effects/step_000.bin"."""
    return str(_FILES["effects"].format(step=step))


def gather_path(step: int, condition: str = FIRST_CONDITION) -> str:
    """Return the path of a step's gather maps within the run, such as "gather/step_012.bin"."""
    return str(_FILES["gather"].format(step=step, condition=_of_condition(condition)))


def removal_path(word: int) -> str:
    """Return the path of the picture without a word, by its number, such as "removals/word_000.png"."""
    return str(_FILES["removal"].format(word=word))


def map_path(
    attention_type: str, layer_id: str, step: int, condition: str = FIRST_CONDITION, head: int | None = None
) -> str:
    """Return the path of a map within the run, such as "attention/cross/layer_3_step_012_c1_h05.bin"."""
    return str(
        _FILES["map"].format(
            attention_type=attention_type,
            layer_id=layer_id,
            step=step,
            condition=_of_condition(condition),
            head="" if head is None else _FILES["map_head"].format(head=head),
        )
    )


def _of_condition(condition: str) -> str:
    return "" if condition == FIRST_CONDITION else str(_FILES["map_condition"].format(condition=condition))
