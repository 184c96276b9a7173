"""Make the tables of docs/compute.md: the size of recordings of SDXL, from the estimate that the pack makes before it
samples.

    python tools/make_compute_table.py

Nothing is sampled and no weights are read: SDXL's 140 attention layers are listed by name.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from demo_model import tables  # noqa: E402 (the repository need not be installed)
from diffulizer.capture.budget import MIB, MemoryBudget, estimate  # noqa: E402
from diffulizer.capture.memory import MemoryPass  # noqa: E402
from diffulizer.dataset.write.size import planned_contents, preview_bytes, run_bytes  # noqa: E402
from diffulizer.layers import AttentionLayer, parse_layer, select_layers  # noqa: E402
from diffulizer.prompts import EncodedPrompt, positional_table  # noqa: E402
from diffulizer.recording import Condition, ModelInfo, SamplingInfo  # noqa: E402
from diffulizer.settings import CaptureSettings  # noqa: E402

PAGE = ROOT / "docs" / "compute.md"
STEPS, TOKENS = 30, 77
BLOCKS = (
    *((f"input_blocks.{n}.1", 2, 10) for n in (4, 5)),
    *((f"input_blocks.{n}.1", 10, 20) for n in (7, 8)),
    ("middle_block.1", 10, 20),
    *((f"output_blocks.{n}.1", 10, 20) for n in (0, 1, 2)),
    *((f"output_blocks.{n}.1", 2, 10) for n in (3, 4, 5)),
)
"""SDXL's spatial transformers: name, transformer blocks, heads (Podell et al. 2023, table 1)."""
BLOCKS_PER_LEVEL = (2, 2, 2)
UNBOUND = 2**20
"""MiB that no recording reaches, so that the table shows what is requested, not what is left after thinning."""


@dataclass(frozen=True)
class Row:
    """A choice of settings, and its name."""

    name: str
    settings: CaptureSettings
    batch: int = 1


def settings(**changes: object) -> CaptureSettings:
    return CaptureSettings(**{"max_recording_mb": UNBOUND, **changes})  # type: ignore[arg-type]  # of several types


CROSS = {"layers": ("*attn2*",), "max_layers": 0, "include_self_attention": False}
ROWS = (
    Row("default settings (12 layers, maps to 32 cells, self to 16)", settings()),
    Row("the same, a batch of four", settings(), batch=4),
    Row("the same, attention at every 5th step", settings(attention_every=5)),
    Row("12 cross layers, no self-attention", settings(include_self_attention=False)),
    Row("all 70 cross layers, maps to 32 cells", settings(**CROSS)),
    Row("all 70 cross layers, maps to 16 cells", settings(**CROSS, attention_resolution=16)),
    Row("all 70 cross layers, maps to 64 cells", settings(**CROSS, attention_resolution=64)),
    Row("all 140 layers", settings(max_layers=0)),
    Row("all 70 cross layers, every head", settings(**CROSS, heads="each")),
    Row("no attention, latents alone", settings(include_cross_attention=False, include_self_attention=False)),
)


def main() -> None:
    tables.fill(PAGE, table())


def layers() -> list[AttentionLayer]:
    """List SDXL's attention modules."""
    modules = []
    for block, depth, heads in BLOCKS:
        for index in range(depth):
            for name in ("attn1", "attn2"):
                layer = parse_layer(f"{block}.transformer_blocks.{index}.{name}", heads, BLOCKS_PER_LEVEL)
                assert layer is not None
                modules.append(layer)
    return modules


def planned(row: Row, height: int = 1024, width: int = 1024) -> MemoryPass:
    """Return a pass that was not sampled: a prompt and a negative prompt of 77 tokens."""
    prompt = EncodedPrompt(positional_table(TOKENS), None, "position")
    return MemoryPass(
        settings=row.settings,
        model=ModelInfo("sd_xl_base_1.0.safetensors", "sdxl", "epsilon", "cuda", "float16"),
        sampling=SamplingInfo("euler", "normal", 0, 7.0, 1.0, tuple(range(STEPS, -1, -1)), STEPS, 0, STEPS),
        layers=select_layers(layers(), row.settings),
        conditions=[Condition("c0", "positive", prompt), Condition("c1", "negative", prompt)],
        initial_latent=torch.zeros(row.batch, 4, height // 8, width // 8),
    )


def table() -> list[str]:
    """Return a line for each row."""
    lines = [
        f"SDXL, 1024 x 1024 pixels, {STEPS} steps, a prompt and a negative prompt of {TOKENS} tokens; MiB.",
        "",
        "| what is recorded | recording | each run on disk | and previews, at most |",
        "| --- | --: | --: | --: |",
    ]
    for row in ROWS:
        target = planned(row)
        plan = MemoryBudget(target).plan()
        recording = estimate(target).total(row.settings.attention_every, [layer.id for layer in target.layers])
        run = run_bytes(target, planned_contents(target, plan))
        lines.append(f"| {row.name} | {mib(recording)} | {mib(run)} | {mib(preview_bytes(target, STEPS))} |")
    return lines


def mib(size: int) -> str:
    return f"{size / MIB:,.0f}"


if __name__ == "__main__":
    main()
