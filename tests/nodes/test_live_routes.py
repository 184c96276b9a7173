"""Addresses of live passes, and the export of an interrupted one."""

from __future__ import annotations

import base64
import gc
import io
import json
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fake_host import FakeHost
from fake_host.pictures import FakeVAE
from fake_host.scenes import CROSS, Scene
from fake_host.web import ask, ask_meanwhile
from PIL import Image

from diffulizer import load_run
from diffulizer.dataset.check.validate import validate_run


@pytest.fixture
def store(host: FakeHost) -> Any:
    return host.module("nodes.host.live").store()


def interrupted(host: FakeHost, *, batch: int = 1, workflow: Any = None) -> Any:
    """A pass that was stopped in its third step."""
    scene = Scene(host)

    def stop(step: int, *_: Any) -> None:
        if step == 2:
            raise KeyboardInterrupt

    with host.executing({"5": {"class_type": "x", "inputs": {}}}, "5", workflow), pytest.raises(KeyboardInterrupt):
        scene.sample(scene.attached(), steps=5, callback=stop, batch=batch)
    return scene.recording.passes[-1]


def export(host: FakeHost, id_: str) -> tuple[int, str]:
    status, _, text = ask(host, f"/diffulizer/live/{id_}/export", "POST", json={})
    return status, text


def test_what_the_store_holds_is_served(host: FakeHost, store: Any) -> None:
    assert json.loads(ask(host, "/diffulizer/live")[2]) == {"passes": [], "interrupted": []}
    store.begin("ab12", {"begun": 1.0, "node": "5"})
    store.add("ab12", {"step": 3, "sigma": 0.5})
    assert json.loads(ask(host, "/diffulizer/live")[2]) == {
        "passes": [{"begun": 1.0, "node": "5", "id": "ab12", "steps": [3], "runs": []}],
        "interrupted": [],
    }
    status, headers, text = ask(host, "/diffulizer/live/ab12/3")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "application/json", "no-cache")
    assert json.loads(text) == {"step": 3, "sigma": 0.5}


def sampled_live(host: FakeHost, monkeypatch: pytest.MonkeyPatch, **capture: Any) -> Any:
    """A scene whose pass a browser watched to its end; its recording holds it."""
    live, scene = host.module("nodes.host.live"), Scene(host)
    monkeypatch.setattr(live, "_later", lambda job: job())
    server = live.prompt_server()
    monkeypatch.setattr(server, "client_id", "browser", raising=False)
    with host.executing({"5": {"class_type": "x", "inputs": {}}}, "5"):
        scene.sample(scene.attached(**capture))
    return scene


def maps_at(host: FakeHost, id_: str, step: int, layer: str | None = None) -> Any:
    status, _, text = ask(host, f"/diffulizer/live/{id_}/{step}" + (f"?layer={layer}" if layer else ""))
    return json.loads(text)["maps"] if status == 200 else (status, text)


