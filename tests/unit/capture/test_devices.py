"""Recording where the network is on another device than the CPU, or on several."""

from __future__ import annotations

import pytest
import torch
from other_device import OtherDevices
from torch import Tensor

from diffulizer.capture import AttentionCall, Chunk
from diffulizer.capture.memory import MemoryPass, tensors_of
from diffulizer.maths.tensors import to_cpu
from driving import GRID, SCHEDULE, TOKENS, Driver, make_layers, make_pass

LATENT = 4 * 8 * 8 * 4
"""Size of a latent of the tests, in bytes."""
SIGMA = 4


class DeviceDriver(Driver):
    """Plays a network on other devices: each conditioning on one of its own, if there are two.

    Attributes:
        asked: the bytes that the recorder held each time the host would have asked for the free memory.
    """

    def __init__(self, target: MemoryPass, devices: OtherDevices, names: list[str]) -> None:
        super().__init__(target)
        self.devices, self.names = devices, names
        self.asked: list[int] = []

    def evaluate(self, sigma: float, **_: object) -> tuple[Tensor, Tensor]:
        self.count += 1
        generator = torch.Generator().manual_seed(self.count)
        x, x0 = (self.devices.put(torch.randn(1, 4, 8, 8, generator=generator)) for _ in range(2))
        level = self.devices.put(torch.tensor([sigma]))
        self.recorder.begin(x, level)
        self.asked.append(self.devices.held() - x.nbytes - x0.nbytes - level.nbytes)
        for name, chunks in zip(self.names, (["c0"], ["c1"]) if len(self.names) == 2 else (["c1", "c0"],), strict=True):
            self.recorder.network_called(chunks)
            for layer in make_layers():
                keys = 16 if layer.attention_type == "self" else TOKENS
                q, k = (torch.randn(len(chunks), 2, n, 4, generator=generator) for n in (16, keys))
                q, k = self.devices.put(q, name), self.devices.put(k, name)
                call = AttentionCall(layer, q, k, grid=GRID, chunks=[Chunk(chunk) for chunk in chunks])
                self.recorder.attention(call)
        self.recorder.predictions(x0 + 1, x0 - 1)
        self.recorder.end(x0)
        return x, x0


def everything(made: MemoryPass) -> list[Tensor]:
    steps = made.steps
    latents = [t for s in steps for t in (s.latent, s.x0, s.noise, s.noise_text, s.noise_uncond) if t is not None]
    attention = [a for s in steps for a in (*s.cross_attention.values(), *s.self_attention.values())]
    return [made.initial_latent, *latents, *(t for a in attention for t in tensors_of(a).values())]


@pytest.mark.parametrize("names", [["xla:0"], ["xla:0", "xla:1"]])
def test_prompts_on_several_devices(names: list[str]) -> None:
    with torch.no_grad(), OtherDevices() as devices:
        driver = DeviceDriver(make_pass(), devices, names)
        made = driver.sample()
        transfers = {device for device, _ in devices.transfers}
    assert transfers == set(names)
    assert all(t.device.type == "cpu" for t in everything(made))
    assert made.gaps == []
    assert all(len(step.cross_attention) == 2 * len(step.self_attention) for step in made.steps)


def test_one_transfer_from_each_device() -> None:
    with OtherDevices() as devices:
        values = [torch.arange(6).reshape(2, 3), torch.randn(5), torch.randn(2, 2).half(), torch.randn(3)]
        given = [devices.put(values[0], "xla:0"), devices.put(values[1], "xla:1"), devices.put(values[2], "xla:0")]
        copies = to_cpu([*given, values[3]])
    assert devices.transfers == [("xla:0", 48 + 8), ("xla:1", 20)]
    assert all(torch.equal(a, b) for a, b in zip(copies, values, strict=True))
    copies[3].zero_()
    assert values[3].any()


@pytest.mark.parametrize("evaluations", [1, 2, 5])
def test_a_copy_of_the_latent_is_all_that_is_held_when_the_host_asks_for_free_memory(evaluations: int) -> None:
    """A sampler may evaluate several times before it reports a step."""
    with torch.no_grad(), OtherDevices() as devices:
        driver = DeviceDriver(make_pass(), devices, ["xla:0"])
        for sigma in SCHEDULE[:-1]:
            x0 = None
            for _ in range(evaluations):
                del x0
                x0 = driver.evaluate(sigma)[1]
            driver.recorder.step(x0)
            del x0
    assert len(driver.asked) == evaluations * (len(SCHEDULE) - 1)
    assert max(driver.asked) <= LATENT + SIGMA


def test_nothing_is_held_after_a_step() -> None:
    with torch.no_grad(), OtherDevices() as devices:
        driver = DeviceDriver(make_pass(), devices, ["xla:0"])
        driver.recorder.step(driver.evaluate(SCHEDULE[0])[1])
        assert devices.held() == 0


def test_evaluations_that_left_the_device_are_recorded_alike() -> None:
    """The first of two evaluations is the step's, and has left the device when it is reported by a copy."""
    made = []
    with torch.no_grad(), OtherDevices() as devices:
        driver = DeviceDriver(make_pass(), devices, ["xla:0"])
        for sigma in SCHEDULE[:-1]:
            first = driver.evaluate(sigma)[1]
            driver.evaluate(sigma)
            driver.recorder.step(first.clone())
        driver.recorder.close(None)
        made.append(everything(driver.target))
    plain = Driver(make_pass())
    for sigma in SCHEDULE[:-1]:
        first = plain.evaluate(sigma)[1]
        plain.evaluate(sigma)
        plain.recorder.step(first.clone())
    plain.recorder.close(None)
    for one, other in zip(made[0], everything(plain.target), strict=True):
        torch.testing.assert_close(one, other, rtol=2e-3, atol=2e-3)
