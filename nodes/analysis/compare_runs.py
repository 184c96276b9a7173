"""Compare Runs: two recordings beside each other."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ...diffulizer.analysis.comparison import compare
from ...diffulizer.analysis.comparison_text import text
from ...diffulizer.analysis.heatmap import AUTO
from ...diffulizer.analysis.word_differences import word_differences
from ...diffulizer.comfyui.graph_diff import graph_differences
from ...diffulizer.errors import RecordingError, SettingsError, errors_about
from ...diffulizer.plots.comparison import comparison_figure
from ...diffulizer.plots.difference_maps import NO_WORDS, difference_figure
from ...diffulizer.plots.strip import chosen_steps
from ...diffulizer.recording import Recording as RecordingProtocol
from ...diffulizer.recording import SamplingPass, batch_size, picture_grid
from ..failures import FallibleNode, stop_input
from ..sockets import CATEGORY, Recording, check_choices, face, newer
from .figures import DARK_OR_LIGHT, as_image, figure_output, look, look_inputs
from .inputs import as_block, pass_of


class CompareRuns(FallibleNode):
    """Node that draws plots and difference maps of two recordings, and writes a table."""

    @classmethod
    @face("words", "layers", "theme")
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_CompareRuns",
            display_name="Compare Runs",
            category=CATEGORY,
            description="Compares two recordings step by step, at equal noise levels: their metrics, how far apart "
            "latents and predictions are, and where attention differs.",
            **newer(search_aliases=["compare recordings", "difference", "diff"]),
            inputs=[
                Recording.Input("recording_a", tooltip="The first recording: A. B is compared with it."),
                Recording.Input("recording_b", tooltip="The second recording: B."),
                io.String.Input(
                    "words",
                    default="",
                    tooltip="Words that get difference maps, separated by commas: red, circle. 'circle -> star' sets "
                    "A's circle against B's star. Empty: words that changed, then those that differ most, four in all.",
                ),
                io.String.Input(
                    "layers",
                    default=AUTO,
                    tooltip="Which recorded layers the difference maps are taken from: 'auto' are those where both see "
                    "the word most clearly, '*' is all of them; or name patterns, or input, middle, output.",
                ),
                io.String.Input(
                    "steps",
                    default="6 evenly",
                    tooltip="Which of A's steps get difference maps, from 1: a list such as 1, 5, 10, -1, where -1 is "
                    "the last one; 'every 4'; '6 evenly'; or 'all'.",
                ),
                *look_inputs(1280, 960),
                _item("a"),
                _item("b"),
                _latent("a"),
                _latent("b"),
                stop_input(),
            ],
            outputs=[
                figure_output("plots", "Metrics of both, how far they are apart, and the divergence of each layer."),
                figure_output("difference_maps", "Where B attends to a word more than A (red), or less (blue)."),
                io.String.Output(
                    "table",
                    display_name="table",
                    tooltip="How the two differ, in a few sentences, with the steps and layers that tell most.",
                ),
            ],
        )

    @classmethod
    def validate_inputs(cls, theme: str | None = None) -> bool | str:
        return check_choices(theme=(theme, DARK_OR_LIGHT))

    @classmethod
    def make(
        cls,
        recording_a: RecordingProtocol,
        recording_b: RecordingProtocol,
        words: str,
        layers: str,
        steps: str,
        width: int,
        height: int,
        theme: str,
        batch_index_a: int,
        batch_index_b: int,
        latent_a: dict[str, Any] | None = None,
        latent_b: dict[str, Any] | None = None,
    ) -> io.NodeOutput:
        size = look(width, height, theme)
        a, b = _pass(recording_a, latent_a, "A"), _pass(recording_b, latent_b, "B")
        items = (_checked(a, batch_index_a, "a"), _checked(b, batch_index_b, "b"))
        comparison = compare(a, b, items=items, further=graph_differences(a, b))
        pairs = [(step, comparison.alignment[step]) for step in chosen_steps(steps, len(a.steps))]
        missing = NO_WORDS
        try:
            maps = word_differences(a, b, items=items, words=words, layers=layers, pairs=pairs)
        except RecordingError as error:  # the metrics can be compared all the same
            maps, missing = [], str(error)
        rows, columns = picture_grid(a)
        notes = (comparison.a.note, comparison.b.note)
        return io.NodeOutput(
            as_image(comparison_figure(comparison, look=size)),
            as_image(difference_figure(maps, pairs, notes=notes, aspect=columns / rows, look=size, missing=missing)),
            as_block(text(comparison)),
        )


def _item(side: str) -> Any:
    return io.Int.Input(
        f"batch_index_{side}",
        f"batch {side.upper()}",
        default=0,
        min=0,
        max=4095,
        tooltip=f"Which image of the batch of {side.upper()}, from 0.",
    )


def _latent(side: str) -> Any:
    return io.Latent.Input(
        f"latent_{side}",
        optional=True,
        tooltip=f"The LATENT of the sampler that recorded {side.upper()}. Wire it if you use Record Attention, whose "
        "recording is there before the sampler runs. With it, this node waits for the sampler and knows which pass you "
        "mean.",
    )


def _pass(recording: RecordingProtocol, latent: dict[str, Any] | None, side: str) -> SamplingPass:
    with errors_about(f"recording {side}"):
        return pass_of(recording, latent)


def _checked(pass_: SamplingPass, item: int, side: str) -> int:
    with errors_about(f"recording {side.upper()}"):
        batch = batch_size(pass_)
    if item >= batch:
        raise SettingsError(f"batch_index_{side} is {item}; that recording's batch has {batch}, counted from 0.")
    return item
