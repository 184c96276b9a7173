"""What words look at: a softmax over all keys, reduced block by block to the picture's own."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from diffulizer.capture import AttentionCall, Chunk, attention
from diffulizer.capture.budget import estimate
from diffulizer.capture.gather import TextQueries, gathered, query_positions
from diffulizer.capture.joint import Layout, Rows
from diffulizer.capture.memory import MemoryGather, MemoryPass
from diffulizer.dataset.write.size import planned_contents, recorded_contents
from diffulizer.gather import GATHER_GAP, whole_layers
from diffulizer.maths.pooling import cell_sums
from diffulizer.settings import CaptureSettings
from driving import Driver, make_layers, make_pass

GRID = (4, 6)
LAYOUT = Layout(grid=GRID, length=40, text=slice(0, 8), picture=slice(10, 34), references=slice(34, 40))
OWN = LAYOUT.picture


def drawn(batch: int = 2, heads: int = 3, text: int = 8, keys: int = 40, seed: int = 0) -> tuple[Tensor, Tensor]:
    draw = torch.Generator().manual_seed(seed)
    return tuple(torch.randn(batch, heads, n, 16, generator=draw) * 2 for n in (text, keys))  # type: ignore[return-value]


def reference(q: Tensor, k: Tensor, mask: Tensor | None = None, scale: float = 0.25) -> Tensor:
    """[B, queries, r, c] in float64."""
    logits = q.double() @ k.double().transpose(-1, -2) * scale
    if mask is not None:
        logits = logits.masked_fill(~mask, -torch.inf) if mask.dtype == torch.bool else logits + mask
    return logits.softmax(-1).mean(1)[..., OWN].unflatten(-1, GRID)


def assert_maps(maps: Tensor, expected: Tensor) -> None:
    assert maps.dtype == torch.float16
    torch.testing.assert_close(maps.double(), expected.double(), rtol=2**-10, atol=2**-24)


@pytest.mark.parametrize("block", [None, 1, 40 * 4 * 2, 40 * 4 * 2 * 5])
def test_shares_are_of_all_keys_in_blocks_of_any_size(block: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text, references and what is between count too: what goes there is missing in the picture."""
    if block is not None:
        monkeypatch.setattr(attention, "block_bytes", lambda _: block)
    q, k = drawn()
    maps = gathered(TextQueries(q), k, tokens=8, own=OWN, grid=GRID, cells=GRID)
    assert_maps(maps, reference(q, k))
    assert 0.3 < maps.float().sum((2, 3)).mean() < 0.9


def test_a_cell_has_the_sum_of_its_positions() -> None:
    q, k = drawn()
    maps = gathered(TextQueries(q), k, tokens=8, own=OWN, grid=GRID, cells=(2, 4))
    assert_maps(maps, cell_sums(reference(q, k).float(), GRID, (2, 4)))
    whole = gathered(TextQueries(q), k, tokens=8, own=OWN, grid=GRID, cells=GRID)
    torch.testing.assert_close(maps.float().sum((2, 3)), whole.float().sum((2, 3)), rtol=2e-3, atol=0)


def test_the_scale_is_the_hosts() -> None:
    q, k = drawn()
    assert_maps(
        gathered(TextQueries(q), k, tokens=8, own=OWN, grid=GRID, cells=GRID, scale=1.0), reference(q, k, scale=1.0)
    )


