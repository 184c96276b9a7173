"""Prompts driven through the real ComfyUI over HTTP and websocket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ran_examples import Ran
from server_fixtures import EXAMPLE, everything_in, generate_arguments

from diffulizer.cli import generate
from diffulizer.comfyui.client import ComfyClient
from diffulizer.comfyui.job import Job, generate_graph
from diffulizer.comfyui.progress import Progress
from diffulizer.comfyui.runner import exported_runs, run_prompt
from diffulizer.comfyui.server import Server
from diffulizer.errors import HostError
from diffulizer.settings import CaptureSettings

SMALL = CaptureSettings(max_layers=2)


def small_graph(info: dict[str, Any], **options: Any) -> dict[str, Any]:
    steps = options.pop("num_steps", 2)
    return generate_graph(Job("a red circle", num_steps=steps, width=64, height=64, capture=SMALL, **options), info, "")


def test_the_first_example_from_end_to_end(examples: Callable[[str], Ran], runs: Path) -> None:
    ran = examples(EXAMPLE.stem)
    seen = ran.progress
    (summary,) = exported_runs(ran.outcome)
    run = Path(summary["path"])
    assert (run, summary["steps"], summary["valid"]) == (runs / "demo_00001", 20, True)
    metadata = json.loads((run / "metadata.json").read_text(encoding="utf-8"))
    generator = metadata["generator"]
    told = {name: generator[name] for name in ("seed", "cfg_scale", "num_steps", "sampler", "scheduler", "denoise")}
    assert told == {
        "seed": 42,
        "cfg_scale": 5,
        "num_steps": 20,
        "sampler": "euler",
        "scheduler": "normal",
        "denoise": 1,
    }
    assert generator["workflow"]["id"] == ran.workflow["id"]
    assert [word["text"] for word in metadata["prompt"]["words"]][:3] == ["a", "red", "circle"]

    steps = [item.step for item in seen if item.stage == "sampling" and item.total == 20]
    assert steps[-1] == 20
    assert steps == sorted(steps)
    assert len(set(steps)) >= 19
    exported = [item for item in seen if item.stage == "exporting" and item.total]
    assert exported
    assert exported[-1].step == exported[-1].total


def test_generate_on_a_running_server(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "exact"
    arguments = generate_arguments(
        *("--prompt", "a blue square", "--server", server.url, "--num-steps", "3", "--width", "64", "--height", "128"),
        *("--max-layers", "4", "--no-include-self-attention", "--output-dir", str(target), "--json"),
        *("--progress-file", str(tmp_path / "progress.json"), "--no-save-latents-noise"),
    )
    assert generate.run(arguments) == 0
    result = json.loads(capsys.readouterr().out)
    picked = {key: result[key] for key in ("path", "steps", "width", "height", "maps")}
    assert picked == {"path": str(target), "steps": 3, "width": 64, "height": 128, "maps": 12}
    assert [layer["attention_type"] for layer in result["layers"]] == ["cross"] * 4
    assert sorted(word["text"] for word in result["words"]) == ["a", "blue", "square"]
    assert not (target / "latents_noise_fp16.npz").exists()
    progress = json.loads((tmp_path / "progress.json").read_text())
    assert (progress["stage"], progress["percent"]) == ("done", 100)
    assert everything_in(tmp_path) == ["exact", "progress.json"]


def test_names_count_up_and_overwriting_takes_the_exact_name(server: Server, runs: Path) -> None:
    before = set(everything_in(runs))
    for seed in (1, 2):
        run_prompt(server.url, partial(small_graph, seed=seed, run_name="count"))
    run_prompt(server.url, lambda info: small_graph(info, seed=3, run_name="fixed", overwrite_output=True))
    assert set(everything_in(runs)) - before == {"count_00001", "count_00002", "fixed"}


def test_a_failing_node_becomes_one_sentence(server: Server, runs: Path) -> None:
    before = everything_in(runs)
    with pytest.raises(HostError, match=r"^Node 7 \(Diffulizer_ExportRun\) failed with SizeLimitError: .*MiB"):
        run_prompt(
            server.url,
            lambda info: small_graph(info, seed=4, num_steps=40, max_dataset_mb=1, enforce_size_limit=True),
        )
    assert everything_in(runs) == before


@pytest.mark.parametrize("name", ["../outside", "CON", "a/../../b"])
def test_a_bad_name_is_refused_before_sampling(server: Server, name: str) -> None:
    seen: list[Progress] = []
    with pytest.raises(HostError, match=r"refused the graph\. node 7 \(Diffulizer_ExportRun\): .*run_name"):
        run_prompt(server.url, lambda info: small_graph(info, run_name=name), seen.append)
    assert seen == []


def test_a_missing_checkpoint_says_what_is_missing(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    hub = "stabilityai/stable-diffusion-xl-base-1.0"
    assert generate.run(generate_arguments("--prompt", "x", "--model-id", hub, "--server", server.url)) == 1
    assert "the checkpoint sd_xl_base_1.0.safetensors is not in ComfyUI's models" in capsys.readouterr().err


def test_cancelling_stops_the_prompt_and_leaves_nothing(server: Server, runs: Path) -> None:
    before = everything_in(runs)

    async def main() -> dict[str, Any]:
        async with ComfyClient(server.url) as client:
            info = await client.object_info()
            under_way = asyncio.Event()

            def report(progress: Progress) -> None:
                if progress.stage == "sampling" and progress.step >= 2:
                    under_way.set()

            task = asyncio.create_task(client.run(small_graph(info, seed=5, num_steps=2000), report))
            await asyncio.wait_for(under_way.wait(), 60)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return dict(await client.get("/queue"))

    queue = asyncio.run(main())
    assert queue["queue_running"] == queue["queue_pending"] == []
    assert everything_in(runs) == before
    outcome = run_prompt(server.url, lambda info: small_graph(info, seed=6, run_name="after"))
    assert exported_runs(outcome)[0]["valid"]


def test_the_pack_is_not_written_to_and_nothing_is_installed(server: Server) -> None:
    assert server.base is not None
    link = server.base / "custom_nodes" / "diffulizer"
    assert link.is_symlink()
    assert not (server.host.comfyui / "custom_nodes" / "diffulizer").exists()
