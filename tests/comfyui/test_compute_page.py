"""docs/compute.md: its table is the estimate for SDXL, whose layers are the real ones."""

from __future__ import annotations

from typing import Any

import pytest
from random_unet import random_model

from demo_model import tables
from tools import make_compute_table as maker


def test_the_table_is_the_estimate_of_now() -> None:
    assert tables.filled(maker.PAGE) == maker.table(), "Remake it: tools/make_compute_table.py"


def test_the_layers_are_those_of_the_hosts_sdxl(host: Any) -> None:
    """Names, kinds and levels agree. Heads follow from the width, which is not the true one here."""

    def told(layers: list[Any]) -> set[tuple[Any, ...]]:
        return {(a.name, a.diffusers_name, a.attention_type, a.level) for a in layers}

    found = host.module("nodes.host.families").layers_of(random_model("sdxl"))
    assert len(found) == 140
    assert told(maker.layers()) == told(found)


@pytest.mark.parametrize(("level", "heads"), [(1, 10), (2, 20)])
def test_heads_have_64_channels_each(level: int, heads: int) -> None:
    """SDXL's width is 320, 640 and 1280 channels by level."""
    assert {layer.heads for layer in maker.layers() if layer.level == level} == {heads}
    assert 320 * 2**level == 64 * heads
