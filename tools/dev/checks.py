"""The checks of `dev.py test`: the name of each, its command and where it belongs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from diffulizer.comfyui.server import link_folder

from . import ROOT, viewer
from .plan import Check, Plan
from .processes import program

TIERS = ("tests/unit", "tests/nodes", "tests/comfyui")
"""Folders of the tests that pytest runs."""
PARALLEL = ("tests/unit", "tests/nodes")
"""Tiers whose tests share nothing, so that several processes run them."""
TWO = ["-n", "2", "--dist=loadfile"]
"""Arguments for the real host's tests: files share what is costly, and more than two hosts take too much memory."""


def checks(plan: Plan, scratch: Path) -> list[Check]:
    """List the checks of a plan, in order; ``scratch`` is a folder for the files that they leave."""
    # The `pytest` command, never `python -m pytest`: that puts the repository first on sys.path, where
    # our package nodes/ would hide ComfyUI's nodes.py.
    pytest = [program(plan.python, "pytest"), "--durations=5", *plan.arguments]
    if any((ROOT / argument.split("::")[0]).exists() for argument in plan.arguments):
        return [Check("pytest " + " ".join(plan.arguments), pytest)]
    ruff = program(plan.python, "ruff")
    first = [
        Check("ruff check", [ruff, "check", "."]),
        Check("ruff format", [ruff, "format", "--check", "."]),
        *_types(plan, scratch),
        *_tiers(plan, pytest, scratch),
    ]
    return first + viewer.checks(plan.fast)


def _types(plan: Plan, scratch: Path) -> Iterator[Check]:
    """Yield both runs of mypy: imports of the nodes are relative to the root, which for them is a package ``pack``."""
    mypy = [str(plan.python), "-m", "mypy"]
    yield Check("mypy", mypy)
    link_folder(ROOT, scratch / "pack")  # a junction on Windows
    settings = [f"--config-file={ROOT / 'pyproject.toml'}", f"--cache-dir={ROOT / '.mypy_cache' / 'nodes'}"]
    yield Check("mypy nodes", [*mypy, *settings, "-p", "pack.nodes"], folder=scratch)


def _tiers(plan: Plan, pytest: list[str], scratch: Path) -> Iterator[Check]:
    """Yield the tests of Python; then, unless they are to be fast, the floor of coverage that pyproject.toml names."""
    workers = min(max(os.cpu_count() or 1, 2), 8)
    spread = ["-n", str(workers), "--dist=worksteal"]  # which keeps files together while all are busy
    covered = not plan.fast and not plan.arguments  # arguments may leave tests out
    record = ["--cov=diffulizer", "--cov-append", "--cov-report=", "--cov-fail-under=0"] if covered else []
    variables = {"COVERAGE_FILE": str(scratch / "coverage")}
    for tier in TIERS:
        if tier in PARALLEL:
            yield Check(tier, [*pytest, *spread, *record, tier], variables={**variables, "OMP_NUM_THREADS": "1"})
        elif not plan.fast:
            yield Check(tier, [*pytest, *TWO, tier])
    if covered:
        yield Check("coverage", [str(plan.python), "-m", "coverage", "report"], variables=variables)
