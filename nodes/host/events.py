"""Events for every browser that shows the host: which runs came and went."""

from __future__ import annotations

from typing import Any

EXPORTED, DELETED = "diffulizer.exported", "diffulizer.deleted"


def tell_exported(name: str, node_id: str | None, prompt_id: str | None) -> None:
    """A run was written, by a node of a prompt."""
    _broadcast(EXPORTED, {"name": name, "node": node_id, "prompt_id": prompt_id})


def tell_deleted(name: str) -> None:
    """A run was moved to the trash."""
    _broadcast(DELETED, {"name": name})


def _broadcast(event: str, content: dict[str, Any]) -> None:
    from server import PromptServer

    send = getattr(getattr(PromptServer, "instance", None), "send_sync", None)
    if send is not None:
        send(event, content, None)