def test_each_layer_of_a_watched_pass_and_their_mean_are_served(
    host: FakeHost, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sampled_live(host, monkeypatch, max_layers=0).recording.passes[-1]
    (shown,) = store.passes()
    assert shown["layer"] in shown["cross_layers"]
    assert len(shown["cross_layers"]) == CROSS
    assert made.nbytes() <= shown["budget_bytes"]
    ways = []
    for step in range(3):
        sent = maps_at(host, made.id, step)
        assert sent["layer"] == shown["layer"]  # also at steps that were sent with another one
        for layer in shown["cross_layers"]:
            maps = maps_at(host, made.id, step, layer)
            assert (maps["layer"], maps["count"]) == (layer, 1)
            assert (maps == sent) == (layer == shown["layer"])
            ways.append(maps["of"]["c0"]["values"])
        assert maps_at(host, made.id, step, "mean")["count"] == CROSS
    assert len(set(ways)) == 3 * CROSS


def test_a_panel_shows_the_wired_vaes_pictures_and_the_host_none(
    host: FakeHost, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, scene, vae = host.module("nodes.host.live"), Scene(host), FakeVAE()
    monkeypatch.setattr(live, "_later", lambda job: job())
    monkeypatch.setattr(live.prompt_server(), "client_id", "browser", raising=False)
    with host.executing({"5": {"class_type": "x", "inputs": {}}}, "5"):
        host.run("Diffulizer_KSampler", **scene.inputs(), vae=vae)
    (shown,) = store.passes()
    jpeg = base64.b64decode(json.loads(ask(host, f"/diffulizer/live/{shown['id']}/0")[2])["picture"])
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert picture.size == (64, 64)  # latents have 8 x 8 cells
    assert len(vae.decoded) == len(shown["steps"]) == 3
    assert host.bars == []


def test_a_layer_that_is_none_is_refused(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    made = sampled_live(host, monkeypatch).recording.passes[-1]
    names = [layer.name for layer in made.layers if layer.attention_type == "cross"]
    said = f"layer is 'another'; this pass has {', '.join(names)}, mean."
    assert maps_at(host, made.id, 0, "another") == (404, said)
    assert maps_at(host, made.id, 9, "mean") == (404, "There is no such step of a pass.")


def test_a_pass_that_is_gone_has_the_maps_that_were_sent_alone(
    host: FakeHost, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = sampled_live(host, monkeypatch)
    (shown,) = store.passes()
    sent = maps_at(host, shown["id"], 0)
    assert maps_at(host, shown["id"], 0, "mean")["layer"] == "mean"
    scene.recording.passes.clear()
    gc.collect()
    said = "The recording of this step is no longer in memory. Export a run to keep all layers."
    assert maps_at(host, shown["id"], 0, "mean") == (404, said)
    assert maps_at(host, shown["id"], 0, shown["layer"]) == sent


def test_a_step_without_attention_has_no_maps_of_any_layer(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    made = sampled_live(host, monkeypatch, attention_every=2).recording.passes[-1]
    assert [maps_at(host, made.id, 1), maps_at(host, made.id, 1, "mean")] == [None, None]
    assert maps_at(host, made.id, 2, "mean")["layer"] == "mean"


@pytest.mark.parametrize(
    "path",
    ["ab12/4", "ab12/-1", "ab12/3.0", "ab12/%d9%a3", "ab12/9999999999", "none/3", "../3", "%2e%2e/3", "..%2fab12/3"],
)
def test_nothing_else_is(host: FakeHost, store: Any, path: str) -> None:
    store.begin("ab12", {"begun": 1.0})
    store.add("ab12", {"step": 3})
    assert ask(host, f"/diffulizer/live/{path}")[0] == 404


def test_an_interrupted_pass_is_exported(host: FakeHost, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host.module("nodes.host.live"), "_later", lambda job: job())
    target = interrupted(host, workflow={"nodes": []})
    store.begin(target.id, {"begun": 1.0, "node": "5", "prompt_id": "p"})
    status, text = export(host, target.id)
    told = json.loads(text)
    assert (status, told["name"]) == (200, "interrupted_00001")
    (made,) = told["runs"]
    assert (made["name"], made["steps"], made["complete"]) == ("interrupted_00001", 2, False)
    name = "interrupted_00001"
    told = {"name": name, "node": "5", "prompt_id": "p", "pass": target.id, "runs": [name]}
    assert host.events == [("diffulizer.exported", told, None)]
    assert store.passes()[0]["runs"] == [name]  # a page that is loaded later knows it, too
    folder = host.output / "diffulizer" / "interrupted_00001"
    run = load_run(folder)
    assert (run.complete, run.steps, run.generator["preview_method"]) == (False, 2, "latent_rgb")
    assert run.generator["workflow"] == {"nodes": []}
    assert not validate_run(folder, strict=True).errors
    assert json.loads(export(host, target.id)[1])["name"] == "interrupted_00002"


def test_what_can_be_exported_is_told_newest_first(host: FakeHost) -> None:
    passes = [interrupted(host, batch=batch) for batch in (3, 1, 2)]
    told = json.loads(ask(host, "/diffulizer/live")[2])["interrupted"]
    assert [(one["id"], one["batch"]) for one in told] == [(passes[2].id, 2), (passes[1].id, 1)]
    assert {(one["steps"], one["steps_planned"]) for one in told} == {(2, 5)}


def test_a_batch_gives_a_run_for_each_image(host: FakeHost) -> None:
    told = json.loads(export(host, interrupted(host, batch=2).id)[1])
    assert told["name"] == "interrupted_00001_b0"
    assert [run["name"] for run in told["runs"]] == ["interrupted_00001_b0", "interrupted_00001_b1"]
    assert [event[1]["name"] for event in host.events] == ["interrupted_00001_b0", "interrupted_00001_b1"]
    assert {event[1]["node"] for event in host.events} == {None}  # nobody watched


def test_metadata_that_are_switched_off_stay_out(host: FakeHost) -> None:
    host.args.disable_metadata = True
    name = json.loads(export(host, interrupted(host, workflow={"nodes": []}).id)[1])["name"]
    generator = load_run(host.output / "diffulizer" / name).generator
    assert not {"workflow", "prompt_graph"} & generator.keys()


def test_a_pass_that_is_gone_is_said(host: FakeHost, tmp_path: Path) -> None:
    target = interrupted(host)
    host.module("nodes.host.interrupted").passes.clear()
    status, text = export(host, target.id)
    assert status == 404
    assert text == (
        "The recording of this pass is no longer in memory: only the last 2 interrupted passes are, until ComfyUI ends."
    )
    assert not host.output.exists()


def test_an_export_keeps_nobody_waiting(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = Event()
    exporter = host.module("nodes.host.runs").PassExport
    write = exporter.write
    monkeypatch.setattr(exporter, "write", lambda *a, **k: write(*a, **k) if answered.wait(20) else None)
    target = f"/diffulizer/live/{interrupted(host).id}/export"
    assert ask_meanwhile(host, target, "POST", "/diffulizer/live", answered.set) == (200, 200)


def test_an_export_that_fails_says_why(host: FakeHost) -> None:
    host.output.mkdir(parents=True)
    (host.output / "diffulizer").write_text("a file in the way")
    status, text = export(host, interrupted(host).id)
    assert status == 422
    folder = (host.output / "diffulizer").resolve()
    said = f"The run was not written to {folder}: a file is in the place of a folder. Move it away and export again."
    assert text == said
