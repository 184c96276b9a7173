"""Items of a sweep: each is one run, with an id that depends on nothing but what is asked for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from ..comfyui.job import Job, Lora, check_job, generate_graph
from ..edits import AttentionEdit
from ..errors import MissingModelError, SettingsError
from ..maths.numbers import is_whole
from ..settings import CaptureSettings, parse_layer_globs
from .own_workflow import OwnWorkflow
from .study import Study
from .words import words_within

if TYPE_CHECKING:
    from ..comfyui.client import Prompt

FOLDER = "sweep"
"""Folder below ComfyUI's folder of runs in which a run lies until it is packed."""
_FIELDS = {"prompts": "prompt", "seeds": "seed", "checkpoints": "model_id"}
_INPUTS = {**_FIELDS, "checkpoints": "checkpoint"}


@dataclass(frozen=True)
class Item:
    """A run to draw.

    Attributes:
        id: its name: a readable beginning, and the start of the SHA-256 of ``asked``.
        asked: what is asked for, as plain JSON values: prompt, seed, and what differs from the defaults.
        group: the checkpoint; items of one group are drawn one after the other.
        job: what is drawn, without a workflow of the user's own.
        workflow: such a workflow.
    """

    id: str
    asked: dict[str, Any]
    group: str
    job: Job | None
    workflow: OwnWorkflow | None

    @property
    def names(self) -> tuple[Any, ...]:
        """The names that a ComfyUI has to know to draw it, of samplers and files."""
        if self.workflow is not None:
            return self.workflow.names(self._values)
        assert self.job is not None
        job = self.job
        return (job.model_id, job.sampler, job.scheduler, *(lora.name for lora in job.loras))

    def prompt(self, object_info: dict[str, Any], checkpoints: str) -> Prompt:
        """Return the graph to run. Raises: as ``generate_graph``."""
        if self.workflow is not None:
            self.workflow.check_names(self._values, object_info)
            return self.workflow.prompt(self._values, f"{FOLDER}/{self.id}")
        assert self.job is not None
        return generate_graph(self.job, object_info, checkpoints)

    def refusal(self, object_info: dict[str, Any], checkpoints: str) -> str:
        """Return why a ComfyUI can't draw it, as far as its description of its nodes tells; empty if it can.

        Raises:
            HostError: the pack or a node is not installed there, so it can draw nothing.
        """
        try:
            self.prompt(object_info, checkpoints)
        except (SettingsError, MissingModelError) as error:
            return str(error)
        return ""

    @property
    def _values(self) -> dict[str, Any]:
        """Values of a workflow's named inputs."""
        return {key: value for key, value in self.asked.items() if key != "workflow"}


def items_of(study: Study) -> list[Item]:
    """Return the items of a study, each once, those of one checkpoint after the other.

    Raises:
        SettingsError: a value is out of range, or axes to zip differ in length.
    """
    items = {item.id: item for item in (_item(study, values) for values in _combinations(study))}
    order = {group: number for number, group in enumerate(dict.fromkeys(item.group for item in items.values()))}
    return sorted(items.values(), key=lambda item: order[item.group])


def _combinations(study: Study) -> Iterator[dict[str, Any]]:
    """Yield a value for each axis, in all combinations; the first axis changes last."""
    zipped = {name: group for group in study.zips for name in group}
    if len(zipped) < sum(map(len, study.zips)):
        listed = ", ".join(f"[{', '.join(group)}]" for group in study.zips)
        raise SettingsError(f"zip is [{listed}], which names an axis twice; put all that go along into one list.")
    unknown = [name for name in zipped if name not in study.axes]
    if unknown:
        raise SettingsError(f"zip names {', '.join(unknown)}; this study's axes are {', '.join(study.axes)}.")
    wheels: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for name in study.axes:
        group = zipped.get(name, (name,))
        lengths = {len(study.axes[other]) for other in group}
        if len(lengths) > 1:
            counts = ", ".join(f"{other} has {len(study.axes[other])}" for other in group)
            raise SettingsError(f"The axes to zip have to be of one length: {counts} values.")
        wheels.setdefault(group, list(zip(*(study.axes[other] for other in group), strict=True)))
    for chosen in product(*wheels.values()):
        yield {
            name: value
            for group, values in zip(wheels, chosen, strict=True)
            for name, value in zip(group, values, strict=True)
        }


