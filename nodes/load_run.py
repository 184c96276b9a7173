"""Load Diffulizer Run: a run on disk as a recording."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ..diffulizer.dataset.files import open_files
from ..diffulizer.dataset.read.disk_pass import DiskRecording
from ..diffulizer.errors import RunNotFoundError
from ..diffulizer.maths.tensors import tensor_digest
from .failures import FallibleNode, stop_input
from .host.runs import latent_format, library
from .sockets import CATEGORY, RECORDING_TOOLTIP, Recording, face, newer


class LoadRun(FallibleNode):
    """Node that gives an exported run the form of a new recording."""

    shown = ("diffulizer_run",)

    @classmethod
    @face("run")
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_LoadRun",
            display_name="Load Diffulizer Run",
            category=CATEGORY,
            description="Reads a run that was exported to output/diffulizer, as a recording. Its files are read when "
            "they are needed.",
            **newer(
                search_aliases=["open run", "load recording", "load attention", "dataset"], has_intermediate_output=True
            ),
            inputs=[
                io.Combo.Input(
                    "run",
                    options=library().names(),
                    tooltip="The runs in output/diffulizer, the newest first. Press R to look for new ones.",
                ),
                stop_input(),
            ],
            outputs=[
                Recording.Output("recording", display_name="recording", tooltip=RECORDING_TOOLTIP),
                io.Latent.Output(
                    "latent",
                    display_name="LATENT",
                    tooltip="The latent after the run's last step. Wire it to VAE Decode, or to the LATENT of an "
                    "export.",
                ),
            ],
        )

    @classmethod
    def validate_inputs(cls, run: str | None = None) -> bool | str:
        if run is None:
            return True
        if not run:
            return "run is empty: output/diffulizer holds none yet. Export one, then press R."
        try:
            library().locate(run)
        except RunNotFoundError:
            return (
                f"run is {run!r}, which is not in output/diffulizer any more. Press R to refresh the list, then choose "
                "another run."
            )
        return True

    @classmethod
    def fingerprint_inputs(cls, **inputs: Any) -> Any:
        return library().version(inputs["run"]), super().fingerprint_inputs(**inputs)

    @classmethod
    def make(cls, run: str) -> io.NodeOutput:
        path = library().locate(run)
        recording = DiskRecording(path)
        (loaded,) = recording.passes
        samples = latent_format(loaded.model.latent_format).process_out(loaded.steps[-1].latent.float())
        loaded.output_digest = tensor_digest(samples)
        with open_files(path) as files:
            sizes = [files.size(name) or 0 for name in files.names()]
        summary = {
            "name": run,
            "version": library().version(run),
            "path": str(path),
            "steps": len(loaded.steps),
            "files": len(sizes),
            "size_bytes": sum(sizes),
            "complete": loaded.complete,
        }
        return io.NodeOutput(recording, {"samples": samples}, ui={"diffulizer_run": [summary]})