@pytest.mark.parametrize("shape", [(1, 1, 1, 40), (2, 1, 1, 40), (1, 1, 8, 40), (2, 3, 8, 40)], ids=str)
@pytest.mark.parametrize("kind", [torch.bool, torch.float32])
def test_masks_are_applied_to_the_queries_that_are_taken(shape: tuple[int, ...], kind: torch.dtype) -> None:
    """Padding that the host hides gets nothing, of some batch items and some tokens."""
    draw = torch.Generator().manual_seed(5)
    mask = torch.rand(shape, generator=draw) < 0.7
    if kind != torch.bool:
        mask = torch.where(mask, 0.0, -3.0)
    q, k = drawn()
    text = TextQueries(q, mask).at(slice(1, 2), [6, 2])
    own = mask[1:2] if shape[0] == 2 else mask
    own = own[:, :, [6, 2]] if shape[2] == 8 else own
    maps = gathered(text, k[1:2], tokens=2, own=OWN, grid=GRID, cells=GRID)
    assert_maps(maps, reference(q[1:2, :, [6, 2]], k[1:2], own))


def test_repeated_prompts_are_averaged() -> None:
    rows = Rows((3, 0, 1, 2), 5, picture=4, padding=3)
    positions = query_positions(LAYOUT, rows, [0, 2])
    assert positions == [1, 3, 5, 7], "two copies of four tokens"
    q, k = drawn()
    maps = gathered(TextQueries(q).at(slice(None), positions), k, tokens=2, own=OWN, grid=GRID, cells=GRID)
    expected = reference(q, k)
    assert_maps(maps, (expected[:, [1, 3]] + expected[:, [5, 7]]) / 2)


def joint_pass(**settings: object) -> MemoryPass:
    """A pass of a joint layer at 4 x 4 positions, where tokens 1 and 3 of the first prompt look."""
    target = make_pass(CaptureSettings(gather_words="x", **settings))  # type: ignore[arg-type]
    target.layers = make_layers()[1:]
    target.gather_tokens = {"c0": (1, 3)}
    return target


ROWS = Rows((0, 1, 2, 3), 5, picture=4)
JOINT = Layout(grid=(4, 4), length=20, text=slice(0, 4), picture=slice(4, 20))


class JointDriver(Driver):
    """Plays a network of one joint attention, with both prompts in a call."""

    broken = False
    text = True

    def step(self, sigma: float) -> tuple[Tensor, Tensor]:
        self.count += 1
        draw = torch.Generator().manual_seed(self.count)
        x, x0 = (torch.randn(1, 4, 8, 8, generator=draw) for _ in range(2))
        q, k = (torch.randn(2, 2, 20, 8, generator=draw) for _ in range(2))
        if self.broken:
            q[1, :, 1] = torch.nan
        self.recorder.begin(x, torch.tensor([sigma]))
        self.recorder.network_called(["c1", "c0"])
        if self.recorder.wants_attention:
            self.recorder.attention(
                AttentionCall(
                    self.target.layers[0],
                    q[:, :, JOINT.picture],
                    k,
                    grid=JOINT.grid,
                    chunks=[Chunk("c1", rows=ROWS), Chunk("c0", rows=ROWS)],
                    layout=JOINT,
                    text=TextQueries(q[:, :, JOINT.text]) if self.text else None,
                )
            )
        self.recorder.predictions(x0 + 1, x0 - 1)
        self.recorder.end(x0)
        self.recorder.step(x0)
        return q, k


def test_steps_hold_what_the_tokens_of_a_conditioning_look_at() -> None:
    """Of the prompts whose maps are recorded, in memory that was predicted."""
    driver = JointDriver(joint_pass(attention_every=2))
    expected = [driver.step(sigma) for sigma in (8.0, 4.0, 2.0)]
    driver.recorder.close(torch.zeros(1, 4, 8, 8))
    target = driver.target
    assert [set(step.gathers) for step in target.steps] == [{("layer_1", "c0")}, set(), {("layer_1", "c0")}]
    for step, (q, k) in zip(target.steps, expected, strict=True):
        if not step.gathers:
            continue
        p = (q[1:].double() @ k[1:].double().transpose(-1, -2) / 8**0.5).softmax(-1).mean(1)
        assert_maps(step.gathers["layer_1", "c0"].maps, p[:, [1, 3], 4:].unflatten(-1, (4, 4)))
        assert step.gathers["layer_1", "c0"].cells == (4, 4)
    said = estimate(target)
    assert target.nbytes() == said.total(2, ["layer_1"])
    plan = driver.plan
    assert plan.map_bytes == recorded_contents(target).map_bytes == planned_contents(target, plan).map_bytes


