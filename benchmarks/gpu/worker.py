"""One process of the GPU check: it starts one host with its flags, makes one model, and measures the setup's cases.

`run.py` starts it. Whatever a case meets becomes its row; the next case follows.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from statistics import median
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, patch

BENCHMARKS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(BENCHMARKS)]
sys.path.append(str(BENCHMARKS.parent))  # last: our nodes/ must not hide the host's module of that name

from gpu import results  # noqa: E402
from gpu.given import restrict  # noqa: E402
from gpu.plan import SETUPS, Setup  # noqa: E402

ROOM_GIB = 4
"""Room that offloading leaves for the model and its work."""
SOUND_AND_VIDEO = (
    ("av", "av.container", "av.subtitles", "av.subtitles.stream", "av.video", "av.video.reformatter"),
    ("torchaudio", "torchaudio.functional", "torchaudio.transforms"),
)
"""Packages that hosts import and that pictures do without."""
MODULES: Any = SimpleNamespace()
"""The host's and the pack's modules, once `start` has imported them."""


@dataclass(frozen=True)
class Size:
    """Size of the samplings: side of the latent, steps, pairs, and steps and pairs of the less important cases."""

    side: int = 128
    steps: int = 24
    pairs: int = 5
    few_steps: int = 8
    few_pairs: int = 2
    profiled_steps: int = 3


SMALL = Size(side=8, steps=2, pairs=2, few_steps=2, few_pairs=1, profiled_steps=1)
"""Settings of the rehearsal."""


def start(setup: Setup, rehearse: bool) -> None:
    """Import the host with the setup's flags, and the pack. What the host's web page and its videos need does not
    travel; empty modules stand for them."""
    import torch

    if not torch.cuda.is_available() and not rehearse:
        raise RuntimeError("torch finds no GPU here. To try the check without one, add --rehearse.")
    flags = list(setup.flags)
    if "RESERVE" in flags:
        free = torch.cuda.mem_get_info()[0] / 2**30 if torch.cuda.is_available() else ROOM_GIB
        flags[flags.index("RESERVE")] = f"{max(0.0, free - ROOM_GIB):.2f}"
    sys.path.insert(0, os.environ["COMFYUI_PATH"])
    importlib.import_module("utils.extra_config")  # first, as in main.py: later comfy.utils takes the name
    importlib.import_module("comfy.options").enable_args_parsing()
    sys.argv[1:] = flags
    importlib.import_module("comfy.cli_args")
    if not torch.cuda.is_available():
        importlib.import_module("comfy.cli_args").args.cpu = True
        torch.set_num_threads(1)
    for name in ("bench", "machine", "other_ways", "pack", "random_unet"):
        setattr(MODULES, name, importlib.import_module(name))
    MODULES.host = importlib.import_module("comfy.model_management")
    MODULES.host_attention = importlib.import_module("comfy.ldm.modules.attention")
    MODULES.host_version = importlib.import_module("comfyui_version").__version__
    stand_in("server", PromptServer=SimpleNamespace(instance=None))
    for names in SOUND_AND_VIDEO:
        if importlib.util.find_spec(names[0]) is None:
            for name in names:
                stand_in(name)
    for name in ("nodes.host.session", "nodes.host.live", "nodes.host.attach", "diffulizer.capture.attention"):
        setattr(MODULES, name.rpartition(".")[2], MODULES.pack.pack(name))
    MODULES.torch = torch


def stand_in(name: str, **contents: Any) -> None:
    """Put a module of this name, whose further contents are of no use, where imports find it."""
    module: Any = ModuleType(name)
    sys.modules[name] = module
    module.__spec__, module.__path__ = ModuleSpec(name, None), []
    module.__getattr__ = lambda attribute: MagicMock(name=attribute)
    vars(module).update(contents)


def model_of(setup: Setup, rehearse: bool) -> Any:
    """Return the setup's MODEL on the host's device, or on the CPU where the host is to load it."""
    torch = MODULES.torch
    weights = getattr(torch, setup.weights)
    compute = None
    if rehearse and weights.itemsize > 1:
        weights = torch.float32
    elif weights.itemsize == 1:
        compute = torch.float32 if rehearse else torch.float16
    device = MODULES.host.get_torch_device()
    patcher = MODULES.random_unet.random_model(
        "sdxl", narrow=setup.narrow or rehearse, dtype=weights, compute=compute, device=device
    )
    if setup.on_cpu:
        patcher.model.to("cpu")
        patcher.model.device = torch.device("cpu")
    return patcher


class Worker:
    """The cases of one setup.

    Args:
        until: the time (of ``time.time``) at which no further pair begins.
    """

    def __init__(self, setup: Setup, size: Size, until: float, out: Path, model: Any) -> None:
        self.setup, self.size, self.until, self.out, self.model = setup, size, until, out, model
        self.gpu = MODULES.torch.cuda.is_available()

    # -- measuring -----------------------------------------------------------------------------

    def bench(self, *, few: bool = True, batch: int = 1, steps: int | None = None) -> Any:
        steps = steps or (self.size.few_steps if few else self.size.steps)
        return MODULES.bench.Bench(self.size.side, steps, self.model, batch=batch)

    def sampled(self, bench: Any, model: Any) -> tuple[float, Any, int]:
        """Sample once; return (seconds, latent, most bytes allocated on the device meanwhile)."""
        cuda = MODULES.torch.cuda
        if self.gpu:
            cuda.synchronize()
            cuda.reset_peak_memory_stats()
        seconds, latent = bench.sample(model)
        return seconds, latent, cuda.max_memory_allocated() if self.gpu else 0

    def pairs(
        self,
        bench: Any,
        prepare: Callable[[Any], tuple[Any, Any]],
        count: int,
        *,
        around: Callable[[], Any] = nullcontext,
        changes: bool = False,
    ) -> dict[str, Any]:
        """Measure recorded against plain sampling, in pairs of alternating order.

        Args:
            prepare: returns a MODEL that records, and its recording.
            around: a context for the recorded sampling.
            changes: whether the way may change the picture.
        """
        torch = MODULES.torch
        warm = MODULES.bench.Bench(self.size.side, 1, self.model, batch=bench.latent.shape[0])
        warm.sample(self.model)
        with around():
            warm.sample(prepare(self.model)[0])
        row: dict[str, Any] = {"steps": bench.steps, "pairs": [], "identical": None, "repeats": True}
        first, memory, gaps = None, [], Counter[str]()
        for turn in range(count):
            took = sum(map(sum, row["pairs"])) / len(row["pairs"]) if row["pairs"] else 0
            if row["pairs"] and time.time() + took * 1.2 > self.until:
                row["note"] = f"{turn} of {count} pairs: no time was left"
                break
            model, recording = prepare(self.model)
            plain = None if turn % 2 else self.sampled(bench, self.model)
            with around():
                recorded = self.sampled(bench, model)
            plain = plain or self.sampled(bench, self.model)
            first = plain[1] if first is None else first
            row["repeats"] &= same(plain[1], first)
            if not changes:
                row["identical"] = row["identical"] is not False and same(recorded[1], plain[1])
            row["pairs"].append((plain[0], recorded[0]))
            memory.append(recorded[2] - plain[2])
            for only in getattr(recording, "passes", ()):
                gaps.update(f"{gap.what}: {gap.reason}" for gap in only.gaps)
                row["kept_mib"] = only.nbytes() / 2**20
                row["recorded_steps"] = sum(bool(s.cross_attention or s.self_attention) for s in only.steps)
            del model, recording, recorded
            gc.collect()
        if self.gpu:
            row["memory_mib"] = max(memory) / 2**20
            torch.cuda.empty_cache()
        row["plain_step_ms"] = 1000 * median(before for before, _ in row["pairs"]) / bench.steps
        if gaps:
            row["gaps"] = dict(gaps)
            row["note"] = f"not recorded: {'; '.join(gaps)}"[:300]
        if not row["repeats"]:
            row["note"] = "plain sampling does not repeat itself here, so equality tells nothing"
        return row

    def attached(self, **settings: Any) -> Callable[[Any], tuple[Any, Any]]:
        return lambda model: MODULES.bench.attached(model, max_recording_mb=2**16, **settings)

    def settings(self, case: str) -> dict[str, Any]:
        """Return the recording's settings that a case's name ends with."""
        cross = MODULES.bench.CROSS
        by_name: dict[str, dict[str, Any]] = {
            "default settings": {},
            "all cross layers": cross,
            "all layers": {"max_layers": 0},
            "all cross layers, heads apart": {**cross, "heads": "each"},
        }
        return by_name[case.partition(": ")[2] or case]

    # -- cases ---------------------------------------------------------------------------------

    def run(self, case: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a case."""
        other = partial(self.other_way, case)
        special: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
            "live panel": self.live,
            "streaming, all layers": self.streaming,
            "attention backends": partial(self.backends, case),
            "torch.compile": self.compiled,
            "daam's way": other,
            "explicit softmax, all cross layers": other,
            "explicit softmax, all layers": other,
            "variants of the recorder": partial(self.variants, case),
        }
        usual = self.profile if case.startswith("profile") else self.plain
        yield from special.get(case, partial(usual, case))()

    def plain(self, case: str) -> Iterator[dict[str, Any]]:
        whole = ": " not in case
        bench = self.bench(few=not whole, batch=2 if case.startswith("batch of 2") else 1)
        row = self.pairs(bench, self.attached(**self.settings(case)), self.count(whole))
        if self.setup.on_cpu and self.gpu:
            loaded, size = self.model.loaded_size() / 2**20, self.model.model_size() / 2**20
            row["note"] = f"{loaded:.0f} of {size:.0f} MiB of weights on the device"
        yield row

    def count(self, whole: bool = False) -> int:
        return self.size.pairs if whole else self.size.few_pairs

    def live(self) -> Iterator[dict[str, Any]]:
        """Yield the row of a recording that a browser watches: summaries, pictures and events in a thread of their
        own, as in ComfyUI; only the sending is left out."""
        sent: Counter[str] = Counter()
        server = SimpleNamespace(client_id="somebody", send_sync=lambda event, *_: sent.update([event]))
        execution = MODULES.attach.current_execution

        @contextmanager
        def watched() -> Iterator[None]:
            with ExitStack() as stack:
                stack.enter_context(patch.object(MODULES.live, "prompt_server", lambda: server))
                context = SimpleNamespace(prompt_id="a prompt")
                stack.enter_context(patch.object(MODULES.live, "get_executing_context", lambda: context))
                node = lambda: replace(execution(), node_id="1")  # noqa: E731
                stack.enter_context(patch.object(MODULES.attach, "current_execution", node))
                yield

        def prepare(model: Any) -> tuple[Any, Any]:
            with watched():
                return self.attached()(model)

        row = self.pairs(self.bench(few=False), prepare, self.count(), around=watched)
        if not sent[MODULES.live.STEP_EVENT]:
            raise RuntimeError("no step was told to the browser")
        yield {**row, "note": f"default settings; events: {dict(sent)}"}

    def streaming(self) -> Iterator[dict[str, Any]]:
        streamed = []

        def prepare(model: Any) -> tuple[Any, Any]:
            clone, recording = self.attached(max_layers=0, stream_to_disk=True)(model)
            streamed.append(recording)
            return clone, recording

        row = self.pairs(self.bench(few=False), prepare, self.count())
        on_disk = sum(step.bytes_on_disk for only in streamed[-1].passes for step in only.steps)
        if not on_disk:
            raise RuntimeError("nothing was streamed to disk")
        yield {**row, "note": f"{on_disk / 2**20:.1f} MiB on disk"}

    def backends(self, case: str) -> Iterator[dict[str, Any]]:
        """Yield a row for each attention function of the host that can run here, put where its flag would put it."""
        module = MODULES.host_attention
        for name in ("pytorch", "split", "sub_quad", "xformers", "sage", "flash"):
            row = {"case": f"attention by {name}", "of": case}
            if name in ("xformers", "sage", "flash") and not _importable(name):
                yield {**row, "dropped": "not installed here"}
                continue
            function = getattr(module, f"attention_{name}")
            with (
                patch.object(module, "optimized_attention", function),
                patch.object(module, "optimized_attention_masked", function),
            ):
                yield {**row, **self.tried(lambda: self.pairs(self.bench(), self.attached(), 1))}

    def compiled(self) -> Iterator[dict[str, Any]]:
        """Yield whether a compiled model is recorded without attention, says so, and keeps its picture."""
        torch = MODULES.torch
        compiled = self.model.clone()
        network = torch.compile(self.model.model.diffusion_model, backend="eager")
        compiled.add_object_patch("diffusion_model", network)
        bench = self.bench()
        _, plain = bench.sample(compiled)
        recorded, recording = self.attached()(compiled)
        _, latent = bench.sample(recorded)
        (only,) = recording.passes
        said = any(gap.reason == MODULES.attach.COMPILED for gap in only.gaps)
        if not said or any(step.cross_attention or step.self_attention for step in only.steps):
            raise RuntimeError(f"a compiled model was not refused as said; gaps: {only.gaps}")
        yield {"identical": same(plain, latent), "steps": bench.steps, "pairs": [], "note": "latents alone, as said"}

    def other_way(self, case: str) -> Iterator[dict[str, Any]]:
        ways = MODULES.other_ways
        keep_in = ways.daam if case.startswith("daam") else ways.explicit

        def prepare(model: Any) -> tuple[Any, Any]:
            kept: list[Any] = []
            return ways.with_override(model, keep_in(kept), cross=True, own=case.endswith("all layers")), kept

        yield self.pairs(self.bench(), prepare, self.count(), changes=True)

    def variants(self, case: str) -> Iterator[dict[str, Any]]:
        """Yield a row for each way of recording that can be chosen without a new build."""
        for settings in ("default settings", "all cross layers"):
            for name, around in VARIANTS.items():
                if time.time() > self.until:
                    return
                prepare = self.attached(**self.settings(settings))
                measure = lambda: self.pairs(self.bench(), prepare, self.count(), around=around)  # noqa: B023, E731
                yield {"case": f"{settings}, {name}", "of": case, **self.tried(measure)}

    # -- profiles ------------------------------------------------------------------------------

    def profile(self, case: str) -> Iterator[dict[str, Any]]:
        """Yield what recording adds to a step, by operator: time on the device, launches, waits and copies."""
        bench = self.bench(steps=self.size.profiled_steps)
        model, _ = self.attached(**self.settings(case))(self.model)
        bench.sample(self.attached(**self.settings(case))(self.model)[0])
        plain, before = self.profiled(bench, self.model)
        recorded, after = self.profiled(bench, model)
        name = case.rpartition(" ")[0].replace(": ", " ").replace(" ", "_")
        unit = "self_device_time_total" if self.gpu else "self_cpu_time_total"
        table = "\n\n".join(
            f"{title}\n{profile.key_averages().table(sort_by=unit, row_limit=30)}"
            for title, profile in (("PLAIN", plain), ("RECORDED", recorded))
        )
        (self.out / f"{name}.txt").write_text(table, encoding="utf-8")
        steps = bench.steps
        added = {key: (value[0] - before[key][0], value[1] - before[key][1]) for key, value in after.items()}
        launches = [_total(events, LAUNCHES) / steps for events in (before, after)]
        lines = [
            f"launches a step: {launches[0]:.0f} plain, {launches[1]:.0f} recorded",
            f"waits of the processor, added a step: {_total(added, WAITS, 0) / steps / 1000:.2f} ms "
            f"in {_total(added, WAITS) / steps:.0f} calls",
            *(
                f"{key[:60]:60} {count / steps:+8.0f} calls {microseconds / steps / 1000:+8.3f} ms a step"
                for key, (microseconds, count) in sorted(added.items(), key=lambda item: -item[1][0])[:14]
            ),
        ]
        yield {"steps": steps, "lines": lines}

    def profiled(self, bench: Any, model: Any) -> tuple[Any, dict[str, tuple[float, int]]]:
        """Sample under torch's profiler; return it, and (microseconds, calls) by operator: those of the device's
        kernels, and of the runtime's calls; without a GPU, of the processor's operators."""
        profiler = MODULES.torch.profiler
        kinds = [profiler.ProfilerActivity.CPU, *([profiler.ProfilerActivity.CUDA] if self.gpu else [])]
        with profiler.profile(activities=kinds) as profile, self.marked():
            bench.sample(model)
        found: Counter[str] = Counter()
        calls: Counter[str] = Counter()
        for event in profile.key_averages():
            on_device = str(event.device_type).endswith("CUDA")
            of_runtime = event.key.startswith(("cuda", "cu", "recorder"))
            if self.gpu and not on_device and not of_runtime:
                continue
            time_of = event.self_device_time_total if on_device else event.self_cpu_time_total
            if event.key.startswith("recorder"):
                time_of = event.device_time_total if self.gpu else event.cpu_time_total
            found[event.key] += time_of
            calls[event.key] += event.count
        return profile, _Default({key: (found[key], calls[key]) for key in found})

    @contextmanager
    def marked(self) -> Iterator[None]:
        """Mark in a profile what runs for the recorder."""
        session, record = MODULES.session.Session, MODULES.torch.profiler.record_function
        with ExitStack() as stack:
            for name in ("attempt", "attempt_attention"):
                method = getattr(session, name)

                def marked(*args: Any, method: Any = method, name: str = name) -> Any:
                    with record(f"recorder: {'attention' if 'attention' in name else 'steps'}"):
                        return method(*args)

                stack.enter_context(patch.object(session, name, marked))
            yield

    # -- rows ----------------------------------------------------------------------------------

    def tried(self, measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return what was measured, or the error."""
        try:
            return measure()
        except Exception as error:  # the next case is measured all the same
            traceback.print_exc()
            if self.gpu:
                MODULES.torch.cuda.empty_cache()
            return {"error": f"{type(error).__name__}: {error}"[:400]}

    def rows(self, case: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a case; an error becomes the last."""
        try:
            yield from self.run(case)
        except Exception as error:
            traceback.print_exc()
            yield {"error": f"{type(error).__name__}: {error}"[:400]}


LAUNCHES = ("cudaLaunchKernel", "cuLaunchKernel", "aten::")
WAITS = ("cudaStreamSynchronize", "cudaDeviceSynchronize", "cudaEventSynchronize", "cudaMemcpyAsync")


class _Default(dict[str, tuple[float, int]]):
    def __missing__(self, key: str) -> tuple[float, int]:
        return (0.0, 0)


def _total(events: dict[str, tuple[float, int]], beginnings: tuple[str, ...], which: int = 1) -> float:
    """Return the sum over events whose names begin so: of their microseconds (0) or of their calls (1)."""
    return sum(value[which] for key, value in events.items() if key.startswith(beginnings))


def same(a: Any, b: Any) -> bool:
    """Return whether two latents are equal in every bit, values that are no numbers included."""
    integer = MODULES.torch.int32 if a.itemsize == 4 else MODULES.torch.int16
    return bool(a.dtype == b.dtype and MODULES.torch.equal(a.contiguous().view(integer), b.contiguous().view(integer)))


def _importable(name: str) -> bool:
    module = {"xformers": "xformers.ops", "sage": "sageattention", "flash": "flash_attn"}[name]
    try:
        importlib.import_module(module)
    except Exception:  # a build for another torch may fail in any way
        return False
    return True


def _blocks(mib: int) -> Callable[[], Any]:
    return lambda: patch.object(MODULES.attention, "block_bytes", lambda _device: mib * 2**20)


@contextmanager
def _tf32() -> Iterator[None]:
    """Let the tensor cores multiply float32, with fewer digits: for its time; recordings would change."""
    matmul = MODULES.torch.backends.cuda.matmul
    before, matmul.allow_tf32 = matmul.allow_tf32, True
    try:
        yield
    finally:
        matmul.allow_tf32 = before


VARIANTS: dict[str, Callable[[], Any]] = {
    "as it is": nullcontext,
    "blocks of 8 MiB": _blocks(8),
    "blocks of 128 MiB": _blocks(128),
    "blocks of 512 MiB": _blocks(512),
    "products in TF32": _tf32,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup", required=True, choices=[setup.name for setup in SETUPS])
    parser.add_argument("--cases", nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--until", type=float, required=True, help="seconds since 1970")
    parser.add_argument("--wheels", nargs="*", help="rehearse: import only what the machine and these wheels have")
    given = parser.parse_args()
    began = time.time()
    setup = next(s for s in SETUPS if s.name == given.setup)
    rehearse = given.wheels is not None
    if rehearse:
        restrict(given.wheels)
    start(setup, rehearse)
    model = model_of(setup, rehearse)
    size = SMALL if rehearse else Size()
    worker = Worker(setup, size, given.until, given.out, model)
    about = {"setup": setup.name, "host": MODULES.host_version, "weights": str(model.model.diffusion_model.dtype)}
    where = f"{MODULES.machine.machine()}; Python {sys.version.split()[0]}"
    about["machine"] = (
        f"{where}; {size.side * 8} x {size.side * 8} pixels, {size.steps} steps, cfg 7.5"
        + ("; a rehearsal with a narrow model: the figures say nothing" if rehearse else "")
        + "."
    )
    print(f"{setup.name}: ready after {time.time() - began:.0f} s", flush=True)
    for case in given.cases or setup.cases:
        begun = time.time()
        if begun > given.until:
            results.write({"case": case, **about, "dropped": "no time was left"}, given.out)
            continue
        for row in worker.rows(case):
            results.write({"case": case, **about, **row, "seconds": round(time.time() - begun, 1)}, given.out)
            begun = time.time()


if __name__ == "__main__":
    main()