def _item(study: Study, values: dict[str, Any]) -> Item:
    if study.workflow is not None:
        asked = {_INPUTS.get(axis, axis): value for axis, value in values.items()}
        workflow = study.workflow.recording(study.words, asked) if study.words else study.workflow
        asked["workflow"] = workflow.digest
        return Item(_id(asked), asked, str(asked.get("checkpoint", "")), None, workflow)
    fields = {
        _FIELDS.get(axis, axis): value for axis, value in values.items() if axis not in ("sizes", "loras", "edits")
    }
    if "sizes" in values:
        fields["width"], fields["height"] = map(int, values["sizes"].split("x"))
    if "cfg_scale" in fields:
        fields["cfg_scale"] = _as_float(fields["cfg_scale"])
    loras = tuple(Lora(entry["name"], _as_float(entry.get("strength", 1))) for entry in values.get("loras", ()))
    edits = tuple(_made(AttentionEdit, entry, "edits") for entry in values.get("edits", ()))
    capture = _made(CaptureSettings, _with_globs(study.record), "record")
    if study.words:
        mapped = ("prompt", "negative_prompt") if capture.wants_maps("negative") else ("prompt",)
        capture = replace(capture, only_words=words_within([fields.get(name, "") for name in mapped], study.words))
    job = _made(Job, {**fields, "loras": loras, "edits": edits, "capture": capture}, "settings")
    asked = _asked(job)
    id_ = _id(asked)
    named = replace(job, overwrite_output=True, run_name=f"{FOLDER}/{id_}")
    check_job(named)
    return Item(id_, asked, job.model_id, named, None)


def _asked(job: Job) -> dict[str, Any]:
    """Return prompt, seed, and all that differs from the defaults, as plain JSON values."""
    values = {name: getattr(job, name) for name in ("prompt", "seed")}
    plain = Job("")
    for name in Job.__dataclass_fields__:
        if getattr(job, name) != getattr(plain, name):
            values[name] = getattr(job, name)
    if "capture" in values:
        usual = CaptureSettings().as_dict()
        values["record"] = {key: v for key, v in values.pop("capture").as_dict().items() if v != usual[key]}
    if "loras" in values:
        values["loras"] = [asdict(lora) for lora in job.loras]
    if "edits" in values:
        usual = asdict(AttentionEdit("*"))
        values["edits"] = [{key: v for key, v in asdict(edit).items() if v != usual[key]} for edit in job.edits]
    return values


def _id(asked: dict[str, Any]) -> str:
    """Return the id of what is asked for, such as "a-red-circle_s42_1f0c2a9b3d4e"."""
    canonical = json.dumps(asked, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
    words = re.sub(r"[^a-z0-9]+", "-", str(asked.get("prompt", "")).lower()).strip("-")[:32].strip("-")
    seed = f"s{asked['seed']}" if "seed" in asked else ""
    return "_".join(part for part in (words or "run", seed, digest[:12]) if part)


def _as_float(value: Any) -> Any:
    """Return a number as a float, so that 3 and 3.0 are the same run; all else is left to ``check_job``."""
    return float(value) if is_whole(value) else value


def _with_globs(record: Any) -> dict[str, Any]:
    return {
        k: parse_layer_globs(v)
        if k in ("layers", "head_layers") and isinstance(v, str)
        else tuple(v)
        if isinstance(v, list)
        else v
        for k, v in record.items()
    }


def _made(kind: Any, fields: dict[str, Any], where: str) -> Any:
    """Make an object of a study's keys. Raises: SettingsError."""
    unknown = [key for key in fields if key not in kind.__dataclass_fields__]
    if unknown:
        raise SettingsError(
            f"{where} has {', '.join(map(str, unknown))}; expected some of {', '.join(kind.__dataclass_fields__)}."
        )
    try:
        return kind(**fields)
    except TypeError as error:
        raise SettingsError(f"{where} is {fields!r}: {error}.") from None