def test_steps_on_disk_are_the_same(tmp_path) -> None:  # type: ignore[no-untyped-def]
    kept, streamed = (JointDriver(joint_pass(stream_to_disk=disk), tmp_path) for disk in (False, True))
    for driver in (kept, streamed):
        for sigma in (8.0, 4.0, 2.0):
            driver.step(sigma)
        driver.recorder.close(torch.zeros(1, 4, 8, 8))
    for one, other in zip(kept.target.steps, streamed.target.steps, strict=True):
        assert other.bytes_on_disk
        assert set(other.gathers) == {("layer_1", "c0")}
        held, mapped = one.gathers["layer_1", "c0"], other.gathers["layer_1", "c0"]
        assert torch.equal(held.maps, mapped.maps)
        assert mapped.cells == (4, 4)


def test_what_is_not_finite_is_left_out_and_named() -> None:
    driver = JointDriver(joint_pass())
    driver.broken = True
    driver.step(8.0)
    driver.recorder.close(torch.zeros(1, 4, 8, 8))
    (step,) = driver.target.steps
    assert set(step.cross_attention) == {("layer_1", "c0"), ("layer_1", "c1")}, "the picture's queries are whole"
    assert not step.gathers
    (gap,) = driver.target.gaps
    assert (gap.what, gap.where) == (GATHER_GAP, f"{driver.target.layers[0].name} c0 step 0")


def test_without_queries_of_the_text_the_layer_is_named() -> None:
    driver = JointDriver(joint_pass())
    driver.text = False
    driver.step(8.0)
    assert not driver.target.steps[0].gathers
    (gap,) = driver.target.gaps
    assert (gap.what, gap.reason) == (GATHER_GAP, "the layer was given no queries of the text")


def test_attention_that_is_dropped_takes_them_along() -> None:
    driver = JointDriver(joint_pass())
    recorder, seen = driver.recorder, recorder_of(driver)
    recorder.retract([Chunk("c0")], "of other layers")
    assert not seen.gathers
    assert set(seen.cross_attention) == {("layer_1", "c1")}


def recorder_of(driver: JointDriver):  # type: ignore[no-untyped-def]
    """The attention of an evaluation that is under way."""
    driver.recorder.begin(torch.zeros(1, 4, 8, 8), torch.tensor([8.0]))
    draw = torch.Generator().manual_seed(1)
    q, k = (torch.randn(2, 2, 20, 8, generator=draw) for _ in range(2))
    chunks = [Chunk("c1", rows=ROWS), Chunk("c0", rows=ROWS)]
    text = TextQueries(q[:, :, JOINT.text])
    layer = driver.target.layers[0]
    driver.recorder.attention(
        AttentionCall(layer, q[:, :, JOINT.picture], k, JOINT.grid, chunks, layout=JOINT, text=text)
    )
    seen = driver.recorder._current
    assert seen is not None
    assert set(seen.attention.gathers) == {("layer_1", "c0")}
    return seen.attention


def test_layers_are_whole_if_all_have_maps_on_one_grid() -> None:
    driver = JointDriver(joint_pass())
    driver.step(8.0)
    held = driver.target.steps[0].gathers
    one = held["layer_1", "c0"]
    assert whole_layers(held, ["layer_1"], "c0") == [one]
    assert whole_layers(held, ["layer_1", "layer_2"], "c0") is None
    assert whole_layers(held, ["layer_1"], "c1") is None
    assert whole_layers(held, [], "c0") is None
    other = MemoryGather(one.maps, (2, 8))
    assert whole_layers({**held, ("layer_2", "c0"): other}, ["layer_1", "layer_2"], "c0") is None
