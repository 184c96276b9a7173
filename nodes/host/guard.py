"""The guard around everything of ours that runs beside the host's work: no error of ours costs a picture."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from comfy.model_management import InterruptProcessingException

from ...diffulizer.errors import DiffulizerError

log = logging.getLogger(__name__)
T = TypeVar("T")


def guarded(
    action: Callable[[], T],
    message: str,
    on_error: Callable[[Exception], object] | None = None,
) -> T | None:
    """Call a function of ours and return its result; if it fails, return None.

    The host's interrupt, which a preview may meet, goes on to the host.

    Args:
        action: the function.
        message: the line in the log if it fails, above the traceback. An error that explains itself is logged alone.
        on_error: called with the error; its own errors are logged.
    """
    try:
        return action()
    except InterruptProcessingException:
        raise
    except Exception as error:
        if isinstance(error, DiffulizerError):
            log.warning("%s", error)
        else:
            log.exception(message)
        if on_error is not None:
            failed = error
            guarded(lambda: on_error(failed), "An error of the recording could not be noted.")
        return None
