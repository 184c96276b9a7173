"""Count what recording adds to a step, without a GPU: operations, bytes moved to the CPU, bytes held on the device.

    python benchmarks/operations.py

A UNet of SDXL's layout at half its width (true heads and grids, so true shapes of attention) is sampled at 1024 x 1024
pixels on the CPU, while a dispatch mode sees each operation of torch below the level at which a GPU starts a kernel.
Views and new memory start nothing and are not counted. The recorder works in the blocks, and moves its results in the
one transfer, that it has on a GPU. What runs inside ``Session.attempt`` and ``attempt_attention`` is the recorder's,
the rest is the network's and the sampler's; the program ends with an error if that rest differs from plain sampling.
"""

from __future__ import annotations

import argparse
import sys
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

sys.path.append(str(Path(__file__).resolve().parent.parent))  # last: our nodes/ must not hide the host's module

from demo_model import host as _host

_host.args.use_pytorch_cross_attention = True  # one operation for each attention, as on a GPU

from bench import CROSS, Bench, attached  # noqa: E402
from machine import MIB  # noqa: E402
from pack import pack  # noqa: E402
from random_unet import FAMILIES, random_model  # noqa: E402

from demo_model import tables  # noqa: E402

NO_KERNEL = ("empty", "empty_like", "empty_strided", "new_empty", "new_empty_strided", "_unsafe_view", "_reshape_alias")
"""Operations that only make a tensor or another look at one."""
SETTINGS: dict[str, dict[str, Any]] = {
    "default settings (12 layers)": {},
    "all cross layers": CROSS,
    "all layers": {"max_layers": 0},
    "all cross layers, heads apart": {**CROSS, "heads": "each"},
}


LARGE = 100_000
"""Number of values from which on a result is left at zero instead of computed, because no count depends on it."""
COMPUTED = ("_to_copy",)
"""Operations that are computed whatever their size: they may move a tensor."""


@dataclass
class Counts:
    """Counts of some steps.

    Attributes:
        own: operations of the recorder, by name.
        others: all other operations, by name.
        moved: bytes that the recorder moved to the CPU.
        held: most bytes of the recorder's tensors that were alive between two of its calls.
        peak: most bytes of the recorder's tensors that were alive at once.
    """

    own: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    moved: int = 0
    held: int = 0
    peak: int = 0


def _run(func: Any, args: Any, kwargs: Any) -> Any:
    return func(*args, **kwargs)


def _zeros(func: Any, args: Any, kwargs: Any) -> Any:
    """Return zeros of the shapes that an operation returns."""
    if "out" in kwargs:
        return kwargs["out"].zero_()
    args, kwargs = tree_map_only(Tensor, lambda t: t.to("meta"), (args, kwargs))
    return tree_map_only(Tensor, lambda t: torch.zeros_like(t, device="cpu"), func(*args, **kwargs))


class Enough(BaseException):
    """The end of the step that is counted."""


