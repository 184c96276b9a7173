"""Names of runs at the node: refused when the prompt is queued, expanded when the run is written."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fake_host import FakeHost
from fake_host.scenes import Scene

REFUSED = {
    "../x": "'..' leads out",
    "a/../../x": "'..' leads out",
    "a\\..\\x": "'..' leads out",
    "/etc/x": "absolute path",
    "\\\\server\\share": "absolute path",
    "C:\\x": "drive letter",
    "C:x": "drive letter",
    "CON": "device on Windows",
    "sub/nul.txt": "device on Windows",
    "COM1": "device on Windows",
    "a:b": "drive letter",
    "ab:c": "Windows can't hold the character ':'",
    "a?": "Windows can't hold the character '?'",
    "run.": "ends in a dot or a space",
    "run ": "ends in a dot or a space",
    "": "it is empty",
    "a//b": "folder's name in it is empty",
    ".hidden": "begins with a dot",
    "x" * 101: "longer than 100",
    "%date:yyyy%/../..": "'..' leads out",
    "%date:..%": "'..' leads out",
    "%year%.": "ends in a dot",
}
ACCEPTED = (
    "run",
    "portraits/cat",
    "a\\b",
    "%year%-%month%-%day%",
    "%date:yyyy-MM-dd%/cat",
    "%date:hh:mm%",
    "%width%x%height%",
    "run_%KSampler.seed%",
    "100%",
    "Katze-猫",
)


def validated(host: FakeHost, run_name: str) -> bool | str:
    return host.validate("Diffulizer_ExportRun", run_name=run_name)


@pytest.mark.parametrize("name", REFUSED)
def test_names_refused_before_sampling(host: FakeHost, name: str) -> None:
    answer = validated(host, name)
    assert isinstance(answer, str)
    assert answer.startswith("run_name is ")
    assert REFUSED[name] in answer
    assert not host.output.exists()


@pytest.mark.parametrize("name", ACCEPTED)
def test_names_accepted_before_sampling(host: FakeHost, name: str) -> None:
    assert validated(host, name) is True
    assert not host.output.exists()


def test_a_name_from_another_node_is_not_known_yet(host: FakeHost) -> None:
    """The host gives None for a linked input."""
    assert host.validate("Diffulizer_ExportRun", run_name=None, preview=None) is True


def exported(host: FakeHost, run_name: str, graph: dict[str, Any] | None = None, **widgets: Any) -> str:
    """The written folder below output/diffulizer."""
    scene = Scene(host)
    latent = {"samples": scene.sample(scene.attached(), steps=1, size=(6, 10))}
    with host.executing(graph or {}, "9"):
        made = host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent, run_name=run_name, **widgets)
    return Path(made[0]).relative_to((host.output / "diffulizer").resolve()).as_posix()


@pytest.mark.parametrize("name", [n for n in REFUSED if "%" not in n])
@pytest.mark.parametrize("overwrite", [False, True])
def test_refused_again_when_the_run_is_written(host: FakeHost, name: str, overwrite: bool) -> None:
    """A name may come from another node, unseen by validate_inputs."""
    with pytest.raises(host.module("diffulizer.errors").RunNameError, match="run_name is"):
        exported(host, name, overwrite_output=overwrite)
    assert not [p for p in host.output.rglob("*") if p.is_file()]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("%width%x%height%", "80x48_00001"),
        ("sub/%width%", "sub/80_00001"),
        ("seed %KSampler.seed%", "seed 42_00001"),
        ("%My sampler.seed%", "43_00001"),
        ("%Load.name%", "a_b_c_00001"),
        ("%KSampler.model%", "%KSampler.model%_00001"),
        ("%Nothing.seed%", "%Nothing.seed%_00001"),
    ],
)
def test_patterns(host: FakeHost, name: str, expected: str) -> None:
    graph = {
        "1": {"class_type": "KSampler", "inputs": {"seed": 42, "model": ["3", 0]}},
        "2": {"class_type": "Other", "inputs": {"seed": 43}, "_meta": {"title": "My sampler"}},
        "3": {"class_type": "Loader", "inputs": {"name": "a/b:c"}, "_meta": {"title": "Load"}},
    }
    assert exported(host, name, graph) == expected


def test_dates(host: FakeHost) -> None:
    before = datetime.now()
    found = exported(host, "%year%_%date:yyyy-MM-dd%", overwrite_output=True)
    assert found in {f"{day:%Y_%Y-%m-%d}" for day in (before, datetime.now())}


def test_an_expanded_value_can_not_leave_the_folder(host: FakeHost) -> None:
    graph = {"1": {"class_type": "Text", "inputs": {"value": "..", "path": "../../x"}}}
    with pytest.raises(host.module("diffulizer.errors").RunNameError, match=r"'\.\.' leads out"):
        exported(host, "%Text.value%", graph)
    with pytest.raises(host.module("diffulizer.errors").RunNameError):
        exported(host, "%Text.path%", graph)
