"""The demo transformer in the real ComfyUI: the host's Flux computes what was trained, from words without filling."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
import torch

CPU = torch.device("cpu")


def any_network() -> Any:
    """A transformer whose weights are all by chance: none of its parts is without effect."""
    torch.manual_seed(0)
    network = importlib.import_module("demo_model.transformer").Transformer()
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    return network


def any_input(words: int = 13) -> tuple[torch.Tensor, ...]:
    """A noisy latent, its time, context and pooled text."""
    chance = torch.Generator().manual_seed(1)
    shapes = (2, 4, 24, 40), (2, words, 160), (2, 96)
    noisy, context, pooled = (torch.randn(shape, generator=chance) for shape in shapes)
    return noisy, torch.tensor([0.3, 0.9]), context, pooled


def test_training_computes_what_the_hosts_flux_does(host: Any) -> None:
    network = any_network()
    noisy, time, context, pooled = any_input()
    with torch.no_grad():
        ours = network(noisy, time, context, pooled)
        theirs = network.model(noisy, time, context.clone(), pooled)  # which adds in place
    assert torch.allclose(ours, theirs, atol=1e-4 * float(theirs.abs().max()))


def test_what_may_not_be_seen_has_no_effect(host: Any) -> None:
    """Hidden tokens behind a sentence give what the sentence alone gives."""
    network = any_network()
    noisy, time, context, pooled = any_input()
    with torch.no_grad():
        alone = network(noisy, time, context[:, :9], pooled)
        hidden = network(noisy, time, context, pooled, (torch.arange(13) < 9).repeat(2, 1))
    assert torch.allclose(alone, hidden, atol=1e-4 * float(alone.abs().max()))


def test_a_small_picture_stands_where_the_whole_one_does(host: Any) -> None:
    """The one patch of 8 x 8 means is in the middle of its 8 x 8 patches, the words are where they were."""
    network = any_network()
    turn = network._turn(2, 1, 1, 8)[0, 0]
    whole = network._turn(2, 8, 8, 1)[0, 0]
    assert torch.equal(turn[:2], whole[:2])
    angles = whole[2:].view(8, 8, -1)
    middle = (angles[3, 3] * angles[4, 4]).sqrt()  # halfway; no angle between neighbours is more than 1
    assert torch.allclose(turn[2] ** 2, middle**2, atol=1e-5)


def test_the_untrained_transformer_predicts_its_input(host: Any) -> None:
    """Nearly, whatever the text: noise is carried through from the first step."""
    torch.manual_seed(0)
    untrained = importlib.import_module("demo_model.transformer").Transformer()
    _, _, context, pooled = any_input()
    noise = torch.randn(2, 4, 24, 40)
    with torch.no_grad():
        told = untrained(noise, torch.tensor([1.0, 0.5]), context, pooled)
    assert (told - noise).square().mean() < 0.2


def test_the_checkpoint_gives_the_host_what_was_trained(host: Any, tmp_path: Path) -> None:
    """Text, time and network: from a training's checkpoint into the host's own classes, in half precision."""
    export, sampling = (importlib.import_module(f"demo_model.{name}") for name in ("export", "sampling"))
    networks = importlib.import_module("demo_model.networks")
    ours, encoders = any_network(), importlib.import_module("demo_model.train_transformer").text_encoders()
    torch.save({"ema": ours.state_dict()}, tmp_path / "transformer.pt")
    export.export_transformer(tmp_path / "transformer.pt", tmp_path / "weights.safetensors", {})
    for name, value in export.restore_transformer(tmp_path / "weights.safetensors").items():
        assert torch.equal(value, ours.state_dict()[name].half().float()), name
    theirs = sampling.DemoModel(tmp_path / "weights.safetensors", "transformer")
    noisy, time, _, _ = any_input()
    with torch.no_grad():
        context, pooled = encoders.encode(networks.Tokens(["a red circle , wonderful"], CPU, filled=False))
        ((host_context, extra),) = theirs._encoded("a red circle, wonderful")
        assert host_context.shape == context.shape == (1, 7, 160)
        assert torch.allclose(host_context, context, atol=5e-3)
        assert torch.allclose(extra["pooled_output"], pooled, atol=5e-3)
        both = (context.repeat(2, 1, 1), pooled.repeat(2, 1))
        denoised = theirs.model.model.apply_model(noisy, time, c_crossattn=both[0], y=both[1])
        told = ours(noisy, time, *both)
    expected = noisy - time.view(-1, 1, 1, 1) * told
    assert torch.allclose(denoised, expected, atol=2e-2 * float(expected.abs().max()))


@pytest.fixture(scope="module")
def clip(host: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The transformer's CLIP, beside a network of any weights."""
    folder = tmp_path_factory.mktemp("transformer")
    torch.save({"ema": any_network().state_dict()}, folder / "transformer.pt")
    weights = folder / "weights.safetensors"
    importlib.import_module("demo_model.export").export_transformer(folder / "transformer.pt", weights, {})
    return host.module("demo_model.loader").load_demo_model(weights, "transformer")[1]


