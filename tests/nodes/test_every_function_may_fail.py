"""An error in any function of ours that runs while the host samples costs the recording, never the picture.

No list of functions is kept: a recorded pass says which run, and each of them fails once.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.newest_attention import backend, installed
from fake_host.scenes import NEGATIVE, POSITIVE, Scene
from torch import Tensor

ROOT = Path(__file__).resolve().parents[2]
OURS = tuple(str(ROOT / folder) for folder in ("diffulizer", "nodes"))
GUARDS = {
    *("guard.guarded", "session.attempt", "session.attempt_attention", "session.attempt_effects"),
    "attention_tap._attempt_alone",
}
"""The functions by which all others are called."""
PASSING_ON = {
    "attach.attach",
    "attach.outer_sample",
    "attach.on_callback",
    "pass_wrappers.around",
    "pass_wrappers.sampler_sample",
    "pass_wrappers.predict_noise",
    "pass_wrappers.calc_cond_batch",
    "pass_wrappers.apply_model",
    "pass_wrappers.diffusion_model",
    "pass_wrappers._heard",
    "attention_hook.hooked",
    "attention_hook.hooked_containers",
    "attention_tap.see",
    "attention_tap.see_replaced",
}
"""The functions that the host calls and that call it: all that they do themselves is to call guards."""


class InjectedError(RuntimeError):
    """The error that is injected."""


def name_of(code: CodeType) -> str:
    return f"{Path(code.co_filename).stem}.{code.co_name}"


@contextmanager
def traced(on_call: Callable[[CodeType], None]) -> Iterator[None]:
    """Call a function before each function of ours is entered; what it raises, the entered function raises."""
    before = sys.gettrace()

    def trace(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(OURS) and code.co_name != "<module>":
            on_call(code)

    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def samplings(host: FakeHost) -> Iterator[Callable[[bool], Tensor]]:
    """Return functions that sample, with a recording or without, in different ways."""

    def patch(q: Tensor, k: Tensor, v: Tensor, extra: dict[str, Any]) -> Tensor:
        return v

    for capture, sampler, patches in (
        ({}, "euler", {}),
        ({"effects_every": 2, "max_layers": 1}, "euler", {}),
        (
            {"stream_to_disk": True, "heads": "each", "maps_of": "all"},
            "corrector_last",
            {"patches_replace": {"attn1": {("middle", 0): patch}}},
        ),
    ):
        scene = Scene(host)
        settings = scene.capture(**capture)
        conds = {"positive": scene.encode(POSITIVE), "negative": scene.encode(NEGATIVE)}
        scene.model.model_options["transformer_options"].update(patches)

        def sample(recorded: bool, with_: tuple[Any, ...] = (scene, settings, conds, sampler)) -> Tensor:
            scene, settings, conds, sampler = with_
            attach = host.module("nodes.host.attach").attach
            model = attach(scene.model, scene.recording, settings) if recorded else scene.model
            picture: Tensor = scene.sample(model, conds=conds, steps=2, sampler=sampler)
            return picture

        yield sample


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # where a generator is closed
def test_an_error_in_any_function_costs_no_picture(host: FakeHost) -> None:
    failures, tried, effects = [], 0, 0
    with installed(backend(1.0)):
        for sample in samplings(host):
            plain = sample(False)
            calls: Counter[CodeType] = Counter()
            with traced(lambda code, calls=calls: calls.update([code])):  # type: ignore[misc]
                assert torch.equal(sample(True), plain)
            assert {name_of(c) for c in calls} >= {"attention_hook.see", "recorder.step", "attention.accumulate"}
            effects += any(name_of(c) == "effects.reduced_effects" for c in calls)
            for code, number in calls.items():
                if name_of(code) in GUARDS | PASSING_ON:
                    continue
                for nth in {1, number}:
                    tried += 1
                    left = [nth]

                    def fail(entered: CodeType, code: CodeType = code, left: list[int] = left) -> None:
                        left[0] -= entered is code
                        if entered is code and left[0] == 0:
                            raise InjectedError

                    try:
                        with traced(fail):
                            same = torch.equal(sample(True), plain)
                    except InjectedError:
                        same = False
                    if not same:
                        failures.append(f"{name_of(code)} (line {code.co_firstlineno}), call {nth}")
    assert failures == []
    assert tried > 150
    assert effects == 1
