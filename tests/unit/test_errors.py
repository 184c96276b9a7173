"""What a person reads of an error."""

from __future__ import annotations

import errno

import pytest

from diffulizer.comfyui.client import Outcome
from diffulizer.comfyui.runner import exported_runs
from diffulizer.errors import HostError, SettingsError, sentence


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


def test_a_prompt_without_a_run_says_why() -> None:
    outcome = Outcome("p1", {"7": {"diffulizer_run": [], "diffulizer_error": ["The recording is empty."]}})
    with pytest.raises(HostError, match=r"^No run was exported\. The recording is empty\.$"):
        exported_runs(outcome)
