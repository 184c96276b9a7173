"""The machine that figures are measured on: its name, and the memory that a piece of work takes."""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import torch

MIB = 2**20
GPU = torch.cuda.is_available()


def machine() -> str:
    """Name the processor or GPU, and the version of torch."""
    where = torch.cuda.get_device_name() if GPU else f"{_processor()}, threads used: {torch.get_num_threads()}"
    return f"{where}; torch {torch.__version__}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return names[0] if info.exists() and names else platform.processor()


@contextmanager
def peak() -> Iterator[Callable[[], float]]:
    """Measure the largest memory in bytes above that at the start: of the GPU, else of the process."""
    if GPU:
        torch.cuda.reset_peak_memory_stats()
        start = torch.cuda.memory_allocated()
        yield lambda: float(torch.cuda.max_memory_allocated() - start)
        return
    process, done = psutil.Process(), threading.Event()
    start = highest = process.memory_info().rss

    def watch() -> None:
        nonlocal highest
        while not done.wait(0.01):
            highest = max(highest, process.memory_info().rss)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield lambda: float(highest - start)
    finally:
        done.set()
        thread.join()
