"""Inputs that the nodes for recordings share, and the pass that these inputs choose."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import indent
from typing import Any

from comfy_api.latest import io

from ...diffulizer.errors import RecordingError
from ...diffulizer.recording import Recording as RecordingProtocol
from ...diffulizer.recording import SamplingPass, find_pass, newest_pass
from ..sockets import Recording, samples_of


def recording_input() -> Any:
    return Recording.Input("recording", tooltip="From KSampler (Diffulizer), Record Attention or Load Diffulizer Run.")


def latent_input() -> Any:
    return io.Latent.Input(
        "latent",
        optional=True,
        tooltip="The sampler's LATENT. Wire it if you use Record Attention, whose recording is there before the "
        "sampler runs. With it, this node waits for the sampler and knows which pass you mean.",
    )


def batch_input(default: int) -> Any:
    return io.Int.Input(
        "batch_index",
        default=default,
        min=-1 if default == -1 else 0,
        max=4095,
        tooltip="Which image of the batch, from 0." + " -1 is all of them." * (default == -1),
    )


def start_input() -> Any:
    return io.Int.Input(
        "start_step",
        default=1,
        min=-10_000,
        max=10_000,
        tooltip="The first step that counts, from 1 as in the panels. Below 0 it counts from the end.",
    )


def end_input() -> Any:
    return io.Int.Input(
        "end_step",
        default=-1,
        min=-10_000,
        max=10_000,
        tooltip="The last step that counts. -1 is the last step of the run.",
    )


def condition_input() -> Any:
    return io.String.Input(
        "condition",
        default="positive",
        tooltip="Which prompt's attention: positive, negative, or the id of one conditioning (c0, c1, ...), which Run"
        " Info lists. Maps of the negative prompt are recorded with maps_of 'all' in Capture Settings.",
    )


def as_block(text: str) -> str:
    """Indent text so that its columns stay columns in the host's preview, which reads it as Markdown: four spaces in
    front of a line mean preformatted text."""
    return indent(text, "    ")


def pass_of(recording: RecordingProtocol, latent: dict[str, Any] | None) -> SamplingPass:
    """Return the pass whose result is the wired LATENT; the newest one if none is wired, or if passes do not know their
    results.

    Raises:
        RecordingError: nothing was recorded, or the LATENT is not the result of a pass that is held.
    """
    newest = newest_pass(recording)
    if latent is None or not any(one.output_digest for one in recording.passes):
        return newest
    chosen = find_pass(recording, samples_of(latent))
    if chosen is None:
        raise RecordingError(
            "latent is not the result of a recorded pass: another node changed it, or another sampler made it. "
            f"The recording holds {_listed(recording.passes)}; wire the sampler's own LATENT, "
            "or none for the newest pass."
        )
    return chosen


def _listed(passes: Sequence[SamplingPass]) -> str:
    return ", ".join(f"a pass of {len(p.steps)} steps, seed {p.sampling.seed}" for p in passes)
