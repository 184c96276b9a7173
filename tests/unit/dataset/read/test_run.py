"""The reader: round trips, runs of schema 1.0.0, and damaged ones."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import diffulizer
from diffulizer import load_run
from diffulizer.capture.memory import MemoryPass
from diffulizer.dataset.layout import SCHEMA_VERSION
from diffulizer.dataset.read.run import Run, find_runs
from diffulizer.dataset.write.writer import ExportOptions, Previews, write_run
from diffulizer.errors import RunFormatError, RunNotFoundError
from diffulizer.prompts import Word
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

SETTINGS = CaptureSettings(
    attention_resolution=4, self_attention_resolution=4, attention_every=2, heads="each", maps_of="all"
)


def export(target: Path, recorded: MemoryPass, **options: Any) -> Run:
    previews = Previews(lambda step, kind: np.full((24, 32, 3), (step + (kind == "x0")) / 10), "latent_rgb")
    write_run(recorded, target, batch_index=0, previews=previews, options=ExportOptions(**options))
    return load_run(target)


@pytest.fixture
def recorded() -> MemoryPass:
    return make_pass(steps=3, latent_grid=(12, 16), settings=SETTINGS)


@pytest.fixture
def run(tmp_path: Path, recorded: MemoryPass) -> Run:
    return export(tmp_path / "run", recorded)


def edit(run: Run, name: str = "metadata.json", **changes: Any) -> Run:
    path = run.path / name
    data = json.loads(path.read_text(encoding="utf-8"))
    data.update(changes)
    path.write_text(json.dumps(data), encoding="utf-8")
    return load_run(run.path)


# -- round trip --------------------------------------------------------------------------------


def test_metadata(run: Run) -> None:
    assert (run.schema_version, run.steps, run.timesteps, run.complete) == (SCHEMA_VERSION, 3, [999, 666, 333], True)
    assert run.generator["model_id"] == "synthetic"
    assert [c["id"] for c in run.conditions] == ["c0", "c1"]
    assert run.tokens[2] == "red</w>"
    assert (run.layers[1].id, run.layers[1].grid, run.layers[1].heads) == ("layer_1", (6, 8), 2)
    assert run.layer("layer_1") == run.layer(1) == run.layer("input_blocks.4.1.transformer_blocks.0.attn2")
    assert run.layer("mid_block.attentions.0.transformer_blocks.0.attn2").id == "layer_3"
    assert len(run.metrics["latent_l2_norm"]) == 3
    assert run.validation["attention_assets"]["passed"] is True
    assert "steps=3" in repr(run)
    assert load_run(str(run.path / "metadata.json")).path == run.path


def test_words(run: Run) -> None:
    assert run.words("Squarish") == [Word("squarish", (7, 8))]
    assert run.words("a") == [Word("a", (1,)), Word("a", (5,))]
    assert run.words("(squarish:1.2)") == [Word("squarish", (7, 8))]
    assert run.words("cat") == []
    assert [w.text for w in run.words(condition="c1")] == ["blurry"]
    with pytest.raises(LookupError, match=r"condition is 'c9'.*c0, c1"):
        run.words(condition="c9")


def test_trajectory(run: Run) -> None:
    assert run.trajectory.points.shape == (3, 2)
    assert run.trajectory.explained_variance_ratio.shape == (2,)
    assert run.trajectory.x0_points is not None
    assert run.trajectory.x0_points.shape == (3, 2)


def test_arrays(run: Run, recorded: MemoryPass) -> None:
    for name, attribute in (("latents", "latent"), ("predicted_noise", "noise"), ("x0", "x0")):
        expected = np.stack([getattr(s, attribute)[0].numpy() for s in recorded.steps])
        values = getattr(run, name)
        assert values.dtype == np.float16
        assert np.array_equal(values, expected)
    assert run.array("predicted_noise_text") is not None
    assert run.array("unknown") is None


def test_run_without_arrays(tmp_path: Path, recorded: MemoryPass) -> None:
    assert export(tmp_path / "run", recorded, save_latents_noise=False).latents is None


def test_images(run: Run) -> None:
    assert run.image(1).shape == (24, 32, 3)
    assert run.image(1)[0, 0].tolist() == [26, 26, 26]
    assert run.image(-1, "x0")[0, 0].tolist() == [77, 77, 77]
    with pytest.raises(LookupError, match="kind is 'noise'"):
        run.image(0, "noise")
    with pytest.raises(IndexError, match=r"step is 3;.* has 3 steps"):
        run.image(3)


def test_attention(run: Run, recorded: MemoryPass) -> None:
    step = recorded.steps[2]
    cross = run.attention("layer_1", 2)
    assert isinstance(cross, np.memmap)
    assert (cross.dtype, cross.shape) == (np.float16, (77, 3, 4))
    assert np.array_equal(cross, step.cross_attention["layer_1", "c0"].maps[0].numpy())
    assert np.array_equal(run.attention(0, -1, "c1"), step.self_attention["layer_0", "c1"].maps[0].numpy())
    assert np.array_equal(run.attention(3, 2, head=1), step.cross_attention["layer_3", "c0"].heads[0, 1].numpy())
    assert run.map_file(0, 0).grid == (3, 4)
    with pytest.raises(ValueError, match="read-only"):
        cross[0, 0, 0] = 1
    with pytest.raises(RunNotFoundError, match=r"layer_1, step 1, condition c0, mean over heads.*\[0, 2\]"):
        run.attention("layer_1", 1)
    with pytest.raises(RunNotFoundError, match=r"head 7.*none"):
        run.attention("layer_1", 0, head=7)
    with pytest.raises(LookupError, match=r"layer is 'layer_9'.*layer_0"):
        run.attention("layer_9", 0)


def test_iterating_over_maps(run: Run) -> None:
    assert len(list(run.maps())) == 4 * 2
    assert {e.attention_type for e, _ in run.maps("cross")} == {"cross"}
    assert [(e.step, m.shape) for e, m in run.maps(layer="layer_0", condition="c1")] == [(0, (12, 12)), (2, (12, 12))]
    assert len(list(run.maps(condition=None))) == 4 * 2 * 2
    assert len(run.attention_files) == 4 * 2 * (2 + 4)


def test_reading_is_lazy(run: Run) -> None:
    for name in ("metrics.json", "latent_pca.json", "validation.json", "latents_noise_fp16.npz"):
        (run.path / name).unlink()
    opened = load_run(run.path)
    assert opened.attention(1, 0).shape == (77, 3, 4)
    with pytest.raises(RunFormatError, match=r"metrics\.json can't be read"):
        opened.metrics  # noqa: B018
    assert opened.latents is None


def test_find_runs(tmp_path: Path, run: Run) -> None:
    for name in ("b/c", ".b.partial-0123456789abcdef"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "metadata.json").write_text("{}")
    assert find_runs(tmp_path) == [tmp_path / "b" / "c", run.path]


def test_the_package_offers_the_reader() -> None:
    assert issubclass(diffulizer.Run, Run)
    assert {"Run", "load_run"} <= set(diffulizer.__all__)


# -- schema 1.0.0 ------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A run as the original wrote it: NaN in its metrics, no grids, nothing of 1.1."""
    folder = tmp_path / "old"
    rng = np.random.default_rng(0)
    files = []
    for step in range(2):
        for kind, layer, shape in (("self", "layer_0", (16, 16)), ("cross", "layer_1", (5, 4, 4))):
            path = f"attention/{kind}/{layer}_step_{step:03d}.bin"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            rng.random(shape).astype("<f2").tofile(folder / path)
            files.append(
                {
                    "path": path,
                    "shape": list(shape),
                    "dtype": "float16",
                    "layer_id": layer,
                    "attention_type": kind,
                    "step": step,
                }
            )
    (folder / "images").mkdir()
    for step in range(2):
        Image.new("RGB", (8, 8), (step, 0, 0)).save(folder / "images" / f"step_{step:03d}.png")
    metadata = {
        "schema_version": "1.0.0",
        "generator": {"model_id": "runwayml/stable-diffusion-v1-5"},
        "prompt": {
            "text": "a squarish cat",
            "negative": "",
            "tokens": ["<|startoftext|>", "squar", "ish</w>", "cat</w>", "<|endoftext|>"],
            "token_ids": [49406, 1, 2, 3, 49407],
            "meaningful_token_count": 3,
        },
        "steps": 2,
        "timesteps": [900, 400],
        "images": ["images/step_000.png", "images/step_001.png"],
        "layers": [
            {"id": "layer_0", "processor_key": "down_blocks.0.attn1.processor", "attention_type": "self"},
            {"id": "layer_1", "processor_key": "down_blocks.0.attn2.processor", "attention_type": "cross"},
        ],
        "attention_files": files,
    }
    (folder / "metadata.json").write_text(json.dumps(metadata))
    (folder / "metrics.json").write_text(
        '{"latent_l2_norm": [1.5, NaN], "predicted_noise_l2_norm": [Infinity, -Infinity],'
        ' "cross_attention_entropy": [{"step": 0, "mean": NaN, "by_layer": {}}, null]}'
    )
    (folder / "latent_pca.json").write_text(
        '{"points": [[1.0, NaN], [2.0, 3.0]], "explained_variance_ratio": [0.9, NaN]}'
    )
    return folder


