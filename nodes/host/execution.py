"""The current execution of the host: node, graph, workflow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from comfy.cli_args import args
from comfy_execution.progress import get_progress_state
from comfy_execution.utils import get_executing_context

from ...diffulizer.comfyui.graph import Graph, named_value
from ...diffulizer.comfyui.schedules import schedule_part
from ...diffulizer.maths.numbers import number
from ...diffulizer.recording import SamplingInfo
from .outputs import held_outputs
from .web_server import prompt_server


@dataclass(frozen=True)
class Execution:
    """The node that is being executed and the graph around it.

    Attributes:
        node_id: the executing node's id, or None outside of an execution.
        graph: the executed graph.
        workflow: the UI's graph, or None where it is unknown or metadata are switched off.
        prompt_graph: the executed graph as plain JSON, or None likewise.
    """

    node_id: str | None
    graph: Graph
    workflow: dict[str, Any] | None
    prompt_graph: dict[str, Any] | None

    def model_id(self) -> str:
        """Return the name of the checkpoint as the graph states it."""
        return self.graph.model_id(self.node_id)

    def sampling_info(self, sampler: Any, sigmas: Any, seed: int | None, cfg: float | None) -> SamplingInfo:
        """Describe how the pass samples, from its arguments, and from the graph where they don't tell."""
        find = partial(self.graph.setting, self.node_id)
        schedule = tuple(float(s) for s in sigmas.tolist())
        steps = len(schedule) - 1
        part = schedule_part(self.graph, self.node_id, steps)
        function = getattr(getattr(sampler, "sampler_function", None), "__name__", "")
        return SamplingInfo(
            sampler=_text(find("sampler")) or function.removeprefix("sample_") or None,
            scheduler=_text(find("scheduler")),
            seed=seed,
            cfg_scale=number(cfg),
            denoise=None if part is None else part.denoise,
            schedule=schedule,
            num_steps=steps,
            start_step=None if part is None else part.start,
            end_step=None if part is None else part.end,
        )


def current_execution() -> Execution:
    """Return the execution in this thread."""
    context = get_executing_context()
    if context is None:
        return Execution(None, Graph(lambda _: None), None, None)
    dynprompt = get_progress_state().dynprompt
    hidden = args.disable_metadata
    outputs = held_outputs()
    return Execution(
        node_id=context.node_id,
        graph=Graph(lambda node_id: _node(dynprompt, node_id), outputs),
        workflow=None if hidden else _workflow(context.prompt_id),
        prompt_graph=None if hidden else _graph_as_queued(dynprompt.get_original_prompt()),
    )


def executing() -> tuple[str | None, str | None]:
    """Return the ids of the node that this thread executes and of its prompt."""
    context = get_executing_context()
    return (None, None) if context is None else (context.node_id, context.prompt_id)


def show_activity(text: str | None) -> None:
    """Say on the executing node what takes its time, where the host has a place for it; None takes it away."""
    context, progress = get_executing_context(), get_progress_state()
    if context is not None and hasattr(progress, "set_activity"):
        progress.set_activity(context.node_id, text)


def executing_value(title: str, widget: str) -> object:
    """Return the value of a widget of the node with this title or class in the executed graph, or None."""
    if get_executing_context() is None:
        return None
    return named_value(get_progress_state().dynprompt.get_original_prompt(), title, widget)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _node(dynprompt: Any, node_id: str) -> dict[str, Any] | None:
    return dynprompt.get_node(node_id) if dynprompt.has_node(node_id) else None


def _graph_as_queued(prompt: dict[str, Any]) -> dict[str, Any]:
    """Return the executed graph without the fingerprints that the host writes into it."""
    return {
        node_id: {key: value for key, value in node.items() if key != "is_changed"} for node_id, node in prompt.items()
    }


def _workflow(prompt_id: str) -> dict[str, Any] | None:
    """Return the UI graph that came with the prompt, from the host's queue."""
    queue = getattr(prompt_server(), "prompt_queue", None)
    if queue is None:
        return None
    for item in list(queue.currently_running.values()):
        if item[1] == prompt_id:
            return (item[3].get("extra_pnginfo") or {}).get("workflow")
    return None
