"""The fake host under the real one's module names."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import inspect
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, NamedTuple

import torch
from aiohttp import web

from . import network, pictures, samplers, sampling, schema, text, wrappers

REPOSITORY = Path(__file__).resolve().parents[3]
PACKAGE = str(REPOSITORY).replace(".", "_x_")
ROOTS = (
    "comfy",
    "comfy_api",
    "comfy_execution",
    "folder_paths",
    "latent_preview",
    "server",
    "comfyui_version",
    "nodes",
)


class ComfyExtension(ABC):
    async def on_load(self) -> None:  # noqa: B027 (no pack needs to override it)
        """Called once; nothing by default."""

    @abstractmethod
    async def get_node_list(self) -> list[type[schema.ComfyNode]]: ...


class ExecutionBlocker:
    """Output that keeps the host from running what needs it; without a message, silently."""

    def __init__(self, message: str | None) -> None:
        self.message = message


class InterruptProcessingException(Exception):  # noqa: N818 (the host's name)
    """Exception that the host raises once the user has interrupted."""


class _Context(NamedTuple):
    prompt_id: str
    node_id: str
    list_index: int | None = None


class _DynamicPrompt:
    def __init__(self, graph: dict[str, Any]) -> None:
        self._graph = graph

    def has_node(self, node_id: str) -> bool:
        return node_id in self._graph

    def get_node(self, node_id: str) -> dict[str, Any]:
        return self._graph[node_id]

    def get_original_prompt(self) -> dict[str, Any]:
        return self._graph


class ExecutionList:
    """What the host has still to execute, with its cache of outputs by node."""

    def __init__(self, dynprompt: Any, output_cache: Any) -> None:
        self.dynprompt, self.output_cache = dynprompt, output_cache


def _execute(execution_list: ExecutionList, node: Callable[[], Any]) -> Any:
    return node()


execute = FunctionType(_execute.__code__, {"__name__": "execution"})
"""The host's function that runs a node, in the host's module of that name."""


class FakeHost:
    """The fake host, which tests steer and look at afterwards.

    Attributes:
        output: the host's output folder.
        vae_approx: paths of the files in models/vae_approx, by name.
        free_memory: bytes that the host says are free.
        interrupt_at: the how-manieth question whether the user interrupted is answered yes.
        bars: (done, total, preview) of every update of a progress bar.
        routes: what the pack adds to the host's web server.
        outputs: what nodes put out, a list of values for each output, by the node's id.
        events: (event, content, client) of all that was sent to browsers; client None is every one.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.vae_approx: dict[str, str] = {}
        self.free_memory = 2**34
        self.interrupt_at: int | None = None
        self.bars: list[tuple[int, int, Any]] = []
        self.args = SimpleNamespace(disable_metadata=False, preview_size=512)
        self.queue: dict[str, tuple[Any, ...]] = {}
        self.routes = web.RouteTableDef()
        self.events: list[tuple[str, dict[str, Any], str | None]] = []
        self.nodes: dict[str, Any] = {}
        self.outputs: dict[str, list[list[Any]]] = {}
        self._context: _Context | None = None
        self._graph: dict[str, Any] = {}

    def module(self, name: str) -> ModuleType:
        """Return a module of the pack: ``module("nodes.host.attach")``."""
        return importlib.import_module(f"{PACKAGE}.{name}")

    @contextmanager
    def executing(self, graph: dict[str, Any], node_id: str, workflow: Any = None) -> Iterator[None]:
        """Let the host run a node of a graph within the block."""
        self._context, self._graph = _Context("prompt", node_id), graph
        self.queue["prompt"] = (0, "prompt", graph, {"extra_pnginfo": {"workflow": workflow}}, [])
        try:
            yield
        finally:
            self._context, self._graph = None, {}
            self.queue.clear()

    def run(self, node_id: str, **inputs: Any) -> Any:
        """Execute a node, with the defaults of its widgets; a required input that is missing is an error. Failures are
        raised, unless ``stop_on_error`` is given as False."""
        node = self.nodes[node_id]
        values = {}
        if any(given.id == "stop_on_error" for given in node.GET_SCHEMA().inputs):
            inputs.setdefault("stop_on_error", True)
        for given in node.GET_SCHEMA().inputs:
            if given.id in inputs:
                values[given.id] = inputs.pop(given.id)
            elif getattr(given, "default", None) is not None:
                values[given.id] = given.default
            elif not given.optional:
                raise TypeError(f"{node_id}: required input {given.id} is missing")
        assert not inputs, f"{node_id} has no inputs {sorted(inputs)}"
        return execute(ExecutionList(None, self.outputs), lambda: node.execute(**values))

    def validate(self, node_id: str, **constants: Any) -> bool | str:
        """Return a node's answer when the prompt is queued: it gets the constants that it names, and None for links."""
        node = self.nodes[node_id]
        asked = inspect.signature(node.validate_inputs).parameters
        defaults = {i.id: getattr(i, "default", None) for i in node.GET_SCHEMA().inputs}
        return node.validate_inputs(**{name: constants.get(name, defaults[name]) for name in asked})

    def _throw_if_interrupted(self) -> None:
        if self.interrupt_at is not None:
            self.interrupt_at -= 1
            if self.interrupt_at <= 0:
                self.interrupt_at = None
                raise InterruptProcessingException

    def modules(self) -> dict[str, dict[str, Any]]:
        """Return the content of each module of the host."""
        bars = self.bars

        class ProgressBar:
            def __init__(self, total: int, node_id: Any = None) -> None:
                self.total = total

            def update_absolute(self, value: int, total: int | None = None, preview: Any = None) -> None:
                bars.append((value, total or self.total, preview))

        return {
            "comfy": {},
            "comfy.cli_args": {"args": self.args},
            "comfy.ldm": {},
            "comfy.ldm.modules": {},
            "comfy.ldm.modules.attention": {
                "optimized_attention": network.optimized_attention,
                "optimized_attention_masked": network.optimized_attention,
            },
            "comfy.samplers": {
                "KSampler": samplers.KSampler,
                "CFGGuider": sampling.CFGGuider,
                "calc_cond_batch": sampling.calc_cond_batch,
                "encode_model_conds": sampling.encode_model_conds,
            },
            "comfy.patcher_extension": {
                "WrappersMP": wrappers.WrappersMP,
                "WrapperExecutor": wrappers.WrapperExecutor,
            },
            "comfy.model_management": {
                "InterruptProcessingException": InterruptProcessingException,
                "throw_exception_if_processing_interrupted": self._throw_if_interrupted,
                "get_free_memory": lambda dev=None: self.free_memory,
                "vae_device": lambda: torch.device("cpu"),
                "minimum_inference_memory": lambda: 0,
            },
            "comfy.utils": {"ProgressBar": ProgressBar},
            "comfy.latent_formats": {"SDXL": pictures.SDXL, "LatentFormat": pictures.LatentFormat},
            "comfy.taesd": {},
            "comfy.taesd.taesd": {name: getattr(pictures, name) for name in ("TAESD", "Block", "Clamp", "conv")},
            "comfy.sd": {},
            "comfy.sdxl_clip": {
                name: getattr(text, name) for name in ("SDXLTokenizer", "SDXLClipModel", "SDXLClipGTokenizer")
            },
            "comfy.sd1_clip": {"SD1Tokenizer": text.SD1Tokenizer},
            "comfy.text_encoders": {},
            "comfy.text_encoders.qwen_vl": {"process_qwen2vl_images": text.process_qwen2vl_images},
            "comfy.text_encoders.sd2_clip": {"SD2Tokenizer": text.SD2Tokenizer},
            "comfy.supported_models": {"SDXL": sampling.SDXL, "Flux": sampling.Flux},
            "comfy.supported_models_base": {"ClipTarget": type("ClipTarget", (), {})},
            "comfy.model_detection": {},
            "comfy.model_patcher": {"ModelPatcher": sampling.ModelPatcher},
            "comfy.ops": {},
            "comfy_api": {},
            "comfy_api.latest": {"io": schema, "ComfyExtension": ComfyExtension},
            "comfy_execution": {},
            "comfy_execution.graph": {"ExecutionList": ExecutionList},
            "comfy_execution.graph_utils": {"ExecutionBlocker": ExecutionBlocker},
            "comfy_execution.utils": {"get_executing_context": lambda: self._context},
            "comfy_execution.progress": {
                "get_progress_state": lambda: SimpleNamespace(dynprompt=_DynamicPrompt(self._graph))
            },
            "folder_paths": {
                "get_output_directory": lambda: str(self.output),
                "get_temp_directory": lambda: str(self.output.with_name("temp")),
                "get_filename_list": lambda folder_name: list(self.vae_approx) if folder_name == "vae_approx" else [],
                "get_full_path": lambda folder_name, filename: self.vae_approx.get(filename),
                "get_folder_paths": lambda folder_name: [],
            },
            "latent_preview": {
                "Latent2RGBPreviewer": pictures.Latent2RGBPreviewer,
                "MAX_PREVIEW_RESOLUTION": self.args.preview_size,
            },
            "server": {
                "PromptServer": SimpleNamespace(
                    instance=SimpleNamespace(
                        prompt_queue=SimpleNamespace(currently_running=self.queue),
                        routes=self.routes,
                        send_sync=lambda event, data, sid=None: self.events.append((event, data, sid)),
                    )
                )
            },
            "comfyui_version": {"__version__": "0.3.75"},
            "nodes": {"common_ksampler": samplers.common_ksampler, "NODE_CLASS_MAPPINGS": {}},
        }


