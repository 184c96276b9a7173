"""Names of runs: a table of good and bad ones, patterns, places and counting."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from diffulizer.errors import RunNameError
from diffulizer.names import (
    batch_folders,
    check_run_name,
    expand_run_name,
    resolve_below,
)

NOW = datetime(2026, 3, 4, 5, 6, 7)
GOOD = {
    "cat": ("cat",),
    "portraits/cat": ("portraits", "cat"),
    "portraits\\cat": ("portraits", "cat"),
    "a cat, (sitting) [1]": ("a cat, (sitting) [1]",),
    "Katze-é-猫-🐈": ("Katze-é-猫-🐈",),
    "console": ("console",),
    "COM10": ("COM10",),
    "com": ("com",),
    "v1.2": ("v1.2",),
    "100%": ("100%",),
    "x" * 100: ("x" * 100,),
}
BAD = {
    "": "empty",
    "   ": "empty",
    "/etc/passwd": "absolute",
    "\\\\server\\share": "absolute",
    "C:\\runs": "drive letter",
    "d:run": "drive letter",
    "..": "leads out",
    "a/../../b": "leads out",
    "a\\..\\b": "leads out",
    ".": "dot",
    ".hidden": "dot",
    "a/.hidden": "dot",
    "a//b": "empty",
    "a/": "empty",
    "cat.": "ends in a dot",
    "cat ": "ends in a dot or a space",
    "cat /b": "ends in a dot or a space",
    "CON": "device",
    "con.txt": "device",
    "a/nul.tar.gz": "device",
    "PRN": "device",
    "AUX": "device",
    "COM1": "device",
    "com¹": "device",
    "LPT9.log": "device",
    "NUL .txt": "device",
    "a<b": "'<'",
    "a>b": "'>'",
    'a"b': "character",
    "a|b": "'|'",
    "a?b": "'?'",
    "a*b": "'*'",
    "ab:stream": "':'",
    "a\tb": "character",
    "a\nb": "character",
    "a\x00b": "character",
    "a\x7fb": "character",
    "x" * 101: "longer than 100",
    "猫" * 34: "longer than 100",
    "/".join(["x" * 60] * 3): "longer than 120",
    "a\ud800b": "surrogate",
}


@pytest.mark.parametrize("name", GOOD)
def test_good_names(name: str) -> None:
    assert check_run_name(name) == GOOD[name]


@pytest.mark.parametrize("name", BAD)
def test_bad_names_are_refused_with_value_and_reason(name: str) -> None:
    with pytest.raises(RunNameError) as caught:
        check_run_name(name)
    assert BAD[name] in str(caught.value)
    assert repr(name) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("%year%-%month%-%day%", "2026-03-04"),
        ("%hour%%minute%%second%", "050607"),
        ("%width%x%height%", "640x320"),
        ("%date:yyyy-MM-dd%", "2026-03-04"),
        ("%date:yy-M-d h.m.s%", "26-3-4 5.6.7"),
        ("%date:yyyy-MM-dd hh:mm:ss%", "2026-03-04 05_06_07"),
        ("%date:yyyy/MM/dd%/cat", "2026/03/04/cat"),
        ("%date:yyy%", "yyy"),
        ("100% of %unknown%", "100% of %unknown%"),
        ("%KSampler.seed%", "%KSampler.seed%"),
        ("plain", "plain"),
    ],
)
def test_patterns(name: str, expected: str) -> None:
    assert expand_run_name(name, width=640, height=320, now=NOW) == expected


def test_node_values_can_not_make_folders() -> None:
    values = {("KSampler", "seed"): 42, ("Load. It", "ckpt_name"): "sub/sd:xl\\a.ckpt"}
    expand = lambda name: expand_run_name(  # noqa: E731
        name, width=1, height=1, now=NOW, node_values=lambda title, widget: values.get((title, widget))
    )
    assert expand("run_%KSampler.seed%") == "run_42"
    assert expand("%Load. It.ckpt_name%") == "sub_sd_xl_a.ckpt"
    assert expand("%KSampler.steps%") == "%KSampler.steps%"


def test_resolve_below_follows_links(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    assert resolve_below(root, "a/b") == (root / "a" / "b").resolve()
    try:
        (root / "link").symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets nobody make symbolic links")
    with pytest.raises(RunNameError, match="outside of"):
        resolve_below(root, "link/run")
    (root / "inner").mkdir()
    (root / "good").symlink_to(root / "inner", target_is_directory=True)
    assert resolve_below(root, "good/run") == (root / "inner" / "run").resolve()


def test_a_batch_has_a_folder_for_each_image(tmp_path: Path) -> None:
    assert batch_folders(tmp_path / "x", 1) == [tmp_path / "x"]
    assert [f.name for f in batch_folders(tmp_path / "x", 2)] == ["x_b0", "x_b1"]
