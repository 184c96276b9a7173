"""Failures of our nodes: each is told on its node, and costs nothing that does not need the node's outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from comfy_api.latest import io
from comfy_execution.graph_utils import ExecutionBlocker

from ..diffulizer.comfyui.graph import FAILURES, STOP
from ..diffulizer.errors import sentence
from .host.execution import executing
from .host.guard import guarded
from .host.retries import fingerprint, retry

T = TypeVar("T")


def stop_input() -> Any:
    """Return the input by which a node's failure ends the prompt. It is the last one, but for those that came later."""
    return io.Boolean.Input(
        STOP,
        "stop on fail",
        default=False,
        optional=True,
        tooltip="End the whole prompt if this node fails. Otherwise the node says what went wrong, and nodes that do "
        "not need its outputs go on.",
    )


def ui_of(*reasons: str | None) -> dict[str, Any]:
    """Return the part of a node's ui output that has the reasons of its failures. None stands for no failure."""
    return {FAILURES: [reason for reason in reasons if reason]}


class Failures:
    """Failures of one execution of a node."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def guard(self, action: Callable[[], T]) -> T | None:
        """Call a function and return its result; if it fails, note the reason and return None. The node then runs again
        when it is next queued."""
        return guarded(action, "A node of Diffulizer failed; what does not need it goes on.", self._note)

    def _note(self, error: Exception) -> None:
        self.reasons.append(sentence(error))
        node_id, _ = executing()
        retry(node_id)

    @property
    def ui(self) -> dict[str, Any]:
        """The reasons as a part of the node's ui output."""
        return ui_of(*self.reasons)


class RetriedNode(io.ComfyNode):
    """Node that the host runs again after a failure, though its inputs are the same."""

    @classmethod
    def fingerprint_inputs(cls, **_inputs: Any) -> Any:
        return fingerprint()


class FallibleNode(RetriedNode):
    """Node that may fail while the prompt goes on. Subclasses define ``make``, which may raise anything, instead of
    ``execute``, and have a ``stop_input``.

    The outputs of a node that failed are blocked: the host runs nothing that needs them. They are blocked without a
    message: with one, the host sends execution_error, which its clients take for the end of the prompt.

    Attributes:
        make: class method that takes the inputs and returns the outputs.
        shown: the keys of the ui output of ``make``. The host takes them from the first of several executions.
    """

    make: ClassVar[Callable[..., io.NodeOutput]]
    shown: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def execute(cls, stop_on_error: bool = False, **inputs: Any) -> io.NodeOutput:
        def run() -> io.NodeOutput:
            made = cls.make(**inputs)
            return io.NodeOutput(*made.args, ui={**(made.ui or {}), **ui_of()})

        if stop_on_error:
            return run()
        failures = Failures()
        made = failures.guard(run)
        if made is not None:
            return made
        blocked = [ExecutionBlocker(None) for _ in cls.define_schema().outputs]
        return io.NodeOutput(*blocked, ui={**{key: [] for key in cls.shown}, **failures.ui})
