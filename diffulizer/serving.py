"""Servers on this machine: free ports, names that they answer to, and an end on SIGTERM as on Ctrl-C."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import signal
import socket
import threading
from collections.abc import Iterator
from types import FrameType

from .errors import HostError

ALLOWED_HOSTS = "DIFFULIZER_ALLOWED_HOSTS"
"""Environment variable with further names that servers answer to, separated by commas."""
PRIVATE_ENDINGS = ("localhost", "local", "lan", "home", "internal", "localdomain", "home.arpa")
"""Endings of names that no public name server gives out."""
_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d+)?", re.ASCII)


def refused_host(host: str | None, fetch_site: str | None) -> str | None:
    """Return why a server refuses a request because of its Host, or None if it does not.

    A page of another site may let its own name lead to this machine (DNS rebinding), and is then of the same origin to
    a browser. Such a page can't choose a host that is an IP address or a name without a public name server. It is not
    loaded over https either, because the server has no certificate for its name. Browsers send Sec-Fetch-Site over
    https and to localhost only, and no page can set it (https://www.w3.org/TR/fetch-metadata/).

    Args:
        host: the request's header Host.
        fetch_site: its header Sec-Fetch-Site.
    """
    match = _HOST.fullmatch(host or "")
    if match is None:
        return f"The request's Host is {host!a}; expected a name or an IP address."
    name = match["name"].rstrip(".").lower()
    allowed = [other.strip().lower() for other in os.environ.get(ALLOWED_HOSTS, "").split(",")]
    if _is_private(name) or name in allowed or fetch_site:
        return None
    return (
        f"This server does not answer to the name {name}, because another site may have pointed it here. Use the "
        f"machine's IP address or localhost. If the name is yours, set the environment variable {ALLOWED_HOSTS}={name} "
        "where the server starts, or serve it over https."
    )


def _is_private(name: str) -> bool:
    """Return whether a name is an IP address, or a name that is known only on this machine or in its network."""
    try:
        ipaddress.ip_address(name.strip("[]"))
        return True
    except ValueError:
        return "." not in name or name.endswith(tuple(f".{ending}" for ending in PRIVATE_ENDINGS))


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
