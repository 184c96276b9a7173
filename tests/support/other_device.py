"""A device beside the CPU, on the CPU: its tensors say that they are elsewhere, and what happens to them is counted."""

from __future__ import annotations

from typing import Any
from weakref import ref

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

from diffulizer.maths.pooling import overlap


class Elsewhere(Tensor):
    """A tensor of another device; ``content`` has its values."""

    content: Tensor

    @staticmethod
    def __new__(cls, inner: Tensor, device: torch.device) -> Elsewhere:
        return torch.Tensor._make_wrapper_subclass(
            cls, inner.shape, strides=inner.stride(), storage_offset=inner.storage_offset(), dtype=inner.dtype,
            device=torch.device("meta"),
        )  # fmt: skip

    def __init__(self, inner: Tensor, device: torch.device) -> None:
        self.content, self._device = inner, device

    @property
    def device(self) -> torch.device:  # type: ignore[override]
        return self._device

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:  # type: ignore[override]
        raise AssertionError(f"{func} on another device, outside of its context")


class OtherDevices(TorchDispatchMode):
    """Context in which tensors may be on "xla:0", "xla:1", and so on. An operation on tensors of two devices fails,
    as it does on real ones.

    Attributes:
        operations: the names of all operations on other devices.
        transfers: (device, bytes) of each copy to the CPU.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.operations: list[str] = []
        self.transfers: list[tuple[str, int]] = []
        self._alive: list[ref[Elsewhere]] = []

    def __exit__(self, *args: Any) -> None:
        super().__exit__(*args)  # type: ignore[no-untyped-call]
        overlap.cache_clear()  # the matrices on devices that are gone

    def put(self, tensor: Tensor, device: str = "xla:0") -> Tensor:
        """Return a copy of a tensor on another device."""
        return self._wrap(tensor.clone(), torch.device(device))

    def held(self) -> int:
        """Return the bytes that are alive on all other devices; what shares memory counts once."""
        storages = {t.content.untyped_storage() for r in self._alive if (t := r()) is not None}
        return sum({s.data_ptr(): s.nbytes() for s in storages}.values())

    def _wrap(self, inner: Tensor, device: torch.device) -> Elsewhere:
        made = Elsewhere(inner, device)
        self._alive.append(ref(made))
        return made

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        given = [t for t in tree_leaves((args, kwargs)) if isinstance(t, Tensor)]
        elsewhere = [t for t in given if isinstance(t, Elsewhere)]
        devices = {t.device for t in elsewhere}
        target = kwargs.get("device")
        target = None if target is None else torch.device(target)
        copies = func.overloadpacket in (torch.ops.aten._to_copy, torch.ops.aten.copy_)
        devices |= {t.device for t in given if t.dim() and not copies}
        if len(devices) > 1 or (elsewhere and not copies and devices == {torch.device("cpu")}):
            raise RuntimeError(f"{func}: expected all tensors on the same device, but found {devices}")
        if target is not None and target.type != "cpu":
            kwargs["device"] = "cpu"
        known = {id(t.content): t for t in elsewhere}
        out = func(*tree_map(_inner, args), **tree_map(_inner, kwargs))
        if elsewhere:
            self.operations.append(str(func))
        if target is not None and target.type == "cpu" and elsewhere:
            self.transfers.append((str(elsewhere[0].device), out.nbytes))
            return out
        place = target or next((t.device for t in elsewhere), torch.device("cpu"))
        if place.type == "cpu":
            return out
        return tree_map(
            lambda t: (known[id(t)] if id(t) in known else self._wrap(t, place)) if isinstance(t, Tensor) else t, out
        )


def _inner(value: Any) -> Any:
    return value.content if isinstance(value, Elsewhere) else value
