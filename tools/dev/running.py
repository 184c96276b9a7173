"""Runs checks one after another, and prints a summary with the time of each."""

from __future__ import annotations

import datetime
import json
import os
import platform
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from . import ROOT
from .checks import checks
from .environment import site_packages
from .host import describe
from .plan import Check, Plan
from .processes import call

TIMES = ROOT / ".test-times.json"
"""File for the times of the last whole or fast run; git ignores it."""
REASON = 400
"""Characters of a failed test's reason in the summary; the whole of it stands above."""


@dataclass
class Result:
    """Result of a check: its status and seconds, how many tests ran, lines for the summary, tests that failed."""

    name: str
    code: int
    seconds: float
    ran: int = 0
    skipped: int = 0
    notes: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def run(plan: Plan) -> int:
    """Run every check, also after one has failed, and sum up at the end.

    Returns:
        0 if all passed, else 1.
    """
    print(describe(plan.comfyui, [str(site_packages(plan.python.parents[2]))]), flush=True)
    with tempfile.TemporaryDirectory(prefix="diffulizer_test_") as folder:
        results = []
        reports = Path(folder) / "reports"
        reports.mkdir()
        for check in checks(plan, Path(folder)):
            print(f"\n=== {check.name}", flush=True)
            results.append(run_check(check, plan, reports))
    if not plan.arguments:
        write_times(plan, results)
    print("\n=== summary")
    for result in results:
        print(f"{'FAILED' if result.code else 'passed'}  {result.name}  ({result.seconds:.1f} s)")
        print(*(f"        {note}\n" for note in result.notes), sep="", end="")
    print(f"{clock(sum(result.seconds for result in results))} min in all")
    bad = [result for result in results if result.code]
    for result in bad:
        print(f"\n=== {result.name} failed", *result.failed or ["Its lines above say why."], sep="\n")
    return 1 if bad else 0


def run_check(check: Check, plan: Plan, reports: Path) -> Result:
    """Run one check.

    What runs tests writes into ``reports`` what became of each, as JUnit's XML, and which passed at their second try.
    """
    if check.problem:
        print(check.problem, flush=True)
        return Result(check.name, 1, 0.0, notes=[check.problem])
    command = [*check.command, f"--junitxml={reports / 'pytest.xml'}"] if check.is_pytest else check.command
    variables = {**plan.variables, **check.variables, "DIFFULIZER_REPORTS": str(reports)}
    begin = time.monotonic()
    code = call(command, variables, check.folder)
    result = Result(check.name, code, time.monotonic() - begin)
    for report in sorted(reports.glob("*.xml")):
        read_report(report, result)
    for names in sorted(reports.glob("*.retried")):
        result.notes += [f"passed at its second try: {name}" for name in names.read_text(encoding="utf-8").splitlines()]
        names.unlink()
    if result.ran or result.skipped:
        result.notes.insert(0, f"{result.ran} ran, {result.skipped} skipped")
    if check.is_pytest and result.ran == 0:
        result.notes.append("no test ran" + ("" if plan.arguments else ", which counts as a failure"))
        result.code = 0 if plan.arguments and code == 5 else code or 5
    return result


def read_report(path: Path, result: Result) -> None:
    """Add what a report tells to a result: how many tests ran, why others did not, and what failed, with its reason."""
    try:
        cases = list(ET.parse(str(path)).getroot().iter("testcase"))
    except ET.ParseError:  # whoever wrote it was killed
        cases = []
        result.notes.append(f"{path.name} ends too early")
    path.unlink()
    skips = [(case.get("name"), skip.get("message")) for case in cases for skip in case.iter("skipped")]
    result.ran += len(cases) - len(skips)
    result.skipped += len(skips)
    result.notes += [f"skipped {name}: {reason or 'see above'}" for name, reason in skips]
    for case in cases:
        for failure in (*case.iter("failure"), *case.iter("error")):
            place = case.get("classname") or case.get("file")
            reason = " ".join((failure.get("message") or failure.text or "").split())
            result.failed.append(f"{place}: {case.get('name')}: {reason[:REASON]}")


def write_times(plan: Plan, results: list[Result]) -> None:
    """Write the time that each check took, for the table in docs/measuring.md."""
    kind = "fast" if plan.fast else "nightly" if plan.nightly else "whole"
    record = {
        "date": datetime.date.today().isoformat(),
        "kind": kind,
        "system": platform.system(),
        "cores": os.cpu_count(),
        "checks": [
            {"name": r.name, "seconds": round(r.seconds, 1), "passed": r.code == 0, "ran": r.ran, "skipped": r.skipped}
            for r in results
        ],
    }
    plan.times.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def clock(seconds: float) -> str:
    """Write seconds as minutes and seconds, such as 2:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