@contextmanager
def installed(output: Path) -> Iterator[FakeHost]:
    """The fake host in ``sys.modules`` with the pack loaded into it; afterwards all is as it was before."""
    before = {name: module for name, module in sys.modules.items() if _belongs(name)}
    for name in before:
        del sys.modules[name]
    try:
        host = FakeHost(output)
        for name, contents in host.modules().items():
            module = ModuleType(name)
            module.__path__ = []  # packages and modules alike
            vars(module).update(contents)
            sys.modules[name] = module
            parent, _, own = name.rpartition(".")
            if parent:
                setattr(sys.modules[parent], own, module)
        host.nodes = asyncio.run(_load_pack())
        yield host
    finally:
        for name in [n for n in sys.modules if _belongs(n)]:
            del sys.modules[name]
        sys.modules.update(before)


async def _load_pack() -> dict[str, Any]:
    """Load the pack as the host does, from the folder, under a mangled name; return the nodes by id."""
    place = REPOSITORY / "__init__.py"
    spec = importlib.util.spec_from_file_location(PACKAGE, place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)
    extension = await module.comfy_entrypoint()
    assert isinstance(extension, ComfyExtension)
    await extension.on_load()
    return {node.GET_SCHEMA().node_id: node for node in await extension.get_node_list()}


def _belongs(name: str) -> bool:
    return name.split(".")[0] in ROOTS or name == PACKAGE or name.startswith(PACKAGE + ".")
