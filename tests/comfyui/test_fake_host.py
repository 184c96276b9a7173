"""The fake host of tests/nodes is like the real one in everything that the pack uses: its signatures, its order of
calls."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from fake_host import FakeHost, modules, network, pictures, samplers, sampling, text, wrappers

from graphs import node

NODES = Path(__file__).resolve().parents[2] / "nodes"
OWN = {
    "FakeModel.plan",
    "Network.predict",
    "UNet.before",
    "UNet.calls",
    "UNet.predict",
    "FakeVAE.decoded",
    "TAESD.loaded",
}
"""Attributes by which tests steer the fake, and those that they look at afterwards."""
LATER = {"latent_shapes"}
"""Arguments that not the oldest host has. It is the host that passes them, our wrappers pass them on."""
Trace = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return the content of each module of the fake host; nothing of it is installed."""
    return FakeHost(tmp_path_factory.mktemp("fake") / "output").modules()


@pytest.fixture(scope="module")
def model(host: Any) -> Any:
    """The demo model as the host's loaders give it out: MODEL, CLIP and VAE."""
    result = host.run({"1": node("Diffulizer_DemoModel")})
    return SimpleNamespace(model=result.output("1"), clip=result.output("1", 1), vae=result.output("1", 2))


# -- names ---------------------------------------------------------------------------------------


