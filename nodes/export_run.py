"""Export Diffulizer Run: a recording as a folder of plain files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from comfy_api.latest import io

from ..diffulizer.dataset.write.writer import ExportOptions
from ..diffulizer.errors import RunNameError
from ..diffulizer.names import check_run_name, expand_run_name
from ..diffulizer.recording import Gap, SamplingPass, find_pass, newest_pass
from ..diffulizer.recording import Recording as RecordingProtocol
from .failures import FallibleNode, stop_input
from .host import exports
from .host.execution import executing, executing_value
from .host.preview import METHODS
from .host.progress import InterruptibleProgress
from .host.runs import PassExport
from .sockets import CATEGORY, Recording, check_choices, face, newer, samples_of


class ExportRun(FallibleNode):
    """Node that writes one run for each image of the batch."""

    shown = ("diffulizer_run",)

    @classmethod
    @face("run_name", "overwrite_output", "preview")
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_ExportRun",
            display_name="Export Diffulizer Run",
            category=CATEGORY,
            description="Writes a recording to output/diffulizer as plain files: images, attention maps, latents, "
            "metrics. Any program can read them; the format is documented.",
            **newer(search_aliases=["save attention", "save latents", "save recording", "dataset"]),
            inputs=[
                Recording.Input("recording", tooltip="From KSampler (Diffulizer) or Record Attention."),
                io.Latent.Input(
                    "latent",
                    tooltip="The sampler's LATENT. With it, the export waits for the sampler and knows "
                    "which pass you mean.",
                ),
                io.String.Input(
                    "run_name",
                    default="run",
                    tooltip="Prefix of the folder's name: 'run' gives run_00001, run_00002, ... Use / for sub-folders. "
                    "%year% %month% %day% %hour% %minute% %second% %width% %height% and %date:yyyy-MM-dd% work.",
                ),
                io.Boolean.Input(
                    "overwrite_output",
                    "overwrite",
                    default=False,
                    tooltip="Use run_name exactly as it is, and replace an existing run once the new one is complete.",
                ),
                io.Boolean.Input(
                    "save_latents_noise",
                    "keep latents",
                    default=True,
                    tooltip="Store each step's latents and predicted noise, or a flow's velocity (float16).",
                ),
                io.Int.Input(
                    "max_dataset_mb",
                    "warn at MB",
                    default=200,
                    min=0,
                    max=1_048_576,
                    tooltip="Size in MiB beyond which the export warns. 0 is no limit.",
                ),
                io.Boolean.Input(
                    "enforce_size_limit",
                    "hard limit",
                    default=False,
                    tooltip="Fail before anything is written if the run would be larger, instead of warning.",
                ),
                io.Boolean.Input(
                    "fail_on_shape_error",
                    "check shapes",
                    default=False,
                    tooltip="Fail and write nothing if recorded values can't be right. Otherwise the run says so.",
                ),
                io.Combo.Input(
                    "preview",
                    options=list(METHODS),
                    default="vae",
                    tooltip="How the latents become pictures: vae (latent_rgb if none is wired), taesd (small and "
                    "fast, needs its file in models/vae_approx), latent_rgb (coarse colours, no model needed).",
                ),
                io.Vae.Input("vae", optional=True, tooltip="Decodes the pictures of the steps."),
                stop_input(),
            ],
            outputs=[
                io.String.Output(
                    "run_folder",
                    display_name="run folder",
                    tooltip="The folder that was written. A batch has one on each line.",
                )
            ],
            is_output_node=True,
        )

    @classmethod
    def validate_inputs(cls, run_name: str | None = None, preview: str | None = None) -> bool | str:
        try:
            if run_name is not None:
                # the values of widgets are known only when the node runs, which makes them fit for a name
                check_run_name(
                    expand_run_name(run_name, width=0, height=0, now=datetime.now(), node_values=lambda *_: "value")
                )
        except RunNameError as error:
            return str(error)
        return check_choices(preview=(preview, METHODS))

    @classmethod
    def fingerprint_inputs(cls, **inputs: Any) -> Any:
        return exports.fingerprint(), super().fingerprint_inputs(**inputs)

    @classmethod
    def make(
        cls,
        recording: RecordingProtocol,
        latent: dict[str, Any],
        run_name: str,
        overwrite_output: bool,
        save_latents_noise: bool,
        max_dataset_mb: int,
        enforce_size_limit: bool,
        fail_on_shape_error: bool,
        preview: str,
        vae: Any = None,
    ) -> io.NodeOutput:
        chosen, notes = _pass_to_export(recording, samples_of(latent))
        export = PassExport(chosen, preview, vae)
        height, width = export.size
        options = ExportOptions(
            save_latents_noise=save_latents_noise,
            max_dataset_mb=max_dataset_mb,
            enforce_size_limit=enforce_size_limit,
            fail_on_shape_error=fail_on_shape_error,
            overwrite=overwrite_output,
        )
        summaries = export.write(
            expand_run_name(run_name, width=width, height=height, now=datetime.now(), node_values=executing_value),
            options,
            progress=InterruptibleProgress(export.batch).of_item,
            origin=executing(),
            notes=tuple(notes),
        )
        exports.note_folders(run["path"] for run in summaries)
        return io.NodeOutput("\n".join(run["path"] for run in summaries), ui={"diffulizer_run": summaries})


def _pass_to_export(recording: RecordingProtocol, samples: Any) -> tuple[SamplingPass, list[str]]:
    """Return the pass whose result is the wired latent; else the last one, with a note on that.

    Raises:
        RecordingError: nothing was recorded, or the pass is no longer held.
    """
    newest = newest_pass(recording)
    chosen = find_pass(recording, samples)
    if chosen is not None:
        return chosen, []
    note = (
        "The wired LATENT is not the result of a recorded pass: another node changed it, or the sampler took no step. "
        f"The last recorded pass was exported, of seed {newest.sampling.seed}."
    )
    return newest.with_gap(Gap("pass", "latent", note)), [note]
