"""The second tier: the pack's nodes in a small hand-written fake host (fake_host/)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from fake_host import FakeHost, installed


@pytest.fixture(scope="module")
def loaded_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeHost]:
    """Installed for one file of tests only: other tiers may have the real host in the same process."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # tensors are tiny: waking threads takes longer than the work
    try:
        with installed(tmp_path_factory.mktemp("host") / "output") as host:
            yield host
    finally:
        torch.set_num_threads(threads)


@pytest.fixture
def host(loaded_host: FakeHost, tmp_path_factory: pytest.TempPathFactory) -> FakeHost:
    """The fake host as if just started."""
    loaded_host.output = tmp_path_factory.mktemp("run") / "output"
    loaded_host.vae_approx.clear()
    loaded_host.free_memory = 2**34
    loaded_host.interrupt_at = None
    loaded_host.bars.clear()
    loaded_host.events.clear()
    loaded_host.outputs.clear()
    loaded_host.args.disable_metadata = False
    loaded_host.module("nodes.host.interrupted").passes.clear()
    return loaded_host
