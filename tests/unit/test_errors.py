"""What a person reads of an error."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from diffulizer.comfyui.client import Outcome
from diffulizer.comfyui.runner import exported_runs
from diffulizer.errors import HostError, OutputError, RunExistsError, SettingsError, sentence, writing_to
from diffulizer.names import claimed_run_folders

TARGET = Path("output/run_00001")


class OutOfMemoryError(RuntimeError):
    """As torch calls it."""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SettingsError("theme is 3; expected dark."), "theme is 3; expected dark."),
        (OSError(errno.EIO, "Input/output error", "/a/b"), "/a/b: Input/output error."),
        (OSError("no number"), "no number."),
        (
            OutOfMemoryError("Tried 2 GiB"),
            "There is not enough memory (OutOfMemoryError: Tried 2 GiB). Free some, or record less, and queue again.",
        ),
        (
            KeyError("a"),
            "KeyError: 'a'. This is an error of Diffulizer: please report it with the lines in ComfyUI's log.",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_is_a_sentence(error: Exception, said: str) -> None:
    assert sentence(error) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "the disk is full. Free some space, and export again."),
        (errno.EROFS, "the disk can't be written to. Mount it for writing, or choose another output folder"),
        (errno.EIO, "the disk reports a fault. Check the disk, or choose another output folder"),
        (errno.EACCES, "permission was denied. Allow this account to write there, or choose another output folder"),
        (errno.ENAMETOOLONG, "its path is too long. Choose a shorter run_name, and export again."),
        (errno.EBADF, "as the system says. Choose another output folder, and export again."),
    ],
)
def test_a_refusal_of_the_system_says_what_where_and_what_to_do(code: int, said: str) -> None:
    with pytest.raises(OutputError) as caught, writing_to(TARGET):
        raise OSError(code, "as the system says", "somewhere")
    assert str(caught.value).startswith(f"The run was not written to {TARGET}: {said}")
    assert caught.value.errno == code


def test_errors_that_explain_themselves_stay() -> None:
    with pytest.raises(RunExistsError, match=r"^taken$"), writing_to(TARGET):
        raise RunExistsError("taken")


def test_a_file_for_the_folder_of_runs(tmp_path: Path) -> None:
    (tmp_path / "diffulizer").write_text("a file")
    said = r"diffulizer is a file where a folder must be\. Move that file away, and export again\."
    with pytest.raises(OutputError, match=said), claimed_run_folders(tmp_path / "diffulizer", "run"):
        pass


def test_a_prompt_without_a_run_says_why() -> None:
    outcome = Outcome("p1", {"7": {"diffulizer_run": [], "diffulizer_error": ["The recording is empty."]}})
    with pytest.raises(HostError, match=r"^No run was exported\. The recording is empty\.$"):
        exported_runs(outcome)
