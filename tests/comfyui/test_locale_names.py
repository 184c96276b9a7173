"""The locales as the real host adopts them: its schemas, and the answer of its route."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def test_the_host_finds_all_files(host: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import folder_paths
    from app.custom_node_manager import CustomNodeManager

    (tmp_path / "diffulizer").symlink_to(REPOSITORY)
    monkeypatch.setitem(folder_paths.folder_names_and_paths, "custom_nodes", ([str(tmp_path)], set()))
    found = CustomNodeManager().build_translations.__wrapped__(CustomNodeManager())
    assert set(found) == {folder.name for folder in (REPOSITORY / "locales").iterdir()}
    for language, texts in found.items():
        assert set(texts["nodeDefs"]) == {node.GET_SCHEMA().node_id for node in host.module("nodes").NODES}, language
        assert {"commands", "settings", "settingsCategories", "menuLabels"} <= set(texts)
