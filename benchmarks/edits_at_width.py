"""Measure what an edit of attention costs at SDXL's true width: its two kinds of blocks, at 1024 pixels.

    python benchmarks/edits_at_width.py --into docs

The whole network takes too long on a CPU. Two networks of one transformer block each have the true width, and the true
numbers of positions and tokens. Their cross-attention is timed, plain and with each edit, in turn. What an edit adds to
it, and the time of a plain block, give the ratio for all 70 blocks. Convolutions are left out; with them it would be
smaller. On a CPU the processor's time on one thread is measured. Run it with the Python of the environment that
`python3 dev.py env` prints.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))  # last: our nodes/ must not hide the host's module of that name

from demo_model import host as _host  # noqa: E402, F401, I001 (the import path of what follows)
from bench import Bench, clock, fill_table  # noqa: E402
from edits import EDITS  # noqa: E402
from machine import GPU, machine  # noqa: E402
from pack import pack  # noqa: E402
from random_unet import random_model  # noqa: E402

BLOCKS = {640: (64, 10), 1280: (32, 60)}
"""Sides of the grid at 1024 pixels, and numbers of SDXL's blocks, by width."""
EDITED = {name: values for name, values in EDITS.items() if "in half" not in name}


@dataclass
class Timed:
    """Time within a module, over its calls."""

    module: Any
    seconds: float = 0.0
    _start: float = field(default=0.0)

    def __post_init__(self) -> None:
        self.module.register_forward_pre_hook(self._begin)
        self.module.register_forward_hook(self._end)

    def _begin(self, *_: Any) -> None:
        self._start = _now()

    def _end(self, *_: Any) -> None:
        self.seconds += _now() - self._start

    def taken(self) -> float:
        """Return the time since this was asked before."""
        seconds, self.seconds = self.seconds, 0.0
        return seconds


def _now() -> float:
    if GPU:
        torch.cuda.synchronize()
    return clock()


class Wide:
    """A network of one block of a width.

    Attributes:
        count: number of such blocks in SDXL.
    """

    def __init__(self, width: int) -> None:
        side, self.count = BLOCKS[width]
        layout = {
            "model_channels": width,
            "num_res_blocks": [1],
            "channel_mult": [1],
            "transformer_depth": [1],
            "transformer_depth_output": [0, 0],
            "transformer_depth_middle": -1,
        }
        where: dict[str, Any] = {"device": "cuda", "dtype": torch.float16} if GPU else {}
        self._model = random_model("sdxl", narrow=False, changed=layout, **where)
        modules = dict(self._model.model.diffusion_model.named_modules())
        for module in modules.values():
            if type(module).__name__ == "ResBlock":
                module.forward = lambda x, *_args, _channels=module.out_channels, **_kwargs: x[:, :_channels]
        (name,) = (name.removesuffix(".attn2") for name in modules if name.endswith(".attn2"))
        self._block, self._cross = Timed(modules[name]), Timed(modules[f"{name}.attn2"])
        self._bench = Bench(side, 1, self._model, cfg=1.0)
        cheap = self._model.clone()
        cheap.set_model_attn1_replace(lambda _q, _k, v, _options: v, "input", 1, 0)
        with_edit, asked = pack("nodes.host.editing").with_edit, pack("diffulizer.edits").AttentionEdit
        self._cheap = {"": cheap, **{name: with_edit(cheap, asked(**values)) for name, values in EDITED.items()}}

    def block(self) -> float:
        """Return the seconds of a plain block."""
        self._bench.sample(self._model)
        return self._block.taken()

    def cross(self, turn: int) -> dict[str, float]:
        """Return for each edit, "" for none, the seconds of the cross-attention. Self-attention is left out."""
        found, latents = {}, {}
        for name in list(self._cheap)[:: 1 if turn % 2 else -1]:
            self._cross.taken()
            latents[name] = self._bench.sample(self._cheap[name])[1]
            found[name] = self._cross.taken()
        if any(torch.equal(latents[""], latents[name]) for name in EDITED):
            raise RuntimeError("an edit did nothing")
        return found


def lines(pairs: int) -> Iterator[str]:
    """Yield the lines of the table."""
    kinds = [Wide(width) for width in BLOCKS]
    turns = [[kind.cross(turn) for kind in kinds] for turn in tqdm(range(pairs + 1))][1:]  # the first one warms up
    blocks = sum(kind.count * min(kind.block() for _ in range(2)) for kind in kinds)
    yield f"{machine()}; {'float16' if GPU else 'float32'}, 1024 x 1024 pixels, one prompt."
    yield ""
    yield "| edit of all cross layers | cross-attention, edited : plain | blocks, edited : plain | lowest to highest |"
    yield "| --- | --: | --: | --: |"
    for name in EDITED:
        before, after = (
            [sum(kind.count * own[one] for kind, own in zip(kinds, turn, strict=True)) for turn in turns]
            for one in ("", name)
        )
        cross = statistics.median(b / a for a, b in zip(before, after, strict=True))
        whole = [1 + (b - a) / blocks for a, b in zip(before, after, strict=True)]
        middle = statistics.median(whole)
        yield f"| {name} | {cross:.2f} | {middle:.3f} | {min(whole):.3f} to {max(whole):.3f} |"


if __name__ == "__main__":
    fill_table(__doc__, lines, "edits at width", pairs=5)
