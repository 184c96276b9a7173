"""The validator's interface, and that damage of any kind is reported, never raised."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from written import export

from diffulizer.dataset.assets import asset_report
from diffulizer.dataset.check.base import Checked, as_int, shown
from diffulizer.dataset.check.tolerance import HALF, entropy
from diffulizer.dataset.check.validate import Problem, validate_run
from diffulizer.dataset.files import FolderFiles
from diffulizer.dataset.paths import inside, safe_path
from diffulizer.errors import RunNotFoundError
from diffulizer.maths.numbers import number
from synthetic import make_pass

JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10**400,
    1e308,
    2.5,
    "",
    "x",
    "../a",
    "\ud800",
    "a\0b",
    [],
    {},
    [None],
    [[]],
)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(make_pass(steps=2), tmp_path_factory.mktemp("plain") / "run")


@pytest.fixture
def run(plain: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(plain, tmp_path / "run"))


def test_a_report_is_plain_json(run: Path) -> None:
    (run / "images" / "step_000.png").unlink()
    report = validate_run(run)
    told = json.loads(json.dumps(report.as_dict()))
    assert told["valid"] is False
    assert told["strict"] is False
    assert told["errors"] == [
        {
            "rule": "file-missing",
            "place": "metadata.json: images[0]",
            "message": '"images/step_000.png" does not exist; export the run again',
        }
    ]
    assert told["checked"]["maps"] == 8


def test_a_folder_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(RunNotFoundError, match="there is no such folder"):
        validate_run(tmp_path / "none")


def test_an_empty_folder_lacks_every_file(tmp_path: Path) -> None:
    report = validate_run(tmp_path, strict=True)
    names = ("metadata.json", "metrics.json", "latent_pca.json", "validation.json")
    assert [(p.rule, p.where) for p in report.errors] == [("json-missing", name) for name in names]


def test_an_unknown_rule_is_a_mistake_of_ours(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="is no rule"):
        Checked(FolderFiles(tmp_path)).error("no-such-rule", "", "")


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def damage_json(file: Path, draw: random.Random) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    known = list(places(content))
    path = draw.choice([p for p in known if len(p) <= draw.choice((1, 2, 5))] or known)
    container = content
    for key in path[:-1]:
        container = container[key]
    if draw.random() < 0.3:
        del container[path[-1]]
    else:
        container[path[-1]] = draw.choice(JUNK)
    file.write_text(json.dumps(content), encoding="utf-8")


def damage_bytes(file: Path, draw: random.Random) -> None:
    data = bytearray(file.read_bytes())
    for _ in range(draw.randint(1, 4)):
        data[draw.randrange(min(len(data), draw.choice((64, 10**6))))] = draw.randrange(256)
    file.write_bytes(bytes(data[: draw.choice((len(data), draw.randrange(len(data) + 1)))]))


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("seed", range(40))
def test_damage_is_reported_never_raised(seed: int, run: Path) -> None:
    draw = random.Random(seed)
    for _ in range(3):
        file = run / draw.choice(
            ["metadata.json", "metadata.json", "metrics.json", "latent_pca.json", "validation.json"]
        )
        damage_json(file, draw)
    others = [p for p in sorted(run.rglob("*")) if p.suffix in (".npz", ".png", ".bin")]
    damage_bytes(draw.choice(others), draw)
    report = validate_run(run, strict=True)
    assert report.errors
    json.dumps(report.as_dict())


def test_the_asset_report_uses_the_words_of_1_0_0(run: Path) -> None:
    metadata, metrics = (json.loads((run / f).read_text()) for f in ("metadata.json", "metrics.json"))
    files = metadata["attention_files"]
    (run / files[0]["path"]).unlink()
    (run / files[1]["path"]).write_bytes(b"abc")
    files[2]["shape"] = [0, 4]
    files[3]["path"] = "../x.bin"
    report = asset_report(FolderFiles(run), metadata, metrics, {"points": []})
    assert report == {
        "metadata_has_required_keys": True,
        "pca_points_match_steps": False,
        "metrics_steps_match": True,
        "attention_assets": {
            "checked_files": 8,
            "passed": False,
            "errors": [
                f"missing_file:{files[0]['path']}",
                f"size_mismatch:{files[1]['path']}:expected=2464:actual=3",
                f"invalid_shape_metadata:{files[2]['path']}",
                "invalid_path_metadata:../x.bin",
            ],
        },
    }


@pytest.mark.parametrize(
    "path",
    ["", "/a", "a/../b", "..", "./a", "a//b", "a/", "C:/a", "C:a", "a\\b", "a\0b", "\\\\host\\a", None, 3, ["a"]],
)
def test_an_unsafe_path(path: Any) -> None:
    assert not safe_path(path)


def test_a_safe_path_may_have_dots_and_spaces(tmp_path: Path) -> None:
    assert safe_path("images/my run..1/step_000.png")
    assert inside(tmp_path, "images/my run..1/step_000.png")


def test_values_are_shown_short_and_printable() -> None:
    assert shown(None) == "null"
    assert shown("\ud800") == '"\\ud800"'
    assert len(shown([1.25] * 100)) == 60
    assert shown("é") == '"é"'


def test_numbers_are_read_with_care() -> None:
    assert [number(v) for v in (1, 2.5, True, "3", 10**400, float("nan"))] == [1.0, 2.5, None, None, None, None]
    assert [as_int(v) for v in (4, 4.0, -1, True, 4.5, "4")] == [4, 4, None, None, None, None]


@pytest.mark.parametrize("sharpness", [0.1, 1.0, 4.0, 12.0])
def test_the_entropy_of_rounded_probabilities_is_within_its_bound(sharpness: float) -> None:
    """The tolerance of strict comparisons is neither too small nor much too large."""
    logits = np.random.default_rng(0).normal(size=(500, 77)) * sharpness
    exact = np.exp(logits - logits.max(1, keepdims=True))
    exact /= exact.sum(1, keepdims=True)
    wanted = -(exact * np.log(np.maximum(exact, 1e-300))).sum(1)
    found, bound = entropy(exact.astype(np.float16), 1)
    assert (np.abs(found - wanted) <= bound).all()
    assert (bound <= 20 * HALF * (1 + wanted)).all()


def test_problems_are_values() -> None:
    assert Problem("a", "b", "c") == Problem("a", "b", "c")