@pytest.mark.parametrize(("prompt", "rows"), [("", 2), ("red", 3), ("red " * 75, 77), ("red " * 200, 3 * 77)])
def test_no_prompt_of_one_part_is_filled(clip: Any, prompt: str, rows: int) -> None:
    ((context, _),) = clip.encode_from_tokens_scheduled(clip.tokenize(prompt))
    assert context.shape == (1, rows, 160)


def test_a_weighted_word_keeps_its_place(clip: Any) -> None:
    plain, weighted = (
        clip.encode_from_tokens_scheduled(clip.tokenize(text))[0][0] for text in ("a red circle", "a (red:1.5) circle")
    )
    changed = (plain != weighted).any(-1)[0].tolist()
    assert changed == [False, False, True, False, False]


def test_it_draws_the_thing_that_it_is_told(host: Any) -> None:
    """A small sample of what the card says. By chance, one in 30 is the right thing in the right colour."""
    judged, captions = (importlib.import_module(f"demo_model.{name}") for name in ("verdicts", "captions"))
    model = importlib.import_module("demo_model.sampling").DemoModel(kind="transformer")
    scenes = judged.held_out_scenes({1: 6}, seed=40_000)
    verdicts = [judged.verdict(scene, model.pictures(captions.full_caption(scene), [3])[0]) for scene in scenes]
    assert sum(v.right for v in verdicts) >= 4, [v.things for v in verdicts]


def test_the_loss_is_zero_for_the_velocity(host: Any, tmp_path: Path) -> None:
    module, data = importlib.import_module("demo_model.train_transformer"), importlib.import_module("demo_model.data")
    plan = module.plan_of(tmp_path, rounds=((module.Stage(1, 2, 8, 0.5),),), scenes=(6, 2, 2))
    batch = module._batch(data.training_set(tmp_path, 1, 1, plan.scenes), plan, 0, 0, 1)
    assert 0 < (batch.time == 1).sum() < 8
    assert batch.time.min() > 0
    seen: list[torch.Tensor] = []

    def network(noisy: torch.Tensor, *_: Any) -> torch.Tensor:
        seen.append(noisy)
        return batch.noise - batch.latents

    assert module._loss(network, module.text_encoders(), batch, CPU) == 0
    for noisy, time, latent, noise in zip(seen[0], batch.time, batch.latents, batch.noise, strict=True):
        assert torch.allclose(noisy, (1 - time) * latent + time * noise, atol=1e-6)


def test_workers_share_one_training(host: Any, tmp_path: Path) -> None:
    """Gradients of uneven parts, weighted as the workers weight them, are the gradient of all samples."""
    module, data = importlib.import_module("demo_model.train_transformer"), importlib.import_module("demo_model.data")
    plan = module.plan_of(tmp_path, rounds=((module.Stage(2, 2, 5, 0.5),),), scenes=(6, 2, 2))
    task = module._begin(plan, data.training_set(tmp_path, 1, 1, plan.scenes), CPU)

    def gradient(world: int) -> torch.Tensor:
        task.networks.zero_grad()
        for rank in range(world):
            task.loss(1, rank, world).backward()
        return torch.cat([p.grad.flatten() for p in task.networks.parameters()])

    whole, shared = gradient(1), gradient(3)
    assert (whole - shared).norm() < 0.02 * whole.norm(), "they differ by bfloat16's rounding alone"
