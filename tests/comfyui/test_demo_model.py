"""The demo model in the real ComfyUI: it draws what its prompt says, its maps point there, its training continues."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def demo(host: Any) -> Any:
    return importlib.import_module("demo_model.sampling").DemoModel()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"cfg": 3.0},
        {"cfg": 8.0, "sampler": "dpmpp_2m", "scheduler": "karras"},
        {"sampler": "euler_ancestral"},
        {"size": (320, 192)},
    ],
    ids=str,
)
def test_it_draws_what_it_is_told(demo: Any, options: dict[str, Any]) -> None:
    """A small sample of what `python -m demo_model.evaluate` measures; the card holds the figures of the whole.

    A model that draws the right shapes and colours but pairs them by chance gets about 1 of 4 pairs right: of six pairs
    five or more once in 200 times.
    """
    judged = importlib.import_module("demo_model.verdicts")
    captions = importlib.import_module("demo_model.captions")
    scenes = judged.held_out_scenes({2: 6} if options else {1: 6, 2: 6}, seed=40_000)
    size = options.get("size", (256, 256))
    others = {name: value for name, value in options.items() if name != "size"}
    verdicts = [
        judged.verdict(scene, demo.pictures(captions.full_caption(scene), [3], size=size, **others)[0])
        for scene in scenes
    ]
    assert sum(v.right for v in verdicts) >= len(scenes) * 5 / 6, [
        captions.full_caption(s) for s, v in zip(scenes, verdicts, strict=True) if not v.right
    ]


@pytest.mark.parametrize("prompt", ["", "a photograph of my cat, masterpiece", "red " * 200, "круг 圆 🙂"])
def test_any_prompt_gives_a_picture(demo: Any, prompt: str) -> None:
    (picture,) = demo.pictures(prompt, [1], steps=3)
    assert picture.shape == (256, 256, 3)
    assert 0 <= picture.min() < picture.max() <= 1


def test_its_autoencoder_gives_a_scene_back(demo: Any) -> None:
    scenes, drawing = importlib.import_module("demo_model.scenes"), importlib.import_module("demo_model.drawing")
    np = importlib.import_module("numpy")
    rng = np.random.default_rng(8)
    pictures = torch.from_numpy(np.stack([drawing.draw(scenes.draw_scene(rng), rng) for _ in range(8)]))
    with torch.no_grad():
        again = demo.vae.decode(demo.vae.encode(pictures)).cpu()
    error = (again - pictures).square().mean((1, 2, 3))
    assert (-10 * error.log10()).mean() > 27, "peak signal to noise ratio in dB"


def test_its_maps_point_at_what_words_name() -> None:
    """A small sample of docs/faithfulness.md."""
    faithfulness = importlib.import_module("faithfulness")
    verdicts = importlib.import_module("demo_model.verdicts")
    scenes = verdicts.held_out_scenes({2: 12}, seed=50_000)
    rows = faithfulness.measure(faithfulness.FILES["sdxl"], scenes)["rows"]
    layers = {row["source"] for row in rows if row["source"].startswith("layer ")}
    assert len(layers) == 17, "every cross-attention layer"
    for word in ("colour", "phrase"):
        best = faithfulness.best_layer(rows, word, "two or three")
        assert best["near"] >= 0.95, best
        assert best["wrong"] <= 0.05, best
    assert faithfulness.best_layer(rows, "colour", "two or three")["pointing"] >= 0.85


def test_its_words_do_what_they_name(tmp_path: Path) -> None:
    """A scene of docs/causality.md: without its colour word a thing has another colour, without its article the same.
    The other thing stays. The file is not made again."""
    removals, removing = importlib.import_module("removals"), importlib.import_module("removing")
    measured = importlib.import_module("causal_records")
    scene = removals.scenes()[1]
    sampler = removing.Sampler(tmp_path)
    sampler.run([removals.prompt_of(scene)], 10, (removals.REMOVED, removals.EFFECTS))
    times = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert {path.name for path in times} == {"removed_000.npz", "effects_000.npz"}
    sampler.run([removals.prompt_of(scene)], 10, (removals.REMOVED, removals.EFFECTS))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == times
    kept = removals.Kept.load(tmp_path, 0)
    rows = measured.records(0, kept, measured.Scored(scene, kept.pictures[0]))
    fates = {(row.word.kind, row.word.thing): row.fates for row in rows}
    assert fates["colour", 0] == {0: "other colour", 1: "kept"}
    assert fates["colour", 1] == {0: "kept", 1: "other colour"}
    assert fates["article", 0] == fates["article", 1] == {0: "kept", 1: "kept"}
    for row in rows:
        assert row.null == 0
        if row.word.kind == "colour":
            assert row.agreement["picture"][measured.EFFECT] > 0.6
            assert row.agreement["picture"][measured.CLEAREST] > 0.6


@pytest.mark.parametrize("kind", ["sdxl", "transformer"])
def test_the_card_shows_what_was_measured_on_these_weights(kind: str) -> None:
    evaluate, tables = (importlib.import_module(f"demo_model.{name}") for name in ("evaluate", "tables"))
    suffix = evaluate.SUFFIXES[kind]
    quality = json.loads((ROOT / "demo_model" / f"quality{suffix}.json").read_text())
    assert quality["weights"] == tables.digest(evaluate.FILES[kind])
    assert tables.filled(ROOT / "demo_model" / "README.md", f"figures{suffix}") == evaluate.table(quality)


@pytest.mark.parametrize(("kind", "name"), [("sdxl", "default"), ("transformer", "transformer")])
def test_faithfulness_shows_what_was_measured_on_these_weights(kind: str, name: str) -> None:
    faithfulness, tables = importlib.import_module("faithfulness"), importlib.import_module("demo_model.tables")
    figures = json.loads((ROOT / "docs" / "faithfulness.json").read_text())
    assert figures[name]["weights"] == tables.digest(faithfulness.FILES[kind])
    shown = tables.filled(ROOT / "docs" / "faithfulness.md", faithfulness.MARKS[kind])
    assert shown == faithfulness.summary(figures, kind)


def test_training_and_the_host_compute_the_same(host: Any, tmp_path: Path) -> None:
    """Text, sizes, schedule and UNet: from untrained networks through a checkpoint into the host's own classes."""
    networks = importlib.import_module("demo_model.networks")
    export = importlib.import_module("demo_model.export")
    decoder = importlib.import_module("demo_model.autoencoder").decoder()
    sampling = importlib.import_module("demo_model.sampling")
    torch.manual_seed(0)
    ours = networks.Networks()
    for parameter in ours.unet.parameters():  # layers that begin at zero too
        torch.nn.init.normal_(parameter, std=0.05)
    torch.save({"ema": ours.state_dict()}, tmp_path / "diffusion.pt")
    torch.save({"ema": decoder.state_dict()}, tmp_path / "decoder.pt")
    export.export(tmp_path / "diffusion.pt", tmp_path / "decoder.pt", tmp_path / "weights.safetensors", {})
    for name, value in export.restore(tmp_path / "weights.safetensors").items():
        if name != "clip_l.model.text_model.embeddings.token_embedding.weight":  # a row of it is never used
            assert torch.equal(value, ours.state_dict()[name].half().float()), name
    theirs = sampling.DemoModel(tmp_path / "weights.safetensors")
    device = torch.device("cpu")
    x, sigma = torch.randn(1, 4, 24, 40) * 5, networks.sigmas()[700]
    sizes = {"width": 320, "height": 192, "crop_w": 0, "crop_h": 0, "target_width": 320, "target_height": 192}
    with torch.no_grad():
        context, pooled = ours.encode(networks.Tokens(["a red circle , wonderful"], device))
        ((host_context, extra),) = theirs._encoded("a red circle, wonderful")
        assert torch.allclose(host_context, context, atol=5e-3)
        assert torch.allclose(extra["pooled_output"], pooled, atol=5e-3)
        model = theirs.model.model
        y = model.encode_adm(pooled_output=pooled, device=device, **sizes)
        denoised = model.apply_model(x, sigma[None], c_crossattn=context, y=y)
        frame = torch.tensor([[192.0, 320, 0, 0, 192, 320]])
        told = ours.predict(x / (1 + sigma**2).sqrt(), torch.tensor([700.0]), context, pooled, frame)
    assert torch.allclose((x - denoised) / sigma, told, atol=2e-2 * float(told.abs().max()))


