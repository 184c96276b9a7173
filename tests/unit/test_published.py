"""Metadata and archive that the registry gets. The installation by `pip install` is tested in test_wheel.py.

The archive is loaded into a real ComfyUI in tests/comfyui/test_published.py.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

import diffulizer
from demo_model.preset_runs import PROMPTS
from published import ROOT, files, pack
from tools import make_icon

LARGEST = 38 * 2**20
"""The registry's own limit is far higher; who installs the pack should not notice its size."""
LARGEST_TREE, MOST_FILES = 63_000_000, 1400  # demo models 26 MB, example runs 23 MB; half of the files are tests
LARGEST_ICON = (800, 400)
HOSTS = {"numpy", "torch", "pillow", "safetensors", "aiohttp", "tqdm"}
"""Packages that ComfyUI's own requirements bring."""


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    tomllib = pytest.importorskip("tomllib", reason="Python 3.11 brings tomllib")
    read: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return read


def requirements() -> set[str]:
    return {line for line in (ROOT / "requirements.txt").read_text().splitlines() if line}


def test_the_registrys_rules_for_metadata(project: dict[str, Any]) -> None:
    """docs.comfy.org, registry specifications."""
    told, comfy = project["project"], project["tool"]["comfy"]
    assert re.fullmatch(r"[a-z](?:[._-]?[a-z0-9]){0,99}", told["name"])
    assert "comfyui" not in told["name"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", told["version"])
    assert told["license"] == {"file": "LICENSE"}
    assert (ROOT / told["license"]["file"]).is_file()
    assert told["description"].endswith(".")
    assert any(line.startswith("Operating System :: ") for line in told["classifiers"])
    assert told["urls"]["Repository"].startswith("https://")
    assert re.fullmatch(r"[a-z0-9-]+", comfy["PublisherId"])
    assert comfy["DisplayName"] == "Diffulizer"
    assert re.fullmatch(r">=\d+\.\d+\.\d+", comfy["requires-comfyui"])


def test_the_version_is_the_same_everywhere(project: dict[str, Any]) -> None:
    """pyproject.toml has it, where the registry looks for it; others read it there or repeat it for people."""
    version = project["project"]["version"]
    assert version == diffulizer.__version__
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "version" not in json.loads((ROOT / "web_viewer" / "package.json").read_text(encoding="utf-8"))


def test_addresses_of_the_repository_lead_to_files(project: dict[str, Any]) -> None:
    repository = project["project"]["urls"]["Repository"]
    raw = repository.replace("https://github.com/", "https://raw.githubusercontent.com/") + "/main/"
    icon = project["tool"]["comfy"]["Icon"]
    assert icon.startswith(raw)
    with Image.open(ROOT / icon.removeprefix(raw)) as picture:
        assert picture.width == picture.height <= min(LARGEST_ICON)
    for address in project["project"]["urls"].values():
        if "/blob/main/" in address:
            assert (ROOT / address.removeprefix(f"{repository}/blob/main/")).is_file(), address


def test_the_icon_is_the_scripts() -> None:
    assert (ROOT / "docs" / "icon.svg").read_text(encoding="utf-8") == make_icon.svg(), "Remake it: tools/make_icon.py"
    with Image.open(ROOT / "docs" / "icon.png") as kept:
        difference: Any = ImageChops.difference(kept.convert("RGBA"), make_icon.png())
    assert max(high for _, high in difference.getextrema()) <= 2


def test_the_viewers_page_brings_its_icon() -> None:
    """Within the page: no server is asked for /favicon.ico, and a report has it too."""
    page = (ROOT / "web_viewer" / "dist" / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<link rel="icon" href="data:image/svg\+xml;base64,([^"]+)"', page)
    assert found, "Build the viewer again: npm run build"
    assert base64.b64decode(found[1]).decode() == re.sub(r"\n\s*", "", make_icon.svg())


def test_nothing_of_the_hosts_is_moved(project: dict[str, Any]) -> None:
    """No version is asked for, and requirements.txt, which Manager installs, names only what ComfyUI lacks."""
    asked = set(project["project"]["dependencies"])
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", name) for name in asked | requirements())
    assert not requirements() & HOSTS
    assert asked == requirements() | HOSTS


def test_the_host_brings_what_is_expected_of_it() -> None:
    path = os.environ.get("COMFYUI_PATH")
    if not path:
        pytest.skip("COMFYUI_PATH names no ComfyUI; `python3 dev.py test` sets it")
    lines = (Path(path) / "requirements.txt").read_text(encoding="utf-8").lower().splitlines()
    brought = {re.split(r"[^a-z0-9_-]", line, maxsplit=1)[0] for line in lines}
    assert brought >= HOSTS
    assert not brought & requirements()


@pytest.fixture(scope="module")
def in_a_checkout() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout; the archive is made of what git tracks")


@pytest.mark.usefixtures("in_a_checkout")
def test_the_archive_is_light(tmp_path: Path) -> None:
    assert pack(tmp_path / "node.zip").stat().st_size <= LARGEST


@pytest.mark.usefixtures("in_a_checkout")
def test_the_checkout_is_light() -> None:
    """People install by git clone: each file and each byte is on their disks."""
    sizes = [(ROOT / path).stat().st_size for path in tracked() if (ROOT / path).is_file()]
    assert len(sizes) <= MOST_FILES
    assert sum(sizes) <= LARGEST_TREE


@pytest.mark.usefixtures("in_a_checkout")
def test_the_archive_holds_what_is_used_and_no_more() -> None:
    listed = set(files())
    needed = {"__init__.py", "pyproject.toml", "requirements.txt", "README.md", "LICENSE", "docs/icon.png"}
    needed |= {"web_viewer/dist/index.html", "js/diffulizer.js"}
    needed |= {"demo_model/mini_sdxl.safetensors", "demo_model/mini_flux.safetensors"}
    for pattern in ("nodes/**/*.py", "diffulizer/**/*.py", "js/docs/*", "locales/**/*.json", "example_workflows/*"):
        needed |= {p.relative_to(ROOT).as_posix() for p in ROOT.glob(pattern) if p.is_file()} & tracked()
    assert needed <= listed
    tops = {path.split("/")[0] for path in listed}
    assert not tops & {
        "presets",
        "tests",
        "benchmarks",
        ".github",
        ".ci",
        "dev.py",
        "setup.py",
        "MANIFEST.in",
        "tools",
        "output",
    }
    assert {path.split("/")[1] for path in listed if path.startswith("web_viewer/")} == {"dist"}
    assert {f"web_viewer/dist/presets/{name}.{kind}" for name in PROMPTS for kind in ("js", "png")} <= listed


def tracked() -> set[str]:
    done = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines())
