"""Exports that are killed, interrupted or refused by the system at one of their operations on the disk.

    python tests/support/faults.py --seed 1 --offset 0 --count 1000

Fault n of a seed is always the same one, so that anybody can go on where another stopped. Each is an export of a small
run in a process of its own; then the next start tidies up, and another export is made. What must hold:

- a run that was to be replaced is the old one or the new one, a new run is whole or not there;
- the others are untouched;
- the next start leaves nothing of the killed writer;
- the next export works and gets the next number;
- a refusal is told in one sentence.

It needs a system with fork.
"""

from __future__ import annotations

import argparse
import errno
import os
import pickle
import random
import re
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SUPPORT = Path(__file__).resolve().parent
sys.path += [str(SUPPORT), str(SUPPORT.parents[1])]

import torch  # noqa: E402
from disk import Disk, Operation  # noqa: E402
from written import POOLED, export  # noqa: E402

from diffulizer.capture.memory import MemoryPass  # noqa: E402
from diffulizer.dataset.write import durable  # noqa: E402
from diffulizer.dataset.write.claims import claimed_run_folders  # noqa: E402
from diffulizer.dataset.write.replace import mend_interrupted_replacements  # noqa: E402
from diffulizer.library import RunLibrary, Trash  # noqa: E402
from synthetic import make_pass  # noqa: E402

ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS", "EDQUOT", "EPERM", "EMFILE", "EINTR", "ENOENT")
ENDS = ("kill before", "kill after", "interrupt before", "interrupt after")
KINDS = (*ENDS, *ERRORS, "short write", *(f"{error} from here on" for error in ERRORS[:5]))
WORK = ("replace", "replace by two renames", "count", "count a batch", "count below", "delete", "empty the trash")
OTHER, OLD, NEW = 1, 2, 3
"""Steps of the runs that a folder holds: one that nobody touches, one that is there, and those that are written."""


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        work: what is done meanwhile.
        kind: what happens.
        at: the operation at which it happens, counted from 0.
        of: the number of operations without a fault.
    """

    work: str
    kind: str
    at: int
    of: int


def fault(seed: int, number: int) -> Fault:
    """Return the fault of a number."""
    draw = random.Random(f"{seed} {number}")
    work = draw.choices(WORK, (5, 3, 4, 3, 2, 1, 1))[0]
    count = _operations(work)
    return Fault(work, draw.choice(KINDS), draw.randrange(count), count)


def complaints(happens: Fault, folder: Path) -> Iterator[str]:
    """Let the fault happen in an empty folder, and yield what does not hold then."""
    root = folder / "runs"
    shutil.copytree(_start(), root)
    status, said = _in_a_process(lambda: _work(root, happens))
    was_killed = happens.kind.startswith("kill")
    if was_killed != (status == -signal.SIGKILL):
        yield f"the process ended with {status}"
    if said.startswith("OSError") or re.search(r"\[Errno|Traceback", said):
        yield f"told: {said}"
    mend_interrupted_replacements(root)
    yield from _wrong(root, happens, done=said == "done")
    if happens.work.startswith("count"):
        below = "sub/" if "below" in happens.work else ""
        made = sorted((root / below).glob("run_*")) if (root / below).is_dir() else []
        with claimed_run_folders(root, f"{below}run") as (next_one,):
            export(_pass(NEW), next_one)
        if next_one.name != f"run_{1 + bool(made):05d}" or _files(next_one) != _whole(NEW):
            yield f"the next export is {next_one.name} beside {[path.name for path in made]}"
    else:
        export(_pass(NEW), root / "kept", overwrite=True)
        if _files(root / "kept") != _whole(NEW):
            yield "the next export is not whole"


def _wrong(root: Path, happens: Fault, *, done: bool) -> Iterator[str]:
    """Yield what is wrong once the next start has tidied up."""
    held = {path.parent.relative_to(root).as_posix(): _files(path.parent) for path in root.rglob("metadata.json")}
    trashed = {name: files for name, files in held.items() if name.startswith(".trash/")}
    runs = {name: files for name, files in held.items() if name not in trashed}
    hidden = [p.relative_to(root) for p in root.rglob(".*") if p.name != ".trash"]
    empty = [p.relative_to(root) for p in root.rglob("run_*") if not any(p.iterdir())]
    if hidden or empty:
        yield f"left behind: {hidden + empty}"
    if runs.pop("other", None) != _whole(OTHER):
        yield "another run is not as it was"
    kept = runs.pop("kept", None)
    if happens.work.startswith("replace"):
        if kept not in (_whole(OLD), _whole(NEW)) or (done and kept != _whole(NEW)):
            yield "the replaced run is neither the old one nor the new one"
    elif happens.work == "delete":
        deleted = [files for name, files in trashed.items() if name.endswith("/kept")]
        if [kept or None, *deleted].count(_whole(OLD)) != 1 or (done and kept):
            yield "the deleted run is not there once"
    elif kept != _whole(OLD):
        yield "a run that nobody wrote to is not as it was"
    if happens.work == "empty the trash" and done and trashed:
        yield "the trash is not empty"
    count = 2 if "batch" in happens.work else 1
    if not happens.work.startswith("count"):
        count = 0
    if any(files != _whole(NEW) for files in runs.values()) or len(runs) > count or (done and len(runs) < count):
        yield f"of {count} new runs there are {sorted(runs)}"


def _work(root: Path, happens: Fault | None) -> None:
    """Do the work below ``root``, with the fault at its place."""
    if happens is None:
        return
    with Disk(root).watched() as disk:
        _set(disk, happens)
        _do(happens.work, root)


def _do(work: str, root: Path) -> None:
    if work == "delete":
        Trash(RunLibrary(root)).put("kept")
    elif work == "empty the trash":
        trash = Trash(RunLibrary(root))
        trash.empty(trash.summary()["items"])
    elif work.startswith("replace"):
        if work.endswith("two renames"):
            durable._EXCHANGE = None
        export(_pass(NEW), root / "kept", overwrite=True)
    else:
        prefix = "sub/run" if work.endswith("below") else "run"
        with claimed_run_folders(root, prefix, 2 if work.endswith("batch") else 1) as folders:
            for folder in folders:
                export(_pass(NEW), folder)


def _set(disk: Disk, happens: Fault) -> None:
    """Let the fault happen on a disk."""
    seen = [-1]
    failing: list[str] = []
    name, *more = happens.kind.split(" ", 1)

    def fail(operation: Operation) -> None:
        number = getattr(errno, name)
        raise OSError(number, os.strerror(number), operation.path)

    def before(operation: Operation) -> None:
        seen[0] += 1
        here = seen[0] == happens.at
        if happens.kind.endswith(" before") and here:
            _end(name)
        elif happens.kind == "short write":
            disk.is_full = seen[0] >= happens.at
        elif name in ERRORS and (here or (more and operation.kind in failing)):
            failing.append(operation.kind)
            fail(operation)

    def after(_: Operation) -> None:
        if happens.kind.endswith(" after") and seen[0] >= happens.at and not failing:
            failing.append("ended")
            _end(name)

    disk.before, disk.after = before, after


def _end(how: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL if how == "kill" else signal.SIGINT)


def _in_a_process(work: Callable[[], None]) -> tuple[int, str]:
    """Do something in a copy of this process; its exit status, and the error that it ended with, or "done"."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        said = "done"
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            work()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, pickle.dumps(said))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        content = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, pickle.loads(content) if content else ""