def test_a_run_of_schema_1_0_0(old: Path) -> None:
    run = load_run(old)
    assert (run.schema_version, run.steps, run.complete) == ("1.0.0", 2, True)
    assert run.words("squarish") == [Word("squarish", (1, 2))]
    assert [w.text for w in run.words()] == ["squarish", "cat"]
    assert run.layers[0].grid is None
    assert run.map_file("layer_0", 1).grid == (4, 4)
    assert run.map_file("layer_1", 1).grid == (4, 4)
    assert run.attention("layer_0", 1).shape == (16, 16)
    assert run.attention("down_blocks.0.attn2.processor", 0).shape == (5, 4, 4)
    assert len(list(run.maps())) == 4
    assert run.image(1)[0, 0].tolist() == [1, 0, 0]
    assert (run.latents, run.predicted_noise, run.x0) == (None, None, None)
    assert [c["id"] for c in run.conditions] == ["c0"]


def test_nan_and_infinity_are_survived(old: Path) -> None:
    run = load_run(old)
    assert run.metrics["latent_l2_norm"] == [1.5, None]
    assert run.metrics["predicted_noise_l2_norm"] == [None, None]
    assert run.metrics["cross_attention_entropy"][0]["mean"] is None
    np.testing.assert_array_equal(run.trajectory.points, [[1.0, np.nan], [2.0, 3.0]])
    assert np.isnan(run.trajectory.explained_variance_ratio[1])
    assert run.trajectory.x0_points is None


