"""The real ComfyUI on a CPU: in this process its executor, its caches and its nodes, and as a server of its own."""

from __future__ import annotations

import asyncio
import copy
import importlib
import inspect
import os
import sys
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

if "PYTEST_XDIST_WORKER" in os.environ:  # the workers are the threads, of their servers too; torch reads it once
    os.environ.setdefault("OMP_NUM_THREADS", "1")

from ran_examples import LORA, Ran, run_example
from server_fixtures import real_host
from small_lora import write_lora

from diffulizer.comfyui.server import Server
from tools.dev.host import describe

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def pytest_report_header() -> str:
    return describe(Path(os.environ["COMFYUI_PATH"])) if os.environ.get("COMFYUI_PATH") else "no ComfyUI is named"


class Host:
    """ComfyUI's own prompt executor, with the pack loaded as the host loads it. What differs between the hosts that we
    support is told by signatures and types, never by version."""

    def __init__(self, comfyui: Path, base: Path) -> None:
        sys.path.insert(0, str(comfyui))
        importlib.import_module("utils.extra_config")  # first, as main.py does: later comfy.utils takes the name
        from comfy.cli_args import args

        args.cpu = True
        import comfy.model_management
        import comfy.utils
        import execution
        import folder_paths
        import nodes

        for kind in ("output", "temp", "input"):
            (base / kind).mkdir(parents=True, exist_ok=True)
        folder_paths.set_output_directory(str(base / "output"))
        folder_paths.set_temp_directory(str(base / "temp"))
        self.output = base / "output"
        stop = comfy.model_management.throw_exception_if_processing_interrupted
        comfy.utils.set_progress_bar_global_hook(lambda *_, **__: stop())  # as main.py's hook does
        # Files of other packs that need packages we leave out are reported by the host and harmless.
        asyncio.run(nodes.init_builtin_extra_nodes())
        assert asyncio.run(nodes.load_custom_node(str(REPOSITORY))), "the host refused the pack"
        self.package = str(REPOSITORY).replace(".", "_x_")
        self._execution = execution
        self.nodes = nodes
        self.messages: list[tuple[str, Any]] = []
        self._share_the_demo_model(args)
        self.new_executor()

    def _share_the_demo_model(self, args: Any) -> None:
        """Load each demo model once, as a page does whose graphs all hold the same loader.

        They are loaded anew where a test changes the type of its weights or the folders of embeddings.
        """
        import folder_paths

        loader: Any = self.module("demo_model.loader")
        load = loader.load_demo_model
        models: dict[str, Any] = {}
        usual = (repr(sorted(vars(args).items())), folder_paths.get_folder_paths("embeddings"))

        def shared(path: Path | None = None, kind: str = "sdxl") -> Any:
            if path or usual != (repr(sorted(vars(args).items())), folder_paths.get_folder_paths("embeddings")):
                return load(path, kind)
            if kind not in models:
                models[kind] = load(kind=kind)
            return models[kind]

        loader.load_demo_model = shared

    def new_executor(self) -> None:
        """Forget all cached outputs."""
        server = SimpleNamespace(
            client_id="tests",
            last_node_id=None,
            last_prompt_id=None,
            sockets_metadata={},
            send_sync=lambda event, data, sid=None: self.messages.append((event, data)),
        )
        executor = self._execution.PromptExecutor
        named = "cache_args" in inspect.signature(executor).parameters  # which sizes, the host chooses
        sizes: dict[str, Any] = {"cache_args": defaultdict(int)} if named else {}
        self.executor = executor(server, cache_type=self._execution.CacheType.CLASSIC, **sizes)

    def object_info(self) -> dict[str, Any]:
        """Return what the server's /object_info says of the inputs of each node."""
        kinds = self.nodes.NODE_CLASS_MAPPINGS.items()
        return {name: {"input": kind.INPUT_TYPES()} for name, kind in kinds}

    def module(self, name: str) -> ModuleType:
        """Return a module of the pack, as the host sees it: ``module("nodes.host.attach")``."""
        return importlib.import_module(f"{self.package}.{name}")

    def validate(self, graph: dict[str, Any]) -> tuple[bool, str]:
        """Return the host's answer to a graph when it is queued: (accepted, all messages)."""
        valid, error, _outputs, node_errors = asyncio.run(self._execution.validate_prompt("check", graph, None))
        return valid, f"{error} {node_errors}"

    def run(self, graph: dict[str, Any], extra: dict[str, Any] | None = None, *, check: bool = True) -> Result:
        """Execute a graph in API format; all its nodes with no followers are the outputs.

        Args:
            check: neither the prompt nor a node of ours may fail.
        """
        graph = copy.deepcopy(graph)  # every prompt that a page queues is new: the host writes into it
        used = {str(v[0]) for node in graph.values() for v in node["inputs"].values() if isinstance(v, list)}
        ends = [node_id for node_id in graph if node_id not in used]
        self.messages.clear()
        self.executor.execute(graph, uuid.uuid4().hex, {"client_id": "tests", **(extra or {})}, ends)
        result = Result(self.executor, self.executor.status_messages, self.executor.history_result["outputs"])
        if check:
            assert self.executor.success, result.error
            assert result.failures == {}
        return result


