"""The kinds of networks whose attention is recorded, one a file. ``contract`` says what each has to tell."""

from __future__ import annotations

from typing import Any

from torch import nn

from ....diffulizer.layers import AttentionLayer
from .aura_flow import AuraFlow
from .contract import Family
from .crossing import COSMOS, KANDINSKY, WAN
from .flux import Flux
from .hunyuan_image import HunyuanImage
from .krea2 import KREA2
from .lumina import LUMINA
from .omnigen2 import OMNIGEN2
from .qwen_image import QWEN_IMAGE
from .sd3 import SD3
from .unet import Unet

UNET = Unet()
FAMILIES: tuple[Family, ...] = (
    UNET,
    Flux(),
    SD3,
    LUMINA,
    QWEN_IMAGE,
    HunyuanImage(),
    KREA2,
    OMNIGEN2,
    AuraFlow(),
    COSMOS,
    WAN,
    KANDINSKY,
)


def network_of(model: Any) -> nn.Module:
    """Return the network of the host's model, without what torch.compile puts around it."""
    network = model.get_model_object("diffusion_model")
    inner: nn.Module = getattr(network, "_orig_mod", network)
    return inner


def family_of(network: nn.Module) -> Family | None:
    """Return the family of a network; None for one that is not known."""
    return next((family for family in FAMILIES if family.knows(network)), None)


def calls_wrappers(network: nn.Module) -> bool:
    """Return whether a network calls the wrappers that the host puts around networks."""
    family = family_of(network)
    return family is None or family.calls_wrappers


def layers_of(model: Any) -> list[AttentionLayer]:
    """Return the attention layers of a model that can be recorded, in the order in which they run."""
    network = network_of(model)
    family = family_of(network)
    return [] if family is None else family.layers(network)


def unet_layers(model: Any) -> list[AttentionLayer]:
    """Return the attention layers of a UNet; other networks give an empty list."""
    network = network_of(model)
    return UNET.layers(network) if family_of(network) is UNET else []
