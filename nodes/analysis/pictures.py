"""Maps as IMAGE and MASK outputs, over the picture that they belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from comfy_api.latest import io
from PIL import Image
from torch import Tensor

from ...diffulizer.analysis.masks import KINDS, masks_of
from ...diffulizer.analysis.selection import select_items, select_steps
from ...diffulizer.errors import DiffulizerError, SettingsError
from ...diffulizer.maths.resizing import resized
from ...diffulizer.plots.overlays import coloured, overlaid
from ...diffulizer.plots.style import COLOUR_MAPS
from ...diffulizer.recording import Recording as RecordingProtocol
from ...diffulizer.recording import SamplingPass, batch_size, picture_size
from ...diffulizer.render import preview_latent
from ..host.preview import decoder
from ..host.runs import latent_format
from .inputs import pass_of


def appearance_inputs() -> list[Any]:
    """Return the inputs for the look of a map and for making it a mask."""
    return [
        io.Float.Input(
            "opacity",
            default=0.6,
            min=0.0,
            max=1.0,
            step=0.05,
            tooltip="Opacity of the colours in the overlay. It is the same everywhere, so that each colour keeps "
            "its meaning.",
        ),
        io.Combo.Input(
            "colour_map",
            options=list(COLOUR_MAPS),
            default=COLOUR_MAPS[0],
            tooltip="Colours from low to high. All of them are perceptually uniform; cividis suits colour-blind eyes.",
        ),
        io.Combo.Input(
            "mask_type",
            options=list(KINDS),
            default=KINDS[0],
            tooltip="'threshold' is white where the map is above the threshold. 'soft' is the map itself, from its "
            "lowest value as black to its highest as white.",
        ),
        io.Float.Input(
            "threshold",
            default=0.5,
            min=0.0,
            max=1.0,
            step=0.01,
            tooltip="Where the mask begins, between the map's lowest and its highest value. A higher threshold makes "
            "the mask smaller.",
        ),
        io.Int.Input(
            "mask_grow",
            default=0,
            min=-1024,
            max=1024,
            tooltip="Pixels by which the mask is widened; below 0 it is narrowed.",
        ),
        io.Int.Input(
            "mask_feather",
            default=0,
            min=0,
            max=1024,
            tooltip="Pixels over which the mask's edge is softened.",
        ),
    ]


def image_input() -> Any:
    return io.Image.Input(
        "image",
        optional=True,
        tooltip="The picture below the overlay: one image, or one for each image of the batch. All outputs have its "
        "size. Without it, a coarse preview of the last latent is used.",
    )


def map_outputs(overlay: str = "The map in colours over the picture.") -> list[Any]:
    return [
        io.Image.Output("overlay", display_name="overlay", tooltip=overlay),
        io.Image.Output("map", display_name="map", tooltip="The map in colours alone."),
        io.Mask.Output("mask", display_name="mask", tooltip="The map as a mask, for inpainting or compositing."),
    ]


def map_request(
    recording: RecordingProtocol,
    *,
    start_step: int,
    end_step: int,
    batch_index: int,
    image: Tensor | None = None,
    latent: dict[str, Any] | None = None,
    **appearance: Any,
) -> tuple[SamplingPass, list[int], range, MapPictures]:
    """Read the inputs of a node that makes maps: return the pass, the images of its batch, its steps, and the maker of
    the outputs."""
    pass_ = pass_of(recording, latent)
    items = select_items(batch_size(pass_), batch_index)
    steps = select_steps(len(pass_.steps), start_step, end_step)
    return pass_, items, steps, MapPictures(pass_, items, image, **appearance)


class MapPictures:
    """Maker of the outputs of ``map_outputs``, all of one size.

    Args:
        pass_: the pass that the maps belong to.
        items: the images of its batch that have maps.
        image: [1 or batch, H, W, C] from the node's input, or None.

    Attributes:
        size: (height, width) in pixels.

    Raises:
        SettingsError: there are more or fewer images than in the batch, or none and the latents can't be shown.
    """

    def __init__(
        self,
        pass_: SamplingPass,
        items: list[int],
        image: Tensor | None,
        *,
        opacity: float,
        colour_map: str,
        mask_type: str,
        threshold: float,
        mask_grow: int,
        mask_feather: int,
    ) -> None:
        batch = batch_size(pass_)
        if image is not None and len(image) not in (1, batch):
            raise SettingsError(f"image holds {len(image)} images; expected 1, or {batch}: one for each of the batch.")
        if image is not None and len(image) == batch:
            image = image[items]
        self._pass, self._items, self._image = pass_, items, image
        self._opacity, self._colour_map = opacity, colour_map
        self._mask: dict[str, Any] = {
            "kind": mask_type,
            "threshold": threshold,
            "grow": mask_grow,
            "feather": mask_feather,
        }
        self.size = picture_size(pass_) if image is None else tuple(image.shape[1:3])

    def enlarged(self, maps: Tensor) -> Tensor:
        """Bring maps to the size of the outputs: [N, r, c] -> [N, H, W]."""
        return resized(maps, self.size)  # type: ignore[arg-type]

    def output(self, values: Tensor, finish: Callable[[Tensor], Tensor] = lambda overlay: overlay) -> io.NodeOutput:
        """Make all outputs of values [items, maps of each, H, W] in 0..1: every map of the first image, then of the
        next.

        Args:
            finish: changes the overlays [N, H, W, 3] at the end.
        """
        each = values.shape[1]
        flat = values.flatten(0, 1)
        below = torch.cat([self._picture(k).expand(each, -1, -1, -1) for k in range(len(self._items))])
        colours = coloured(flat, self._colour_map)
        overlay = overlaid(below, colours, self._opacity)
        return io.NodeOutput(finish(overlay), colours, masks_of(flat, **self._mask))

    def _picture(self, k: int) -> Tensor:
        """Return the picture below the maps of an image, [1, H, W, 3]."""
        if self._image is not None:
            return self._image[min(k, len(self._image) - 1)][None, ..., :3].float()
        try:
            decode, _, _ = decoder("latent_rgb", latent_format(self._pass.model.latent_format), None)
        except DiffulizerError as error:
            raise SettingsError(
                f"This recording's latents can't be shown without a VAE: wire image. ({error})"
            ) from error
        small = Image.fromarray(decode(preview_latent(self._pass, self._items[k], len(self._pass.steps) - 1, "latent")))
        large = small.resize((self.size[1], self.size[0]), Image.Resampling.BICUBIC)
        return torch.from_numpy(np.asarray(large).astype(np.float32) / 255)[None]
