"""``comfy_api.latest.io``: schemas that take the arguments of 0.3.75 and no others."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from types import SimpleNamespace
from typing import Any


class Input:
    io_type = "*"

    def __init__(
        self,
        id: str,
        display_name: str | None = None,
        optional: bool = False,
        tooltip: str | None = None,
        lazy: bool | None = None,
        extra_dict: dict[str, Any] | None = None,
    ) -> None:
        self.id, self.display_name, self.optional = id, display_name, optional
        self.tooltip, self.lazy, self.extra_dict = tooltip, lazy, extra_dict or {}


class Output:
    io_type = "*"

    def __init__(
        self,
        id: str | None = None,
        display_name: str | None = None,
        tooltip: str | None = None,
        is_output_list: bool = False,
    ) -> None:
        self.id, self.display_name = id, display_name
        self.tooltip, self.is_output_list = tooltip, is_output_list


class WidgetInput(Input):
    _options: tuple[str, ...] = ("default", "socketless", "force_input")
    """Arguments beyond those of a plain input. None of the widgets takes extra_dict or advanced."""

    def __init__(
        self,
        id: str,
        display_name: str | None = None,
        optional: bool = False,
        tooltip: str | None = None,
        lazy: bool | None = None,
        **values: Any,
    ) -> None:
        super().__init__(id, display_name, optional, tooltip, lazy)
        unknown = set(values) - set(self._options)
        if unknown:
            raise TypeError(f"{type(self).__qualname__}() got an unexpected keyword argument {sorted(unknown)[0]!r}")
        for name in self._options:
            setattr(self, name, values.get(name))


def Custom(io_type: str) -> Any:  # noqa: N802 (the host's name)
    """A socket type with its Input and Output."""
    return _socket(io_type, Input)


def _socket(io_type: str, base: type[Input]) -> Any:
    return SimpleNamespace(
        io_type=io_type,
        Input=type("Input", (base,), {"io_type": io_type}),
        Output=type("Output", (Output,), {"io_type": io_type}),
    )


def _widget(io_type: str, *options: str) -> Any:
    own = (*WidgetInput._options, *options)
    return _socket(io_type, type("WidgetInput", (WidgetInput,), {"_options": own, "__signature__": _signature(*own)}))


def _signature(*options: str, first: Sequence[str] = ()) -> inspect.Signature:
    """The arguments of every input, with ``first`` behind the id, and the options by their names."""
    place = inspect.Parameter.POSITIONAL_OR_KEYWORD
    id_, *plain = list(inspect.signature(Input.__init__).parameters.values())[1:-1]
    more = [inspect.Parameter(name, place, default=None) for name in first]
    named = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in options]
    return inspect.Signature([id_, *more, *plain, *named])


Boolean = _widget("BOOLEAN", "label_on", "label_off")
Int = _widget("INT", "min", "max", "step", "control_after_generate", "display_mode")
Float = _widget("FLOAT", "min", "max", "step", "round", "display_mode")
String = _widget("STRING", "multiline", "placeholder", "dynamic_prompts")
Model, Clip, Vae = Custom("MODEL"), Custom("CLIP"), Custom("VAE")
Conditioning, Latent = Custom("CONDITIONING"), Custom("LATENT")
Image, Mask = Custom("IMAGE"), Custom("MASK")


class _ComboInput(WidgetInput):
    io_type = "COMBO"
    _options = ("default", "control_after_generate", "upload", "image_folder", "remote", "socketless")

    def __init__(self, id: str, options: list[str] | None = None, *args: Any, **values: Any) -> None:
        super().__init__(id, *args, **values)
        self.options = options


WidgetInput.__signature__ = _signature(*WidgetInput._options)  # type: ignore[attr-defined]
_ComboInput.__signature__ = _signature(*_ComboInput._options, first=("options",))  # type: ignore[attr-defined]
Combo = SimpleNamespace(io_type="COMBO", Input=_ComboInput)


class Hidden(str, Enum):
    unique_id = "UNIQUE_ID"
    prompt = "PROMPT"
    extra_pnginfo = "EXTRA_PNGINFO"
    dynprompt = "DYNPROMPT"


@dataclass(kw_only=True)
class Schema:
    node_id: str
    display_name: str | None = None
    category: str = "sd"
    inputs: list[Input] | None = None
    outputs: list[Output] | None = None
    hidden: list[Hidden] | None = None
    description: str = ""
    is_input_list: bool = False
    is_output_node: bool = False
    is_deprecated: bool = False
    is_experimental: bool = False
    is_api_node: bool = False
    not_idempotent: bool = False
    enable_expand: bool = False

    def validate(self) -> None:
        parts: tuple[Any, ...] = (*(self.inputs or []), *(self.outputs or []))
        ids = [part.id for part in parts]
        if len(set(ids)) != len(ids):
            raise ValueError(f"Ids must be unique between and within inputs and outputs: {ids}")


class ComfyNode:
    @classmethod
    def define_schema(cls) -> Schema:
        raise NotImplementedError

    @classmethod
    def GET_SCHEMA(cls) -> Schema:  # noqa: N802 (the host's name)
        schema = cls.define_schema()
        schema.validate()
        return schema


class NodeOutput:
    def __init__(
        self,
        *args: Any,
        ui: dict[str, Any] | None = None,
        expand: dict[str, Any] | None = None,
        block_execution: str | None = None,
    ) -> None:
        self.args, self.ui, self.expand, self.block_execution = args, ui, expand, block_execution

    def __getitem__(self, index: int) -> Any:
        return self.args[index]