def test_a_self_attention_that_is_no_square_has_no_grid(old: Path) -> None:
    run = load_run(old)
    edit(run, attention_files=[{**run.metadata["attention_files"][0], "shape": [8, 32]}])
    assert load_run(old).map_file("layer_0", 0).grid is None


def test_keys_of_later_versions_are_a_runs_own(old: Path) -> None:
    """A reader of 1.0.0 would not look at them; they may hold anything."""
    run = load_run(old)
    layers = [{**layer, "heads": "many"} for layer in run.metadata["layers"]]
    later = edit(
        run, guidance_maps="none", conditions=7, complete="yes", generator={"sigmas": 3}, layers=layers, x_own=1
    )
    later.check()
    assert (later.complete, later.guidance_map(0), [c["id"] for c in later.conditions]) == (True, None, ["c0"])
    assert later.metadata["x_own"] == 1
    (old / "metrics.json").write_text('{"latent_l2_norm": [1.5, 2], "latent_spectrum": "loud"}')
    assert "latent_spectrum" not in load_run(old).metrics
    (old / "latent_pca.json").write_text(
        '{"points": [[1, 2], [2, 3]], "explained_variance_ratio": [1, 0], "x0_points": 9}'
    )
    assert load_run(old).trajectory.x0_points is None
    assert edit(load_run(old), schema_version="1.1.0").metadata["guidance_maps"] == "none"


# -- damaged runs ------------------------------------------------------------------------------


def test_no_run_there(tmp_path: Path) -> None:
    with pytest.raises(RunNotFoundError, match="no such folder"):
        load_run(tmp_path / "absent")
    with pytest.raises(RunNotFoundError, match=r"holds no metadata\.json"):
        load_run(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{", r"not valid JSON: .* at line 1, column 2"),
        (b"", "not valid JSON"),
        (b"[]", "holds a list; expected an object"),
        (b"\xff\xfe{", "not UTF-8 text"),
        (b"[" * 100_000, "not valid JSON|nested too deeply"),
        (b"{}", "schema_version is None"),
        (b'{"schema_version": 1}', "schema_version is 1"),
        (b'{"schema_version": "2.0.0"}', "schema_version is '2.0.0'; this reader knows 1.x"),
    ],
)
def test_broken_metadata_is_named(tmp_path: Path, text: bytes, message: str) -> None:
    (tmp_path / "metadata.json").write_bytes(text)
    with pytest.raises(RunFormatError, match=message) as caught:
        load_run(tmp_path)
    assert "metadata.json" in str(caught.value)


def test_metadata_with_a_byte_order_mark_is_read(run: Run) -> None:
    path = run.path / "metadata.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_run(run.path).steps == 3


@pytest.mark.parametrize("steps", [0, -1, 1.5, "3", True, None])
def test_broken_steps(run: Run, steps: Any) -> None:
    opened = edit(run, steps=steps)
    with pytest.raises(RunFormatError, match="steps is"):
        opened.steps  # noqa: B018


