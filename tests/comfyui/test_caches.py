"""Every way in which a host keeps or drops the outputs of nodes: examples run, and run again, and export whole runs."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from ran_examples import run_example
from server_fixtures import real_host

from diffulizer.comfyui.server import Server
from diffulizer.dataset.read.run import load_run
from exports import assert_strictly_valid

WAYS = {
    "none": ["--cache-none"],
    "ram": ["--cache-ram", "1000"],  # GB that are to stay free: memory is always short
    "lru": ["--cache-lru", "10"],
    "classic": ["--cache-classic"],
}
EXAMPLES = {"05 With any sampler": 1, "02 Make a mask from a word": 0}
"""A recorder apart from its sampler, and nodes that read a recording while the graph goes on; how many runs they
export."""
TRIED = tuple(WAYS) if os.environ.get("DIFFULIZER_NIGHTLY") else ("none", "ram")


@pytest.fixture(scope="module", params=TRIED)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A ComfyUI that keeps outputs in one way."""
    flags = WAYS[request.param]
    known = (real_host().comfyui / "comfy" / "cli_args.py").read_text(encoding="utf-8")
    if f'"{flags[0]}"' not in known:
        pytest.skip(f"this ComfyUI has no {flags[0]}")
    with Server(real_host(), device="cpu", arguments=flags) as started:
        yield started


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_run_and_run_again(server: Server, name: str) -> None:
    for ran in (run_example(server, name), run_example(server, name)):
        assert ran.shown()
        assert len(ran.runs) == EXAMPLES[name]
        for folder in ran.runs:
            assert_strictly_valid(folder)
            assert load_run(folder).complete
