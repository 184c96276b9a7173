"""Example workflows, run in a real ComfyUI as `dev.py demo` runs one; the demo model draws those that need files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from server_fixtures import EXAMPLE

from diffulizer.comfyui.client import Outcome, Prompt
from diffulizer.comfyui.progress import Progress
from diffulizer.comfyui.runner import run_prompt
from diffulizer.comfyui.server import Server
from diffulizer.comfyui.workflow import load_workflow, to_prompt

FOLDER = EXAMPLE.parent
LORA = "sd_xl_offset_example-lora_1.0.safetensors"
"""The LoRA that the example names; see small_lora.py."""

Picture = NDArray[np.float64]


LOADED: dict[str, tuple[str, Sequence[int]]] = {
    "CheckpointLoaderSimple": ("sdxl", (0, 1, 2)),
    "UNETLoader": ("transformer", (0,)),
    "CLIPLoader": ("transformer", (1,)),
    "DualCLIPLoader": ("transformer", (1,)),
    "VAELoader": ("transformer", (2,)),
}
"""Loaders, with the demo model and its outputs that take their place."""


def drawn_by_demo(prompt: Prompt) -> Prompt:
    """The prompt with the demo model for what it loads, at the demo model's size."""
    given: dict[str, Sequence[int]] = {}
    for name, node in prompt.items():
        if node["class_type"] in LOADED:
            kind, given[name] = LOADED[node["class_type"]]
            node |= {"class_type": "Diffulizer_DemoModel", "inputs": {"kind": kind}}
        inputs = node["inputs"]
        if inputs.get("width") == inputs.get("height") == 1024 and "batch_size" in inputs:
            inputs.update(width=256, height=256)
    for node in prompt.values():
        for value in node["inputs"].values():
            if isinstance(value, list) and value[0] in given:
                value[1] = given[value[0]][value[1]]
    return prompt


@dataclass
class Ran:
    """An example that has run.

    Attributes:
        workflow: as saved.
        prompt: as queued.
        outcome: what its output nodes gave out.
        progress: all that was reported while it ran.
        base: folder that the host's output and temp folders lie in.
    """

    workflow: dict[str, Any]
    prompt: Prompt
    outcome: Outcome
    progress: list[Progress]
    base: Path

    def pictures(self, title: str) -> list[list[Picture]]:
        """The pictures of each node that shows or saves some, by its title or type: [H, W, 3] in 0..1."""
        showing = [output["images"] for output in self._outputs(title) if "images" in output]
        return [[self._picture(told) for told in images] for images in showing]

    def picture(self, title: str) -> Picture:
        """The only picture of the only such node."""
        ((picture,),) = self.pictures(title)
        return picture

    @property
    def runs(self) -> list[Path]:
        """The runs that were exported."""
        told = [run for output in self.outcome.outputs.values() for run in output.get("diffulizer_run", [])]
        return [Path(run["path"]) for run in told]

    def text(self, title: str) -> str:
        """What a node shows as text."""
        (output,) = self._outputs(title)
        return str(output["text"][0])

    def shown(self) -> list[Picture]:
        """All pictures."""
        outputs = self.outcome.outputs.values()
        return [self._picture(told) for output in outputs for told in output.get("images", [])]

    def _outputs(self, title: str) -> list[dict[str, Any]]:
        ids = [str(n["id"]) for n in self.workflow["nodes"] if title in (n.get("title"), n["type"])]
        found = [self.outcome.outputs[id_] for id_ in ids if id_ in self.outcome.outputs]
        assert found, f"no node {title!r} shows or saves something"
        return found

    def _picture(self, told: dict[str, str]) -> Picture:
        with Image.open(self.base / told["type"] / told["subfolder"] / told["filename"]) as image:
            return np.asarray(image.convert("RGB")) / 255


def run_example(server: Server, name: str) -> Ran:
    """Run an example of that name."""
    workflow = load_workflow(FOLDER / f"{name}.json")
    queued: list[Prompt] = []
    progress: list[Progress] = []

    def build(info: dict[str, Any]) -> Prompt:
        queued.append(drawn_by_demo(to_prompt(workflow, info)))
        return queued[0]

    outcome = run_prompt(server.url, build, progress.append, workflow=workflow)
    assert server.base is not None
    return Ran(workflow, queued[0], outcome, progress, server.base)
