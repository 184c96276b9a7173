"""What hosts newer than the fake one offer is taken where it is there; all other tests show that nothing else needs
it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from fake_host import FakeHost, schema
from fake_host.scenes import Scene


@dataclass(kw_only=True)
class NewerSchema(schema.Schema):
    """The host's schema with what came later."""

    search_aliases: list[str] = field(default_factory=list)
    has_intermediate_output: bool = False
    essentials_category: str | None = None


@pytest.fixture
def newer(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The schemas that our nodes have on a newer host."""
    monkeypatch.setattr(schema, "Schema", NewerSchema)
    return {name: node.GET_SCHEMA() for name, node in host.nodes.items()}


def test_every_node_is_found_under_other_words(newer: dict[str, Any]) -> None:
    for name, made in newer.items():
        words = [alias.lower() for alias in made.search_aliases]
        assert 3 <= len(set(words)) == len(words), name
        assert made.display_name.lower() not in words, name
        assert all(word == word.strip() and word for word in words), name


@pytest.mark.parametrize("word", ["attention map", "heatmap", "DAAM", "cross attention", "self attention"])
def test_usual_words_find_a_node(newer: dict[str, Any], word: str) -> None:
    assert any(word in made.search_aliases for made in newer.values())


def test_what_a_cached_node_shows_is_sent_again(newer: dict[str, Any]) -> None:
    """Of nodes that are no outputs, which the host sends again by itself, one has something to show."""
    assert [name for name, made in newer.items() if made.has_intermediate_output] == ["Diffulizer_LoadRun"]
    assert not newer["Diffulizer_LoadRun"].is_output_node


def test_nodes_stay_those_of_a_pack(newer: dict[str, Any]) -> None:
    assert {made.essentials_category for made in newer.values()} == {None}


def test_an_export_says_what_it_is_doing(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, str | None]] = []
    graph = SimpleNamespace(has_node=lambda _: False, get_original_prompt=dict)
    progress = SimpleNamespace(dynprompt=graph, set_activity=lambda node_id, text: shown.append((node_id, text)))
    monkeypatch.setattr(host.module("nodes.host.execution"), "get_progress_state", lambda: progress)
    scene = Scene(host)
    latent = {"samples": scene.sample(scene.attached(), steps=2)}
    with host.executing({}, "9"):
        host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent)
    parts = ["metrics", "step 1 of 2", "step 2 of 2", "arrays and metadata"]
    assert shown == [*(("9", f"exporting {part}") for part in parts), ("9", None)]