def test_the_untrained_unet_predicts_its_input(host: Any) -> None:
    """Scaled to unit variance, whatever the text: noise is carried through from the first step."""
    networks = importlib.import_module("demo_model.networks")
    torch.manual_seed(0)
    untrained = networks.Networks()
    noise = torch.randn(2, 4, 24, 40)
    tokens = networks.Tokens(["a red circle", "a blue square , photo style"], torch.device("cpu"), filled=False)
    with torch.no_grad():
        context, pooled = untrained.encode(tokens)
        told = untrained.predict(noise, torch.tensor([999.0, 0.0]), context, pooled, torch.full((2, 6), 256.0))
    assert torch.allclose(told, noise / noise.std((1, 2, 3), keepdim=True), atol=0.02)


def test_a_sample_without_picture_asks_for_the_picture_alone(host: Any, tmp_path: Path) -> None:
    """Its input is pure noise; to predict that noise leaves all of the picture as the loss."""
    module, data = importlib.import_module("demo_model.train_diffusion"), importlib.import_module("demo_model.data")
    plan = module.plan_of(tmp_path, rounds=((module.Stage(1, 1, 4, 1.0),),), scenes=(6, 2, 2))
    batch = module._batch(data.training_set(tmp_path, 1, 1, plan.scenes), plan, 0, 0, 1)
    assert batch.without_picture.all()
    assert (batch.timestep == 999).all()
    networks = importlib.import_module("demo_model.networks").Networks()
    networks.predict = lambda noisy, *_: batch.noise
    loss = module._loss(networks, batch, torch.device("cpu"), taught=False)
    sigma = module.sigmas()[999]
    assert torch.allclose(loss, (1 + sigma**2) / sigma**2 * batch.latents.square().mean(), rtol=1e-3)