def uses(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Return (module of the host, name) of everything that a file takes from the host."""
    known: dict[str, str] = {}
    for item in ast.walk(tree):
        if isinstance(item, ast.Import):
            for alias in item.names:
                if alias.name.split(".")[0] in modules.ROOTS:
                    known[alias.asname or alias.name] = alias.name
        elif isinstance(item, ast.ImportFrom) and item.level == 0 and str(item.module).split(".")[0] in modules.ROOTS:
            for alias in item.names:
                yield str(item.module), alias.name
                known[alias.asname or alias.name] = f"{item.module}:{alias.name}"
    for item in ast.walk(tree):
        if isinstance(item, ast.Attribute):
            base = known.get(ast.unparse(item.value))
            if base is not None:
                yield base, item.attr


def taken() -> list[tuple[str, str]]:
    """Return everything that the pack's nodes take from the host."""
    files = sorted(NODES.rglob("*.py"))
    return sorted({use for path in files for use in uses(ast.parse(path.read_text(encoding="utf-8")))})


def test_what_the_nodes_take_is_in_both(host: Any, fake: dict[str, dict[str, Any]]) -> None:
    found = taken()
    assert len(found) > 40, "the files were not understood"
    missing = []
    for module, name in found:
        place, _, inner = module.partition(":")
        real, faked = importlib.import_module(place), SimpleNamespace(**fake[place])
        if inner:
            real, faked = getattr(real, inner), getattr(faked, inner)
        if f"{place}.{name}" in fake or (place, name) == ("server", "PromptServer"):
            continue
        missing += [
            f"{who}: {module} {name}" for who, owner in (("real", real), ("fake", faked)) if not has(owner, name)
        ]
    assert missing == []


def has(owner: Any, name: str) -> bool:
    return hasattr(owner, name) or name in getattr(owner, "__annotations__", {})


# -- signatures ----------------------------------------------------------------------------------


def pairs(host: Any, fake: dict[str, dict[str, Any]], model: Any) -> Iterator[tuple[str, Any, Any]]:
    """Return (name, of the fake, of the real host) of everything that the fake has of the host."""
    for module, contents in fake.items():
        for name, value in contents.items():
            real = getattr(importlib.import_module(module), name, None)
            if module == "comfy.latent_formats":
                yield f"{module}.{name}", value(), real()
            elif module not in ("server", "comfy.ldm.modules.attention"):  # the backend's names of arguments differ
                yield f"{module}.{name}", value, real
    import comfy.ldm.modules.attention as attention
    import comfy.samplers
    from comfy import patcher_extension, sampler_helpers
    from comfy.k_diffusion import sampling as k_diffusion

    yield "get_all_wrappers", wrappers.get_all_wrappers, patcher_extension.get_all_wrappers
    yield "prepare_sampling", sampling.prepare_sampling, sampler_helpers.prepare_sampling
    yield "calc_cond_batch", sampling.calc_cond_batch, comfy.samplers.calc_cond_batch
    yield "KSAMPLER", samplers.KSAMPLER, comfy.samplers.KSAMPLER
    yield "sampler_object", samplers.sampler_object, comfy.samplers.sampler_object
    yield "sample_euler", samplers.sample_euler, k_diffusion.sample_euler
    yield "sample_heun", samplers.sample_heun, k_diffusion.sample_heun
    yield "optimized_attention", network.optimized_attention, attention.attention_pytorch
    patcher, unet = model.model, model.model.model.diffusion_model
    made: Any = sampling.make_model()
    yield "ModelPatcher", made, patcher
    yield "FakeModel", made.model, patcher.model
    yield "ModelSampling", made.model.model_sampling, patcher.get_model_object("model_sampling")
    yield "UNet", made.model.diffusion_model, unet
    yield (
        "CrossAttention",
        made.model.diffusion_model.middle_block[1].transformer_blocks[0].attn1,
        unet.middle_block[1].transformer_blocks[0].attn1,
    )
    yield "FakeClip", text.FakeClip(), model.clip
    yield "FakeVAE", pictures.FakeVAE(), model.vae


def differences(name: str, fake: Any, real: Any) -> list[str]:
    """List the calls that the fake accepts and the real host does not, or understands differently."""
    if isinstance(fake, SimpleNamespace):
        return [d for key, value in vars(fake).items() for d in member(name, key, value, real)]
    if inspect.ismodule(fake):
        own = {key: value for key, value in vars(fake).items() if not key.startswith("_") and not foreign(value, fake)}
        return [d for key, value in own.items() for d in member(name, key, value, real)]
    if inspect.isclass(fake):
        return of_class(name, fake, real)
    if callable(fake) and not isinstance(fake, torch.nn.Module):
        return of_signature(name, fake, real)
    return of_instance(name, fake, real)


def foreign(value: Any, module: Any) -> bool:
    """Return whether a module only imported this."""
    return not isinstance(value, SimpleNamespace) and getattr(value, "__module__", "") != module.__name__


def of_class(name: str, fake: type, real: Any) -> list[str]:
    if not inspect.isclass(real):
        return [f"{name}: a class in the fake, {type(real).__name__} in the real host"]
    found = of_signature(name, fake, real) if "__init__" in vars(fake) else []
    for key, value in vars(fake).items():
        if not key.startswith("_") or key == "__call__":
            found += member(name, key, value, real)
    return found


def of_instance(name: str, fake: Any, real: Any) -> list[str]:
    if not hasattr(fake, "__dict__"):
        return [] if isinstance(real, type(fake)) else [f"{name}: {fake!r} in the fake, {real!r} in the real host"]
    found = []
    for key in {**vars(type(fake)), **vars(fake)}:
        if not key.startswith("_") and key != "training":
            found += member(name, key, getattr(fake, key), real)
    return found


def member(name: str, key: str, value: Any, real: Any) -> list[str]:
    if f"{name.rpartition('.')[2]}.{key}" in OWN or (isinstance(value, torch.nn.Module) and not hasattr(real, key)):
        return []
    if not has(real, key):
        return [f"{name}.{key}: not in the real host"]
    other = getattr(real, key, None)
    if inspect.isclass(value) or isinstance(value, SimpleNamespace):
        return differences(f"{name}.{key}", value, other)
    if inspect.isroutine(value) or isinstance(value, (classmethod, staticmethod)):
        functions: list[Any] = [getattr(part, "__func__", part) for part in (value, other)]
        return of_signature(f"{name}.{key}", *functions)
    if isinstance(value, Enum):
        return (
            [] if value.value == other.value else [f"{name}.{key}: {value!r} in the fake, {other!r} in the real host"]
        )
    kept = isinstance(value, (str, bool, torch.device, torch.dtype)) and not isinstance(other, property)
    if kept and not isinstance(other, type(value)):
        return [f"{name}.{key}: {value!r} in the fake, {other!r} in the real host"]
    return []


def of_signature(name: str, fake: Callable[..., Any], real: Any) -> list[str]:
    """Each parameter of the fake is the real one's, of that name, in that place; those left out may be left out. A name
    that nobody may use need not be the real one's, and a place that nobody may use neither."""
    if not callable(real):
        return [f"{name}: a function in the fake, {real!r} in the real host"]
    mine, theirs = (
        [p for p in inspect.signature(f).parameters.values() if p.name not in ("self", "cls")] for f in (fake, real)
    )
    positional = [p.name for p in theirs if p.kind is p.POSITIONAL_OR_KEYWORD]
    found, unnamed = [], set()
    for place, parameter in enumerate(mine):
        if parameter.kind is parameter.POSITIONAL_ONLY and place < len(positional):
            unnamed.add(positional[place])
            continue
        kinds = (parameter.kind, parameter.POSITIONAL_OR_KEYWORD if parameter.kind is parameter.KEYWORD_ONLY else None)
        other = next((p for p in theirs if p.name == parameter.name and p.kind in kinds), None)
        if other is None and parameter.name in LATER:
            continue
        if other is None:
            found.append(f"{name}({parameter}): not a parameter of the real {inspect.signature(real)}")
        elif parameter.kind is parameter.POSITIONAL_OR_KEYWORD and positional[place] != parameter.name:
            found.append(f"{name}({parameter}): number {place} in the fake, not in {inspect.signature(real)}")
        elif optional(parameter) and not optional(other):
            found.append(f"{name}({parameter}): may be left out in the fake alone")
    needed = {p.name for p in theirs if not optional(p)} - {p.name for p in mine} - unnamed
    return found + [f"{name}: lacks {parameter}, which the real host needs" for parameter in sorted(needed)]


def optional(parameter: inspect.Parameter) -> bool:
    return parameter.default is not parameter.empty or parameter.kind in (
        parameter.VAR_POSITIONAL,
        parameter.VAR_KEYWORD,
    )


def test_signatures_are_the_real_hosts(host: Any, fake: dict[str, dict[str, Any]], model: Any) -> None:
    found = [d for name, mine, real in pairs(host, fake, model) for d in differences(name, mine, real)]
    assert not found, "\n".join(found)


def test_a_wrong_signature_would_be_seen() -> None:
    def real(model: Any, conds: Any, x_in: Any = None) -> None: ...
    def renamed(model: Any, lists: Any) -> None: ...
    def swapped(conds: Any, model: Any) -> None: ...
    def longer(model: Any, conds: Any, x_in: Any = None, more: Any = None) -> None: ...
    def shorter(model: Any) -> None: ...
    def unnamed(model: Any, /) -> None: ...
    def right(model: Any, conds: Any) -> None: ...
    def unnamed_too(a: Any, b: Any, /, x_in: Any = None) -> None: ...
    def placeless(*, conds: Any, model: Any) -> None: ...

    for wrong in (renamed, swapped, longer, shorter, unnamed):
        assert of_signature("f", wrong, real), wrong.__name__
    for fine in (right, unnamed_too, placeless):
        assert of_signature("f", fine, real) == [], fine.__name__


def test_the_servers_parts_are_the_real_hosts(host: Any, fake: dict[str, dict[str, Any]]) -> None:
    import execution
    from server import PromptServer

    faked = fake["server"]["PromptServer"].instance
    assert set(vars(faked)) == {"prompt_queue", "routes", "send_sync"}
    assert of_signature("send_sync", faked.send_sync, PromptServer.send_sync) == []
    made = inspect.getsource(PromptServer.__init__)
    assert "PromptServer.instance = self" in made
    assert "routes = web.RouteTableDef()" in made
    assert type(faked.routes).__name__ == "RouteTableDef"
    queue = execution.PromptQueue(SimpleNamespace())
    assert type(queue.currently_running) is type(faked.prompt_queue.currently_running) is dict


def test_wrappers_have_the_real_hosts_names(host: Any, fake: dict[str, dict[str, Any]]) -> None:
    from comfy.patcher_extension import WrappersMP

    def constants(of: type) -> dict[str, str]:
        return {name: value for name, value in vars(of).items() if name.isupper()}

    assert constants(fake["comfy.patcher_extension"]["WrappersMP"]) == constants(WrappersMP)


# -- one sampling --------------------------------------------------------------------------------


def traced(patcher: Any, kinds: Any, attention: Callable[..., Any]) -> tuple[Any, Trace]:
    """A clone of a MODEL that notes each call that the host makes on its way through a sampling pass."""
    trace: Trace = []
    clone = patcher.clone()
    for name in sorted(n for n in vars(kinds) if n.isupper()):

        def wrapper(executor: Any, *args: Any, _name: str = name, **kwargs: Any) -> Any:
            owner = executor.class_obj is not None
            trace.append((_name, owner, tuple(map(kind_of, args)), {k: kind_of(v) for k, v in sorted(kwargs.items())}))
            if _name == "DIFFUSION_MODEL":
                trace.append(("options", sorted(args[5])))
            result = executor(*args, **kwargs)
            trace.append((f"end of {_name}", kind_of(result)))
            return result

        clone.add_wrapper_with_key(getattr(kinds, name), "tests", wrapper)

    def override(function: Any, *args: Any, **kwargs: Any) -> Any:
        options = kwargs["transformer_options"]
        trace.append(("attention", options["block"][0], tuple(map(kind_of, args)), sorted(kwargs), sorted(options)))
        assert function is inspect.unwrap(attention) or function is attention
        return function(*args, **kwargs)

    clone.model_options["transformer_options"]["optimized_attention_override"] = override
    return clone, trace


def kind_of(value: Any) -> str:
    """A value's kind, the same for the fake's and the real host's."""
    if isinstance(value, torch.Tensor):
        return f"tensor of {value.ndim} axes"
    if isinstance(value, (list, tuple)):
        return f"list of {sorted({kind_of(item) for item in value})}"
    if isinstance(value, torch.Size):
        return "list of ['int']"
    if inspect.isroutine(value):
        return "function"
    own = {"FakeModel": "model", "SDXL": "model", "KSAMPLER": "sampler", "CFGGuider": "guider"}
    return own.get(type(value).__name__, type(value).__name__)


def guided(guider: type, patcher: Any, conditioning: Any, sampler: Any, heard: Trace) -> None:
    """Two steps of a positive and a negative prompt on an empty latent."""
    guide = guider(patcher)
    guide.set_conds(conditioning, conditioning)
    guide.set_cfg(5.0)

    def callback(*args: Any) -> None:
        heard.append(("callback", tuple(map(kind_of, args))))

    empty = torch.zeros(1, 4, 8, 8)
    result = guide.sample(
        torch.randn(1, 4, 8, 8), empty, sampler, torch.tensor([2.0, 1.0, 0.0]), callback=callback, seed=7
    )
    heard.append(("result", kind_of(result), hasattr(guide, "conds"), hasattr(guide, "inner_model")))


@pytest.mark.parametrize("sampler", ["euler", "heun"])
def test_one_sampling_has_the_real_hosts_order_of_calls(
    host: Any, fake: dict[str, dict[str, Any]], model: Any, sampler: str
) -> None:
    import comfy.samplers
    import comfyui_version
    from comfy.ldm.modules.attention import optimized_attention
    from comfy.patcher_extension import WrappersMP

    clip = text.FakeClip()
    faked, mine = traced(sampling.make_model(), wrappers.WrappersMP, network.optimized_attention)
    encoded = clip.encode_from_tokens_scheduled(clip.tokenize("a red square"))
    guided(sampling.CFGGuider, faked, encoded, samplers.sampler_object(sampler), mine)

    real, theirs = traced(model.model, WrappersMP, optimized_attention)
    encoded = model.clip.encode_from_tokens_scheduled(model.clip.tokenize("a red square"))
    guided(comfy.samplers.CFGGuider, real, encoded, comfy.samplers.sampler_object(sampler), theirs)

    assert [call[0] for call in without_repeats(mine)] == [call[0] for call in without_repeats(theirs)]
    exact = fake["comfyui_version"]["__version__"] == comfyui_version.__version__
    for own, expected in zip(without_repeats(mine), without_repeats(theirs), strict=True):
        assert own == expected if exact else agree(own, expected), (own, expected)


def agree(own: tuple[Any, ...], expected: tuple[Any, ...]) -> bool:
    """Return whether two calls are alike in a host of another version than the fake's, which may pass other names."""
    for mine, theirs in zip(own, expected, strict=True):
        if isinstance(mine, dict):
            if any(mine[name] != theirs[name] for name in mine.keys() & theirs.keys()):
                return False
        elif not isinstance(mine, list) and mine != theirs:
            return False
    return True


def without_repeats(trace: Trace) -> Trace:
    """The real network has more blocks in each stage: of the same calls in a row, the first."""
    return [call for place, call in enumerate(trace) if place == 0 or call != trace[place - 1]]
