"""The host's web server: events for every browser about new and deleted runs."""

from __future__ import annotations

import logging
import re
from typing import Any

EXPORTED, DELETED = "diffulizer.exported", "diffulizer.deleted"

SERVED = re.compile(r"[\w!$&'()*+,.:;=@~-]+", re.ASCII)
"""Names of folders whose scripts the host finds again at the address that it gives to the page."""

log = logging.getLogger(__name__)


def warn_of_folder(name: str) -> None:
    """Say in the log if the host can't serve the scripts of a pack in a folder of this name."""
    if not SERVED.fullmatch(name):
        log.warning(
            "Diffulizer's nodes work, and its panels and sidebar will be missing: ComfyUI can't serve the scripts of "
            "a pack in a folder named %r. Rename the folder to 'diffulizer' and restart ComfyUI.",
            name,
        )


def prompt_server() -> Any:
    """Return the host's server, or None where the pack is loaded without one."""
    from server import PromptServer

    return getattr(PromptServer, "instance", None)


def tell_exported(name: str, node_id: str | None, prompt_id: str | None, pass_id: str | None, runs: list[str]) -> None:
    """Tell every browser that a run was written by a node of a prompt: of which pass, if that was recorded here, and
    with which ``runs``, one for each image of its batch."""
    _broadcast(EXPORTED, {"name": name, "node": node_id, "prompt_id": prompt_id, "pass": pass_id, "runs": runs})


def tell_deleted(name: str) -> None:
    """Tell every browser that a run was moved to the trash."""
    _broadcast(DELETED, {"name": name})


def _broadcast(event: str, content: dict[str, Any]) -> None:
    send = getattr(prompt_server(), "send_sync", None)
    if send is not None:
        send(event, content, None)
