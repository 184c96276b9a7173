"""Servers on this machine: free ports, and an end on SIGTERM as on Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from types import FrameType

from .errors import HostError


def free_port() -> int:
    """Return a port that no program listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_port(port: int) -> int:
    """Return the port, if a server can listen on it.

    Raises:
        HostError: the port is taken, or the number is no port.
    """
    if not 0 < port < 65536:
        raise HostError(f"Port {port} does not exist; expected a number from 1 to 65535, or 0 for a free one.")
    with socket.socket() as probe:
        if os.name != "nt":  # on Windows the option means something else
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise HostError(
                f"Port {port} on 127.0.0.1 can't be used ({error.strerror}). "
                "End the program that uses it, or leave --port out: a free one is then chosen."
            ) from None
    return port


@contextlib.contextmanager
def termination_as_interrupt() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that every `finally` runs; later signals are ignored."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # only the main thread may set handlers
        yield
        return
    numbers = [signal.SIGINT, signal.SIGTERM]
    before = [signal.signal(number, interrupt) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
