"""Live display of a pass in browsers while it is sampled.

Sampling only puts steps into a queue. A thread of its own does the rest, so that sampling waits neither for pictures
nor for a browser. A browser that misses an event finds the step in the store, through ``/diffulizer/live``.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from weakref import WeakValueDictionary

import folder_paths
import numpy as np
from comfy_execution.utils import get_executing_context

from ...diffulizer.capture.memory import MemoryPass
from ...diffulizer.layers import AttentionLayer
from ...diffulizer.live import ClearestLayer, LiveStore, pass_summary, step_maps, step_summary
from ...diffulizer.recording import Step
from .preview import Decoder, decoder
from .web_server import prompt_server

log = logging.getLogger(__name__)

STEP_EVENT, PASS_EVENT = "diffulizer.step", "diffulizer.pass"
MIN_SECONDS = 0.05
"""Least time between two events of a pass, in seconds, because more of them than a screen shows are useless. The store
has every step."""

_watched: WeakValueDictionary[str, MemoryPass] = WeakValueDictionary()
"""Passes that browsers watched, by id, for as long as something else holds them."""
_jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
_thread: threading.Thread | None = None


def store() -> LiveStore:
    """Return the store of the newest passes, in the host's temporary folder."""
    return LiveStore(Path(folder_paths.get_temp_directory()) / "diffulizer" / "live")


def watched(id_: str) -> MemoryPass | None:
    """Return a pass that a browser watched, if what it recorded is still in memory."""
    return _watched.get(id_)


def note_export(id_: str, names: list[str]) -> None:
    """Store the names of the runs that a pass was written as, once all that was told of the pass is stored."""
    _later(lambda: store().exported(id_, names))


def note_interrupt(id_: str) -> None:
    """Tell the browser that watches that a pass, whole by itself, is part of work that was stopped: it can be exported
    though no node puts it out."""
    server = prompt_server()
    client = getattr(server, "client_id", None)
    if client is not None:
        _later(lambda: _tell_interrupt(id_, server, client))


def _tell_interrupt(id_: str, server: Any, client: str) -> None:
    summary = store().summary(id_)
    if summary is not None:
        told = {**summary, "state": "interrupted"}
        store().update(id_, told)
        server.send_sync(PASS_EVENT, told, client)


class LivePass:
    """Live display of one pass.

    Args:
        target: the pass; its id names it.
        node_id: the node whose panel shows it.
        model: the host's model, for the colours of its latents.

    Attributes:
        watched: whether a browser runs this prompt; otherwise nothing is done at all.
    """

    def __init__(self, target: MemoryPass, node_id: str | None, model: Any) -> None:
        self._target = target
        self._server = prompt_server()
        self._client = getattr(self._server, "client_id", None)
        context = get_executing_context()
        self.watched = self._client is not None and node_id is not None and context is not None
        self._head = {"id": target.id, "node": node_id, "prompt_id": getattr(context, "prompt_id", None)}
        self._begun = time.time()
        self._sent = 0.0
        self._model = model
        self._decode: Decoder | None = None
        self._clearest: ClearestLayer | None = None
        self._layer: AttentionLayer | None = None
        self._shown: dict[int, AttentionLayer] = {}

    def step(self, step: Step, picture: np.ndarray | None = None) -> None:
        """Send a step that was recorded; return at once. Without a picture of it, its latent's colours are shown."""
        if self.watched:
            _later(lambda: self._tell_step(step, picture))

    def end(self, state: str) -> None:
        """Send how the pass ended: "complete", "interrupted" or "failed"."""
        if self.watched:
            _later(lambda: self._tell_end(state))

    def _tell_step(self, step: Step, picture: np.ndarray | None) -> None:
        target = self._target
        clearest = self._clearest or self._begin()
        if picture is None and self._decode:
            picture = self._decode(step.x0[0])
        layer = clearest.add(step)
        maps = None
        if layer is not None:
            self._shown[step.index] = self._layer = layer
            maps = step_maps(step, layer.name, [layer], target.conditions)
        summary = step_summary(step, picture, maps)
        store().add(target.id, summary)
        last = step.index + 1 >= target.sampling.num_steps
        if last or time.monotonic() - self._sent >= MIN_SECONDS:
            self._send(STEP_EVENT, {**self._head, **summary})
            self._sent = time.monotonic()

    def _begin(self) -> ClearestLayer:
        """Tell of the pass before its first step, by which the host has prepared the conditionings."""
        target = self._target
        _watched[target.id] = target
        self._decode = _colours(self._model)
        first = target.conditions[:1]
        words = first[0].prompt.table.words if first else ()
        self._clearest = ClearestLayer(target.layers, first[0].id if first else "", words)
        store().begin(target.id, self._summary("running"))
        self._send(PASS_EVENT, self._summary("running"))
        return self._clearest

    def _tell_end(self, state: str) -> None:
        if self._clearest is not None:
            self._store_maps_of_the_last_choice()
            store().update(self._target.id, self._summary(state))
            self._send(PASS_EVENT, self._summary(state))

    def _store_maps_of_the_last_choice(self) -> None:
        """Give earlier steps in the store the maps of the layer that is clearest at the end, so that they can be shown
        when the pass is no longer in memory."""
        layer, target = self._layer, self._target
        for index, shown in self._shown.items():
            if layer is None or shown is layer or index >= len(target.steps):
                continue
            stored = store().step(target.id, index)
            maps = step_maps(target.steps[index], layer.name, [layer], target.conditions)
            if stored is not None and maps is not None:
                store().add(target.id, {**stored, "maps": maps})

    def _summary(self, state: str) -> dict[str, Any]:
        return {**self._head, "state": state, "begun": self._begun, **pass_summary(self._target, self._layer)}

    def _send(self, event: str, content: dict[str, Any]) -> None:
        self._server.send_sync(event, content, self._client)


def _colours(model: Any) -> Decoder | None:
    try:
        return decoder("latent_rgb", model.get_model_object("latent_format"), None)[0]
    except ValueError:  # latents without known colours: maps and numbers are shown without a picture
        return None


def _later(job: Callable[[], None]) -> None:
    global _thread
    if _thread is None:
        _thread = threading.Thread(target=_work, name="diffulizer-live", daemon=True)
        _thread.start()
    _jobs.put(job)


def _work() -> None:
    while True:
        job = _jobs.get()
        try:
            job()
        except Exception:  # a watching browser misses a step; nothing else may suffer
            log.exception("A step could not be shown live.")
        del job  # it holds the pass, and the next one may come hours later
