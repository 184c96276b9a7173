"""Plan of the GPU check: its processes in their order, the cases of each, and what was aimed at."""

from __future__ import annotations

from dataclasses import dataclass

AIMS = {"default settings": 1.03, "all cross layers": 1.05, "all layers": 1.15}
"""Times recorded : plain that we aim at, by case."""
MEMORY_AIM = 300
"""The most MiB that recording may add on the device."""


@dataclass(frozen=True)
class Setup:
    """One process: a host, the flags that it is started with, a model, and the cases that are measured on it.

    Attributes:
        name: its name, for ``--only``.
        cases: functions of `worker.py`, by the names of their rows, the most important first.
        host: "first" or "newest" of the hosts that travel.
        flags: ComfyUI's own flags; "RESERVE" stands for what leaves room for some 4 GiB.
        weights: the type of the weights.
        narrow: a tenth of SDXL's width.
        on_cpu: whether the weights begin on the CPU, and the host loads what has room.
    """

    name: str
    cases: tuple[str, ...]
    host: str = "first"
    flags: tuple[str, ...] = ()
    weights: str = "float16"
    narrow: bool = False
    on_cpu: bool = False


SOME = ("default settings", "all cross layers")
EVERY = (*SOME, "all layers", "all cross layers, heads apart")

SETUPS = (
    Setup(
        "sdxl",
        (
            *EVERY,
            *(f"profile: {name}" for name in SOME),
            "live panel",
            "streaming, all layers",
            "batch of 2: default settings",
            "batch of 2: all cross layers",
            "attention backends",
        ),
    ),
    Setup("fp8", tuple(f"fp8 weights: {name}" for name in SOME), weights="float8_e4m3fn"),
    Setup(
        "lowvram",
        tuple(f"offloading: {name}" for name in SOME),
        flags=("--lowvram", "--reserve-vram", "RESERVE"),
        on_cpu=True,
    ),
    Setup("newest", tuple(f"newest host: {name}" for name in SOME), host="newest"),
    Setup("compiled", ("torch.compile",), narrow=True),
    Setup("others", ("daam's way", "explicit softmax, all cross layers", "explicit softmax, all layers")),
    Setup("variants", ("variants of the recorder",)),
)
"""Ordered by importance: what comes last is left out first when time runs short."""
