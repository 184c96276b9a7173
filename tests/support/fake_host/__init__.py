"""A small hand-written stand-in for ComfyUI: only what the pack uses, in the shape of 0.3.75.

schema.py    comfy_api.latest.io, as strict as the host about arguments
network.py   a UNet of three transformer blocks, and other networks
sampling.py  wrappers, patcher, guider, samplers, ``common_ksampler``
text.py      tokenizers, text encoder
pictures.py  latent formats, VAE, TAESD, previewer
modules.py   all of it under the host's module names, in and out of ``sys.modules``
"""

from __future__ import annotations

from .modules import FakeHost, installed

__all__ = ["FakeHost", "installed"]
