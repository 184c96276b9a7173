"""The validator against the case files: every rule has one, and reports it; what is valid stays so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from case_runs import INVALID, ODD, VALID
from mutate import mutate

from diffulizer.dataset.check.validate import RULES, WARNINGS, validate_run


def test_there_are_cases_of_every_rule() -> None:
    assert len(VALID) >= 10
    assert {case["rule"] for case in INVALID.values()} == set(RULES)
    assert {case["rule"] for case in ODD.values()} == set(WARNINGS)
    assert all(name.split("--")[0] == case["rule"] for name, case in {**INVALID, **ODD}.items())


@pytest.mark.parametrize("name", VALID)
def test_a_valid_run_has_no_problem(name: str, fresh: Callable[[str], Path]) -> None:
    run = fresh(name)
    plain, strict = validate_run(run), validate_run(run, strict=True)
    assert plain.errors == []
    assert strict.errors == []
    assert [p.rule for p in strict.warnings] == VALID[name]["warnings"]
    assert VALID[name]["looks_at"]
    idle = [what for what in VALID[name]["looks_at"] if not strict.checked.get(what)]
    assert not idle, f"nothing was looked at of {idle}"


@pytest.mark.parametrize("name", INVALID)
def test_a_broken_rule_is_reported(name: str, fresh: Callable[[str], Path]) -> None:
    case = INVALID[name]
    run = fresh(case["base"])
    mutate(run, case["mutate"])
    reported = validate_run(run, strict=case["strict"])
    found = [p for p in reported.errors if p.rule == case["rule"]]
    assert found, f"{case['description']} Reported: {reported.errors}"
    assert not reported.valid
    assert all(p.where and p.message for p in reported.errors)


@pytest.mark.parametrize("name", ODD)
def test_an_oddity_leaves_the_run_valid(name: str, fresh: Callable[[str], Path]) -> None:
    case = ODD[name]
    run = fresh(case["base"])
    mutate(run, case["mutate"])
    reported = validate_run(run, strict=case["strict"])
    assert reported.errors == []
    assert case["rule"] in [p.rule for p in reported.warnings]


@pytest.mark.parametrize("name", [n for n, c in INVALID.items() if c["strict"]])
def test_a_strict_rule_needs_strict(name: str, fresh: Callable[[str], Path]) -> None:
    """A case marked strict breaks nothing that a quick look can see: else it should not be marked."""
    case = INVALID[name]
    run = fresh(case["base"])
    mutate(run, case["mutate"])
    assert case["rule"] not in [p.rule for p in validate_run(run).errors]


def test_every_problem_is_listed_not_the_first(fresh: Callable[[str], Path]) -> None:
    run = fresh("plain")
    chosen = ["path-unsafe--parent", "token-ids", "map-size--truncated", "map-absent", "pca-ratio", "metric-kl"]
    for name in chosen:
        mutate(run, INVALID[name]["mutate"])
    found = {p.rule for p in validate_run(run, strict=True).errors}
    assert {INVALID[name]["rule"] for name in chosen} <= found