class Result:
    """Outputs of an execution as Python objects."""

    def __init__(self, executor: Any, messages: list[tuple[str, Any]], ui: dict[str, Any]) -> None:
        self._executor = executor
        self.messages = messages
        self.ui = ui

    def outputs(self, node_id: str) -> list[list[Any]]:
        """All values of each output of a node."""
        entry = self._executor.caches.outputs.get(node_id)
        if inspect.iscoroutine(entry):
            entry = asyncio.run(entry)
        outputs: list[list[Any]] = getattr(entry, "outputs", entry)
        return outputs

    def output(self, node_id: str, index: int = 0) -> Any:
        return self.outputs(node_id)[index][0]

    @property
    def cached(self) -> set[str]:
        """Ids of the nodes whose outputs came from the cache."""
        return {n for event, data in self.messages if event == "execution_cached" for n in data["nodes"]}

    @property
    def error(self) -> str:
        return "; ".join(
            f"{data['node_type']}: {data['exception_type']}: {data['exception_message']}"
            for event, data in self.messages
            if event == "execution_error"
        )

    @property
    def failures(self) -> dict[str, list[str]]:
        """Reasons of the failures of our nodes, by node id."""
        return {node_id: ui["diffulizer_error"] for node_id, ui in self.ui.items() if ui.get("diffulizer_error")}

    @property
    def interrupted(self) -> bool:
        return any(event == "execution_interrupted" for event, _ in self.messages)


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    path = os.environ.get("COMFYUI_PATH")
    assert path, "COMFYUI_PATH names no ComfyUI. Run these tests with: python3 dev.py test"
    return Host(Path(path), tmp_path_factory.mktemp("comfyui"))


@pytest.fixture(autouse=True)
def _fresh_cache(request: pytest.FixtureRequest) -> None:
    if "host" in request.fixturenames:
        request.getfixturevalue("host").new_executor()


class Given:
    """Lets a graph use Python objects: ``given(value, "MODEL")`` is a node that gives one out, and
    ``given.applied(function, "model's node")`` one that puts a function on a MODEL."""

    def __init__(self, host: Host) -> None:
        self._values: dict[str, Any] = {}
        values = self._values

        class Value:
            RETURN_TYPES: tuple[str] = (_Anything("*"),)
            FUNCTION = "get"
            CATEGORY = "tests"

            @classmethod
            def INPUT_TYPES(cls) -> dict[str, Any]:  # noqa: N802 (the host's name)
                return {"required": {"name": ("STRING", {})}}

            def get(self, name: str) -> tuple[Any]:
                return (values[name],)

        class Applied(Value):
            RETURN_TYPES = ("MODEL",)
            FUNCTION = "apply"

            @classmethod
            def INPUT_TYPES(cls) -> dict[str, Any]:  # noqa: N802 (the host's name)
                return {"required": {"model": ("MODEL",), "name": ("STRING", {})}}

            def apply(self, model: Any, name: str) -> tuple[Any]:
                return (values[name](model),)

        host.nodes.NODE_CLASS_MAPPINGS |= {"TestsValue": Value, "TestsApplied": Applied}

    def __call__(self, value: Any) -> dict[str, Any]:
        return {"class_type": "TestsValue", "inputs": {"name": self._keep(value)}}

    def applied(self, function: Any, model: list[Any]) -> dict[str, Any]:
        """A node that puts ``function`` (MODEL -> MODEL) on the MODEL of an output [node, index]."""
        return {"class_type": "TestsApplied", "inputs": {"model": model, "name": self._keep(function)}}

    def _keep(self, value: Any) -> str:
        name = f"value {len(self._values)}"
        self._values[name] = value
        return name


class _Anything(str):
    """A type of outputs that fits every input."""

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = str.__hash__


@pytest.fixture
def given(host: Host) -> Given:
    return Given(host)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A ComfyUI with the pack, for all tests that need no flags of their own.

    It has a LoRA for the example that takes one, and sets the content policy that comes with its API nodes off.
    """
    models = tmp_path_factory.mktemp("models")
    write_lora(models / "loras" / LORA)
    with Server(real_host(), device="cpu", models=models, arguments=["--disable-api-nodes"]) as started:
        yield started


@pytest.fixture(scope="session")
def runs(server: Server) -> Path:
    """The server's folder of runs; beside it lies what none of its addresses may give out."""
    assert server.base is not None
    (server.base / "output" / "secret.json").write_text("treasure")
    return server.base / "output" / "diffulizer"


@pytest.fixture(scope="session")
def examples(server: Server) -> Callable[[str], Ran]:
    """Runs an example workflow by its name, once."""
    return cache(lambda name: run_example(server, name))
