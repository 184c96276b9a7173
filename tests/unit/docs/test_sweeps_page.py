"""The page of sweeps: its table, its studies, and its columns of the ledger."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from demo_model import tables
from diffulizer.sweep.items import items_of
from diffulizer.sweep.ledger import Row
from diffulizer.sweep.study import load_study, parse_study
from tools import make_format

DOCS = Path(__file__).resolve().parents[3] / "docs"
TEXT = (DOCS / "sweeps.md").read_text(encoding="utf-8")
STUDIES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def test_its_table_is_made_of_the_schema() -> None:
    found = "\n".join(tables.filled(DOCS / "sweeps.md", "keys"))
    assert found == "\n".join(make_format.study_keys()).strip(), "Remake it: python tools/make_format.py"


def test_its_first_study_has_as_many_runs_as_it_says() -> None:
    found = re.search(r"draw its (\d+) runs", TEXT)
    assert len(items_of(parse_study(yaml.safe_load(STUDIES[0]), DOCS))) == int(found[1])


@pytest.mark.parametrize("path", sorted((DOCS / "studies").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_studies_beside_it_are_some(path: Path) -> None:
    found = re.search(r"(\d+) runs", path.read_text(encoding="utf-8"))
    assert len(items_of(load_study(path))) == int(found[1])


def test_every_column_of_the_ledger_is_explained() -> None:
    part = TEXT.partition("The ledger's lines")[2].partition("\n\nA run has failed")[0]
    assert re.findall(r"^\| `(\w+)`", part, re.MULTILINE) == list(Row.__dataclass_fields__)