@cache
def _pass(steps: int) -> MemoryPass:
    return make_pass(steps=steps, settings=POOLED)


@cache
def _start() -> Path:
    """A folder with a run that is to be replaced or deleted, another one, and one in the trash."""
    root = Path(tempfile.mkdtemp(prefix="faults-"))
    export(_pass(OLD), root / "kept")
    export(_pass(OTHER), root / "other")
    shutil.copytree(root / "other", root / ".trash" / "20260101-000000-00000000" / "gone")
    return root


@cache
def _whole(steps: int) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        return _files(export(_pass(steps), Path(folder) / "run"))


@cache
def _operations(work: str) -> int:
    """The number of operations of a piece of work without a fault."""

    def counted() -> None:
        with tempfile.TemporaryDirectory() as folder, Disk(Path(folder).resolve() / "runs").watched() as disk:
            done: list[Operation] = []
            shutil.copytree(_start(), Path(folder).resolve() / "runs")
            disk.after = done.append
            _do(work, Path(folder).resolve() / "runs")
            disk.after = lambda _: None
        raise RuntimeError(len(done))

    return int(_in_a_process(counted)[1].removeprefix("RuntimeError: "))


def _files(folder: Path) -> dict[str, bytes]:
    """All files below a folder, without the time at which a run was made."""
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    return {name: re.sub(rb'"created_at": "[^"]*"', b"", content) for name, content in files.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--offset", type=int, default=0, help="number of the first fault")
    parser.add_argument("--count", type=int, default=1000)
    given = parser.parse_args()
    torch.set_num_threads(1)  # a copy of a process has one
    start = _start()  # made here, so that all copies have the same
    failed, kinds = 0, Counter[str]()
    for number in range(given.offset, given.offset + given.count):
        happens = fault(given.seed, number)
        kinds[happens.work] += 1
        with tempfile.TemporaryDirectory() as folder:
            wrong = list(complaints(happens, Path(folder).resolve()))
        if wrong:
            failed += 1
            print(f"{number} {happens}: {'; '.join(wrong)}", flush=True)
    print(f"{given.count} faults of seed {given.seed} from {given.offset}: {failed} did not hold; {dict(kinds)}")
    shutil.rmtree(start)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