class Watch(TorchDispatchMode):
    """Counts operations, and follows the memory of tensors that are made while ``inside`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = Counts()
        self.inside = False
        self._alive: Counter[int] = Counter()  # tensors, by the address of their storage
        self._sizes: dict[int, int] = {}
        self._on_cpu: dict[int, Tensor] = {}  # what was moved there and what comes of it, which a GPU does not see

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.overloadpacket.__name__
        large = max((t.numel() for t in tree_leaves((args, kwargs)) if isinstance(t, Tensor)), default=0) >= LARGE
        skipped = large and not func.is_view and name not in COMPUTED and not name.endswith("_")
        out = (_zeros if skipped else _run)(func, args, kwargs or {})
        given = {storage(t) for t in tree_leaves((args, kwargs)) if isinstance(t, Tensor)}
        if given & self._on_cpu.keys():
            self._on_cpu |= {storage(t): t for t in tree_leaves(out) if isinstance(t, Tensor)}
            return out
        if not func.is_view and name not in NO_KERNEL:
            (self.counts.own if self.inside else self.counts.others)[name] += 1
        if self.inside:
            for tensor in tree_leaves(out):
                if isinstance(tensor, Tensor) and (storage(tensor) in self._sizes or storage(tensor) not in given):
                    self._follow(tensor)
            self.counts.peak = max(self.counts.peak, self.alive())
        return out

    def _follow(self, tensor: Tensor) -> None:
        address = storage(tensor)
        self._sizes[address] = tensor.untyped_storage().nbytes()
        self._alive[address] += 1
        weakref.finalize(tensor, self._forget, address)

    def _forget(self, address: int) -> None:
        self._alive[address] -= 1
        if not self._alive[address]:
            self._sizes.pop(address, None)

    def _first_step(self, begin: Callable[..., Any]) -> Callable[..., Any]:
        """Count from the first evaluation's begin to the second's, where sampling ends."""
        started = False

        def counted(*args: Any) -> Any:
            nonlocal started
            if started:
                raise Enough
            started = True
            self.counts = Counts()
            return begin(*args)

        return counted

    def alive(self) -> int:
        """Return the bytes of the recorder's tensors that are alive."""
        return sum(self._sizes.values())

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Tell apart what runs for the recorder, and give it the blocks and the transfer of a GPU."""
        session, attention = pack("nodes.host.session").Session, pack("diffulizer.capture.attention")
        recorder_of_pass = pack("diffulizer.capture.recorder")
        in_one = pack("diffulizer.maths.tensors").in_one_transfer
        block = attention.block_bytes(torch.device("cuda"))

        def marked(method: Callable[..., Any]) -> Callable[..., Any]:
            def attempt(*args: Any) -> Any:
                outer, self.inside = self.inside, True
                try:
                    return method(*args)
                finally:
                    self.inside = outer
                    self.counts.held = max(self.counts.held, self.alive())

            return attempt

        def moved(tensors: Sequence[Tensor]) -> list[Tensor]:
            copies = in_one(tensors)
            self._on_cpu |= {storage(t): t for t in copies}
            self.counts.moved += sum(t.nbytes for t in tensors)
            self.counts.own["copy to the CPU"] += 1
            return copies

        with ExitStack() as stack:
            for name in ("attempt", "attempt_attention"):
                stack.enter_context(patch.object(session, name, marked(getattr(session, name))))
            stack.enter_context(patch.object(session, "begin", self._first_step(session.begin)))
            stack.enter_context(patch.object(attention, "block_bytes", lambda _: block))
            stack.enter_context(patch.object(attention, "_softmax", lambda p: torch.softmax(p, -1, out=p)))
            stack.enter_context(patch.object(recorder_of_pass, "to_cpu", moved))
            stack.enter_context(self)
            yield


def storage(tensor: Tensor) -> int:
    return int(tensor.untyped_storage().data_ptr())


def count(bench: Bench, settings: dict[str, Any]) -> Counts:
    """Count one step of a recording."""
    watch = Watch()
    recorded, _ = attached(bench.model, **settings)
    with suppress(Enough), watch.listening():
        bench.sample(recorded)
    return watch.counts


def half_width() -> Any:
    """Return a MODEL of SDXL's layout at half its width: as many heads as SDXL, of half as many channels."""
    layout = {**FAMILIES["sdxl"].layout, "model_channels": 160, "num_head_channels": 32}
    with patch.dict(FAMILIES, {"sdxl": replace(FAMILIES["sdxl"], layout=layout)}):
        return random_model("sdxl", narrow=False, dtype=torch.float16)


def table(results: dict[str, Counts]) -> list[str]:
    lines = [
        "| recording | operations added | of the network's own | bytes moved to the CPU | held on the device, most "
        "| of them at once, most |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for name, counts in results.items():
        own, others = counts.own.total(), counts.others.total()
        lines.append(
            f"| {name} | {own} | {own / others:.1%} | {counts.moved / MIB:.2f} MiB | {counts.held / MIB:.1f} MiB "
            f"| {counts.peak / MIB:.0f} MiB |"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=128, help="of the latent")
    parser.add_argument("--only", default="", help="settings whose name holds this text")
    parser.add_argument("--names", action="store_true", help="print the operations by name, too")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the table in benchmarks.md there")
    given = parser.parse_args()
    bench = Bench(given.side, 2, half_width())
    chosen = {name: settings for name, settings in SETTINGS.items() if given.only in name}
    count(bench, next(iter(chosen.values())))  # what is made once, the weights of pooling, is no part of a step
    results = {name: count(bench, settings) for name, settings in chosen.items()}
    others = [counts.others for counts in results.values()]
    if any(one != others[0] for one in others):
        raise RuntimeError(f"The network ran other operations in one recording than in another: {others}")
    if given.names:
        for name, counts in results.items():
            print(f"{name}: {dict(counts.own.most_common())}")
        print(f"the network and the sampler: {dict(others[0].most_common())}")
    lines = [
        f"SDXL's layout, {given.side * 8} x {given.side * 8} pixels, a step at cfg 7.5, in which the network and the "
        f"sampler start {others[0].total()} operations; torch {torch.__version__}.",
        "",
        *table(results),
    ]
    print("\n".join(lines))
    if given.into:
        tables.fill(given.into / "benchmarks.md", lines, "operations")


if __name__ == "__main__":
    main()
