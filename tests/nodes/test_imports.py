"""Importing the pack is quiet."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from fake_host import FakeHost, installed
from fake_host.modules import PACKAGE, REPOSITORY, ROOTS

HOST = {*ROOTS, "comfy_extras", "execution", "utils"}
SHARED = {"__init__", "sockets", "inputs", "pictures", "figures", "failures"}
"""Modules beside the nodes that hold what several of them share."""


def imported_at_once(path: Path) -> set[str]:
    """First parts of the names of all absolute imports that run when a file is imported."""
    nodes = ast.parse(path.read_text(encoding="utf-8")).body
    names = [alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names]
    names += [n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.level == 0 and n.module]
    return {name.split(".")[0] for name in names}


def test_the_root_imports_nothing_of_the_host_until_it_is_asked() -> None:
    assert imported_at_once(REPOSITORY / "__init__.py") <= {"__future__", "typing", "pathlib", "logging"}


def test_every_node_has_a_file_of_its_own(host: FakeHost) -> None:
    modules = [node.__module__ for node in host.module("nodes").NODES]
    assert len(set(modules)) == len(modules)
    folders = (REPOSITORY / "nodes", REPOSITORY / "nodes" / "analysis")
    files = {p.stem for folder in folders for p in folder.glob("*.py")}
    assert {name.rpartition(".")[2] for name in modules} == files - SHARED


def test_no_node_keeps_state_on_its_class(host: FakeHost) -> None:
    for node in host.nodes.values():
        own = {name for name in vars(node) if not name.startswith("__")}
        assert own <= {"define_schema", "execute", "make", "shown", "validate_inputs", "fingerprint_inputs"}


def test_loading_prints_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with installed(tmp_path / "output") as host:
        assert host.nodes
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []  # and writes nothing


def test_the_pack_is_loaded_under_the_hosts_name_for_it(host: FakeHost) -> None:
    assert str(REPOSITORY).replace(".", "_x_") == PACKAGE
    assert host.module("nodes.ksampler").__name__.startswith(PACKAGE)
    assert host.module("diffulizer.recording").__name__.startswith(PACKAGE)


def test_the_fake_host_leaves_as_it_came(tmp_path: Path) -> None:
    before = {name: module for name, module in sys.modules.items() if name.split(".")[0] in HOST}
    with installed(tmp_path / "output"):
        pass
    assert {name: module for name, module in sys.modules.items() if name.split(".")[0] in HOST} == before


def test_importing_the_core_is_quick_and_needs_nothing() -> None:
    program = "import sys, diffulizer; print(sorted({'torch', 'numpy', 'sklearn', 'PIL', 'comfy'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=REPOSITORY, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


def test_a_run_whose_replacement_was_cut_off_is_put_back_at_start(tmp_path: Path) -> None:
    """What a power cut leaves between the two renames."""
    replaced = tmp_path / "output" / "diffulizer" / "cats" / ".run.replaced-0123456789abcdef"
    replaced.mkdir(parents=True)
    (replaced / "metadata.json").write_text("{}")
    with installed(tmp_path / "output"):
        pass
    assert (tmp_path / "output" / "diffulizer" / "cats" / "run" / "metadata.json").read_text() == "{}"
    assert not replaced.exists()