def test_a_run_without_the_prompts_condition_is_broken(run: Run) -> None:
    for conditions in ([], [{**run.conditions[1], "id": "c7"}]):
        opened = edit(run, conditions=conditions)
        with pytest.raises(RunFormatError, match=r"conditions has the ids .*; expected c0, which is the prompt's"):
            opened.token_table()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"shape": [0, 4]}, r"attention_files\[0\]\.shape is \[0, 4\]; expected whole numbers above 0"),
        ({"shape": []}, r"attention_files\[0\]\.shape is \[\]; expected whole numbers above 0"),
        ({"shape": [4, 4, 4, 4]}, r"shape is \[4, 4, 4, 4\]; expected the axes of '(cross|self)'"),
        ({"shape": "4x4"}, r"attention_files\[0\]\.shape is \"4x4\"; expected a list"),
        ({"dtype": "float32"}, "dtype is 'float32'; expected 'float16'"),
        ({"path": 7}, "path is 7; expected a text"),
        ({"step": None}, "step is null; expected a whole number"),
        ({"layer_id": ""}, "layer_id is ''"),
        ({"grid": [2**62, 2]}, r"grid is \[4611686018427387904, 2\]; expected the cells of shape \[\d+, \d+"),
    ],
)
def test_broken_map_entries(run: Run, change: dict[str, Any], message: str) -> None:
    opened = edit(run, attention_files=[{**run.metadata["attention_files"][0], **change}])
    with pytest.raises(RunFormatError, match=message):
        opened.attention_files  # noqa: B018


@pytest.mark.parametrize(
    "path",
    ["../secret.bin", "attention/../../secret.bin", "/etc/passwd", "C:\\x.bin", "..\\x.bin", "\\\\host\\x", "a\0b"],
)
def test_paths_out_of_the_folder_are_refused(run: Run, path: str) -> None:
    entry = {**run.metadata["attention_files"][0], "path": path}
    opened = edit(run, attention_files=[entry], images=[path] * 3, artifacts={"metrics": path, "latents_noise": path})
    for read in (
        lambda: opened.attention(entry["layer_id"], 0),
        lambda: opened.image(0),
        lambda: opened.metrics,
        lambda: opened.latents,
    ):
        with pytest.raises(RunFormatError, match=r"leads out of the run's folder|is not a path|under their own names"):
            read()


def test_a_link_out_of_the_folder_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes((run.path / "images" / "step_000.png").read_bytes())
    (run.path / "images" / "step_000.png").unlink()
    try:
        (run.path / "images" / "step_000.png").symlink_to(tmp_path / "secret.png")
    except OSError:
        pytest.skip("this system lets nobody make symbolic links")
    with pytest.raises(RunFormatError, match="leads out"):
        run.image(0)


def test_damaged_files_are_named(run: Run) -> None:
    path = run.path / "attention" / "cross" / "layer_1_step_000.bin"
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(RunFormatError, match=r"layer_1_step_000\.bin: it has 1846 bytes; .*\[77, 3, 4\].* needs 1848"):
        run.attention("layer_1", 0)
    path.unlink()
    with pytest.raises(RunFormatError, match=r"layer_1_step_000\.bin: the file is missing"):
        run.attention("layer_1", 0)
    picture = run.path / "images" / "step_000.png"
    before, pixels = picture.read_bytes().split(b"IDAT", 1)
    for damaged in (b"no image", before[:-4] + b"\0\0\0\4IDAT" + pixels):  # the second states that its pixels end early
        picture.write_bytes(damaged)
        with pytest.raises(RunFormatError, match=r"step_000\.png: the image can't be opened"):
            run.image(0)
    (run.path / "images" / "step_001.png").unlink()
    with pytest.raises(RunFormatError, match=r"step_001\.png: the image is missing"):
        run.image(1)
    (run.path / "latents_noise_fp16.npz").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(RunFormatError, match="not an archive of plain arrays"):
        run.latents  # noqa: B018
    for damaged in damaged_archives():
        (run.path / "latents_noise_fp16.npz").write_bytes(damaged)
        with pytest.raises(RunFormatError, match=r"latents_noise_fp16\.npz: it is not an archive of plain arrays"):
            run.latents  # noqa: B018
    (run.path / "latent_pca.json").write_text('{"points": [[1]]}')
    with pytest.raises(RunFormatError, match=r"latent_pca\.json: points\[0\] is \[1\]; expected a list of 2 values"):
        run.trajectory  # noqa: B018
    (run.path / "latent_pca.json").write_text('{"points": [], "explained_variance_ratio": [1, 0]}')
    with pytest.raises(RunFormatError, match=r"latent_pca\.json: points has 0 entries; expected 3, one for each step"):
        run.trajectory  # noqa: B018


def damaged_archives() -> Iterator[bytes]:
    """Yield an archive whose deflated data can't be inflated, and one whose array has a header that does not end."""
    for method, content in ((zipfile.ZIP_DEFLATED, b"\x00" * 99), (zipfile.ZIP_STORED, UNENDED)):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", method) as archive:
            archive.writestr("latents.npy", content)
        damaged = bytearray(packed.getvalue())
        if method == zipfile.ZIP_DEFLATED:
            damaged[30 + len("latents.npy")] = 0b111  # the third kind of block, which deflate does not have
        yield bytes(damaged)


UNENDED = b"\x93NUMPY\x01\x00\x10\x00" + b"{'descr': '<f2',".ljust(16)
