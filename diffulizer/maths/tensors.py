"""Tensors in memory: copies on the CPU, and a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import torch
from torch import Tensor


def to_cpu(tensors: Sequence[Tensor]) -> list[Tensor]:
    """Copy the tensors to CPU memory by a single transfer from each device.

    The copies never share memory with the originals, not even with those on the CPU.
    """
    copies = list(tensors)
    by_device: dict[torch.device, list[int]] = {}
    for i, tensor in enumerate(tensors):
        by_device.setdefault(tensor.device, []).append(i)
    for device, places in by_device.items():
        own = [tensors[i].detach() for i in places]
        moved = [t.clone() for t in own] if device.type == "cpu" else in_one_transfer(own)
        for i, copy in zip(places, moved, strict=True):
            copies[i] = copy
    return copies


def in_one_transfer(tensors: Sequence[Tensor]) -> list[Tensor]:
    """Copy the tensors of one device to CPU memory as one row of bytes, of which the copies are views."""
    order = sorted(range(len(tensors)), key=lambda i: -tensors[i].element_size())
    flat = torch.cat([tensors[i].contiguous().reshape(-1).view(torch.uint8) for i in order]).cpu()
    copies: list[Tensor] = [flat] * len(tensors)
    start = 0
    for i in order:
        stop = start + tensors[i].nbytes
        copies[i] = flat[start:stop].view(tensors[i].dtype).reshape(tensors[i].shape)
        start = stop
    return copies


def tensor_digest(tensor: Tensor) -> str:
    """Return the SHA-256 of a tensor's values, shape and dtype, as hexadecimal digits, to tell whether two tensors are
    the same."""
    data = tensor.detach().to("cpu").contiguous()
    digest = hashlib.sha256(str((tuple(data.shape), str(data.dtype))).encode())
    digest.update(data.reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