@pytest.mark.parametrize(("name", "last"), [("diffusion", "proj_out.weight"), ("transformer", "img_mod.lin.weight")])
def test_training_goes_on_where_it_stopped(
    host: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, last: str
) -> None:
    module = importlib.import_module(f"demo_model.train_{name}")

    def plan(name: str) -> Any:
        (tmp_path / name).mkdir(exist_ok=True)
        rounds = ((module.Stage(1, 4, 4, 1.0), module.Stage(1, 2, 4, 0.5)), (module.Stage(2, 1, 4, 0.0),))
        return module.plan_of(tmp_path / name, rounds=rounds, scenes=(6, 2, 2), save_every=0)

    def weights(name: str) -> dict[str, torch.Tensor]:
        saved = torch.load(plan(name).checkpoint, weights_only=True)
        assert saved["step"] == 4
        return dict(saved["ema"])

    module.train(plan("whole"))
    real = module._batch
    monkeypatch.setattr(
        module, "_batch", lambda data, p, step, *rest: _stop() if step == 2 else real(data, p, step, *rest)
    )
    with pytest.raises(KeyboardInterrupt):
        module.train(plan("interrupted"))
    monkeypatch.setattr(module, "_batch", real)
    module.train(plan("interrupted"))
    whole, resumed = weights("whole"), weights("interrupted")
    assert any((value != 0).any() for name, value in whole.items() if name.endswith(last)), "it moved"
    for name, value in whole.items():
        assert torch.equal(value, resumed[name]), name
    with pytest.raises(ValueError, match=r"learning_rate 0\.001\d*, now 0\.5"):
        module.train(replace(plan("whole"), learning_rate=0.5))


def test_the_last_round_alone_gives_what_all_rounds_give(host: Any, tmp_path: Path) -> None:
    module, export = (importlib.import_module(f"demo_model.{name}") for name in ("train_diffusion", "export"))
    torch.save({"ema": importlib.import_module("demo_model.autoencoder").decoder().state_dict()}, tmp_path / "d.pt")
    first, second = (module.Stage(2, 4, 4, 1.0),), (module.Stage(2, 2, 4, 0.0),)

    def plan(name: str, *rounds: Any) -> Any:
        (tmp_path / name).mkdir()
        return module.plan_of(tmp_path / name, rounds=rounds, scenes=(6, 2, 2))

    whole, one, rest = plan("whole", first, second), plan("one", first), plan("rest", first, second)
    module.train(whole)
    module.train(one)
    export.export(one.checkpoint, tmp_path / "d.pt", tmp_path / "ships.safetensors", {})
    importlib.import_module("demo_model.plans").begin_last_round(rest, export.restore(tmp_path / "ships.safetensors"))
    module.train(rest)
    expected, found = (torch.load(p.checkpoint, weights_only=True)["ema"] for p in (whole, rest))
    for name, value in expected.items():
        if "clip_l.model.text_model.embeddings.token_embedding" not in name:  # a row of it is never used
            assert torch.equal(value, found[name]), name


