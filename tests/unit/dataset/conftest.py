"""A fixture for tests that break runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from case_runs import VALID, build


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A copy of a run as a valid case describes it, to break."""

    @cache
    def built(name: str) -> Path:
        return build(tmp_path_factory.mktemp("valid") / name, VALID[name])

    return lambda name: Path(shutil.copytree(built(name), tmp_path_factory.mktemp("case") / "run"))