def test_workers_share_one_training(host: Any, tmp_path: Path) -> None:
    """Gradients of uneven parts, weighted as the workers weight them, are the gradient of all samples."""
    module, data = importlib.import_module("demo_model.train_diffusion"), importlib.import_module("demo_model.data")
    stages = (module.Stage(1, 4, 5, 0.5), module.Stage(1, 1, 5, 0.5))
    plan = module.plan_of(tmp_path, rounds=(stages,), scenes=(6, 2, 2))
    scenes = data.training_set(tmp_path, 1, 1, plan.scenes)
    torch.manual_seed(0)
    networks = importlib.import_module("demo_model.networks").Networks()

    def gradient(world: int, step: int) -> torch.Tensor:
        networks.zero_grad()
        for rank in range(world):
            batch = module._batch(scenes, plan, step, rank, world)
            (batch.share * module._loss(networks, batch, torch.device("cpu"), taught=False)).backward()
        return torch.cat([p.grad.flatten() for p in networks.parameters() if p.grad is not None])

    for step in (0, 1):  # at a quarter of the size, at full size
        whole, shared = gradient(1, step), gradient(3, step)
        assert (whole - shared).norm() < 0.02 * whole.norm(), "they differ by bfloat16's rounding alone"


def test_two_processes_train_together(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from demo_model.train_diffusion import Stage, plan_of, train; "
        "stages = (Stage(1, 4, 4, 1.0), Stage(1, 1, 4, 0.0)); "
        f"train(plan_of(Path({str(tmp_path)!r}), rounds=(stages,), workers=2, scenes=(6, 2, 2)))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    saved = torch.load(tmp_path / "diffusion.pt", weights_only=True)
    assert (saved["step"], len(saved["losses"])) == (2, 2)


@pytest.mark.skipif(os.name == "nt", reason="looks at a process group, which Windows does not have")
def test_no_worker_outlives_the_training(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from demo_model.train_diffusion import Stage, plan_of, train\n"
        "from diffulizer.serving import termination_as_interrupt\n"
        "with termination_as_interrupt(): "
        f"train(plan_of(Path({str(tmp_path)!r}), rounds=((Stage(10**6, 4, 4, 1.0),),), workers=2, scenes=(6, 2, 2), "
        "save_every=0))"
    )
    training = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, start_new_session=True)
    _wait_until(lambda: (tmp_path / "diffusion.csv").exists() or training.poll() is not None)
    assert training.poll() is None, "it is under way"
    training.terminate()
    training.wait(60)
    _wait_until(lambda: not _lives(training.pid))


def _wait_until(done: Any, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.2)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_decoders_training_goes_on_where_it_stopped(
    host: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("demo_model.train_decoder")
    monkeypatch.setattr(module, "PICTURES", 4)
    monkeypatch.setattr(module, "SAVE_EVERY", 0)
    whole, interrupted = tmp_path / "whole.pt", tmp_path / "interrupted.pt"
    module.train_decoder(whole, 1, 4)
    real, calls = module._patches, iter(range(4))
    monkeypatch.setattr(module, "_patches", lambda *given: _stop() if next(calls) == 2 else real(*given))
    with pytest.raises(KeyboardInterrupt):
        module.train_decoder(interrupted, 1, 4)
    monkeypatch.setattr(module, "_patches", real)
    module.train_decoder(interrupted, 1, 4)
    expected, resumed = (torch.load(path, weights_only=True) for path in (whole, interrupted))
    assert len(resumed["losses"]) == 4
    for name, value in expected["ema"].items():
        assert torch.equal(value, resumed["ema"][name]), name


def _stop() -> None:
    raise KeyboardInterrupt
