"""Runs and live passes over the real ComfyUI's web server, with its middleware, in a base directory of its own."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from addresses import ADDRESS, NAME, OUTSIDE
from browsing import Tab, ask, post, until
from server_fixtures import real_host

from diffulizer.cli import main as diffulizer
from diffulizer.comfyui.server import Server
from diffulizer.dataset.read.run import load_run
from exports import assert_strictly_valid, exporting
from graphs import node, sampling

WORKFLOW = {"id": "6f0b7a52-0000-4000-8000-000000000001", "nodes": [], "links": []}


def small(seed: int, **options: Any) -> dict[str, Any]:
    capture = {"max_layers": 4, "attention_resolution": 8, "self_attention_resolution": 4}
    return sampling(width=64, height=64, **{"steps": 2, **options}, seed=seed, capture=capture)


@pytest.fixture(scope="module")
def run(server: Server, runs: Path) -> Path:
    """A run of two steps, made in a graph."""

    async def main() -> None:
        async with Tab(server) as tab:
            await tab.run(exporting(small(1), run_name=NAME.removesuffix("_00001")), WORKFLOW)

    asyncio.run(main())
    return runs / NAME


def listed(server: Server) -> dict[str, Any]:
    status, _, body = ask(server, "/diffulizer/runs")
    assert status == 200
    answer: dict[str, Any] = json.loads(body)
    return answer


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# -- list, files, download ----------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["/diffulizer", "/api/diffulizer"])
def test_list_and_files(server: Server, run: Path, prefix: str) -> None:
    answer = json.loads(ask(server, f"{prefix}/runs")[2])
    (entry,) = [entry for entry in answer["runs"] if entry["name"] == NAME]
    told = ("seed", "steps", "width", "height", "complete", "workflow", "damaged", "thumbnail")
    assert [entry[key] for key in told] == [1, 2, 64, 64, True, True, None, "images/step_001.png"]
    for path, content in files(run).items():
        status, headers, body = ask(server, f"{prefix}/run/{ADDRESS}/{path}")
        assert (status, headers["Cache-Control"], body) == (200, "no-cache", content)
    status, headers, _ = ask(server, f"{prefix}/run/{ADDRESS}/images/step_999.png")
    assert (status, headers["Cache-Control"]) == (404, "no-cache")


def test_a_download_equals_the_run(server: Server, run: Path) -> None:
    status, headers, body = ask(server, f"/diffulizer/zip/{ADDRESS}")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "application/zip", "no-cache")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert {name.partition("/")[2]: archive.read(name) for name in archive.namelist()} == files(run)


def test_a_download_without_the_workflow(server: Server, run: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(ask(server, f"/diffulizer/zip/{ADDRESS}?workflow=0")[2])) as archive:
        archive.extractall(tmp_path)
    assert_strictly_valid(tmp_path / run.name)
    assert load_run(run).generator["workflow"] == WORKFLOW
    assert not {"workflow", "prompt_graph"} & load_run(tmp_path / run.name).generator.keys()


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("address", ["run", "zip"])
def test_nothing_else_is_served(server: Server, run: Path, address: str, path: str) -> None:
    status, headers, body = ask(server, f"/diffulizer/{address}/{path}")
    assert status in (403, 404)
    assert b"treasure" not in body
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_lead_nowhere_outside(server: Server, run: Path) -> None:
    link = run / "out.json"
    link.symlink_to(run.parents[2] / "secret.json")
    try:
        assert ask(server, f"/diffulizer/run/{ADDRESS}/out.json")[0] == 404
        assert b"treasure" not in ask(server, f"/diffulizer/zip/{ADDRESS}")[2]
    finally:
        link.unlink()


def test_pages_of_other_sites_get_nothing(server: Server, run: Path) -> None:
    foreign: Any = {"Origin": "http://example.org"}
    for path in ("runs", f"run/{ADDRESS}/metadata.json", f"zip/{ADDRESS}", "live"):
        assert ask(server, f"/diffulizer/{path}", **foreign)[0] == 403
    for path in ("delete", "trash/empty", "live/0/export"):
        assert post(server, f"/diffulizer/{path}", {"name": NAME}, **foreign)[0] == 403
        plain = json.dumps({"name": NAME}).encode()
        assert ask(server, f"/diffulizer/{path}", "POST", plain, Content_Type="text/plain")[0] == 415
    assert run.is_dir()


def test_a_damaged_run_is_listed_as_damaged(server: Server, runs: Path) -> None:
    (runs / "broken").mkdir(parents=True)
    (runs / "broken" / "metadata.json").write_text('{"schema_version": "1.1.0"')
    (entry,) = [entry for entry in listed(server)["runs"] if entry["name"] == "broken"]
    assert entry["damaged"].startswith("broken/metadata.json is not valid JSON")


def test_deleting_goes_to_the_trash_and_is_told(server: Server, run: Path, runs: Path) -> None:
    shutil.copytree(run, runs / "to go")

    async def main() -> None:
        async with Tab(server) as tab:
            answer = await tab.post("/diffulizer/delete", {"name": "to go"})
            assert answer["trash"]["count"] == 1
            await tab.event("diffulizer.deleted", name="to go")

    asyncio.run(main())
    (kept,) = (runs / ".trash").glob("*/to go")
    assert files(kept) == files(run)
    assert "to go" not in [entry["name"] for entry in listed(server)["runs"]]
    emptied = post(server, "/diffulizer/trash/empty", {"items": [kept.parent.name]})
    assert json.loads(emptied[1])["trash"] == {"items": [], "count": 0, "size_bytes": 0}
    assert not kept.exists()


# -- Load Diffulizer Run -------------------------------------------------------------------------


def loading(name: str, **changes: Any) -> dict[str, Any]:
    graph = {"1": node("Diffulizer_DemoModel"), "5": node("Diffulizer_LoadRun", run=name)}
    return exporting(graph, ["5", 0], latent=["5", 1], **changes)


def test_a_run_is_loaded_and_exported_as_it_was(server: Server, run: Path, runs: Path) -> None:
    async def main() -> dict[str, Any]:
        async with Tab(server) as tab:
            known = await tab.get("/object_info/Diffulizer_LoadRun")
            (options,) = [part for part in known["Diffulizer_LoadRun"]["input"]["required"]["run"] if NAME in str(part)]
            assert NAME in (options if isinstance(options, list) else options["options"])
            prompt_id = await tab.run(loading(NAME, run_name="again"))
            await tab.event("diffulizer.exported", name="again_00001", node="9", prompt_id=prompt_id)
            (told,) = await tab.event("executed", node="5")
            summary: dict[str, Any] = told["output"]["diffulizer_run"][0]
            return summary

    summary = asyncio.run(main())
    assert (summary["name"], summary["path"]) == (NAME, str(run))
    one, other = files(run), files(runs / "again_00001")
    for held in (one, other):
        del held["metadata.json"]
    assert one == other
    assert_strictly_valid(runs / "again_00001")


def test_a_run_that_is_gone_is_refused_with_what_to_do(server: Server, run: Path) -> None:
    async def main() -> Any:
        async with Tab(server) as tab:
            return await tab.post("/prompt", {"prompt": loading("gone")})

    answer = asyncio.run(main())
    assert "run is 'gone', which is not in output/diffulizer any more. Press R" in str(answer["node_errors"])


# -- live ----------------------------------------------------------------------------------------


def stored_runs(server: Server, id_: str) -> list[str]:
    """Return the names of the runs that a pass was exported as, as the server knows them."""
    passes = json.loads(ask(server, "/diffulizer/live")[2])["passes"]
    return next(p["runs"] for p in passes if p["id"] == id_)


def test_live_passes_are_served_and_told_to_their_page_alone(server: Server) -> None:
    async def main() -> None:
        async with Tab(server) as tab, Tab(server) as other:
            prompt_id = await tab.run(exporting(small(11, steps=4), run_name="live"))
            (ended,) = await tab.event("diffulizer.pass", state="complete", prompt_id=prompt_id)
            (shown,) = [p for p in (await tab.get("/diffulizer/live"))["passes"] if p["id"] == ended["id"]]
            assert {**shown, "runs": []} == {**ended, "steps": [0, 1, 2, 3], "runs": []}
            assert ended["node"] == "5"
            steps = await tab.event("diffulizer.step", prompt_id=prompt_id)
            assert steps[-1]["step"] == 3
            for event in steps:
                stored = await tab.get(f"/diffulizer/live/{ended['id']}/{event['step']}")
                assert {**stored, "maps": None}.items() <= {**event, "maps": None}.items()
                assert stored["maps"]["layer"] == ended["layer"]  # the event may have come with another one
                assert stored["picture"]
                maps = stored["maps"]["of"]["c0"]
                rows, columns = maps["grid"]
                assert len(maps["rows"]) == 77
                assert len(base64.b64decode(maps["values"])) == len(maps["peaks"]) * rows * columns
            await other.event("diffulizer.exported", name="live_00001", node="9", prompt_id=prompt_id)
            await until(lambda: stored_runs(server, ended["id"]) == ["live_00001"], "the run of the pass")
            assert not [name for name, _ in other.events if name in ("diffulizer.step", "diffulizer.pass")]

    asyncio.run(main())
    assert ask(server, "/diffulizer/live/none/0")[0] == 404


async def interrupted_pass(tab: Tab, seed: int) -> dict[str, Any]:
    """Stop a prompt in the middle, and return the event that describes its pass."""
    prompt_id = await tab.queue(exporting(small(seed, steps=2000)), WORKFLOW)
    await tab.event("diffulizer.step", 3, prompt_id=prompt_id)
    await tab.post("/interrupt", {})
    (ended,) = await tab.event("diffulizer.pass", state="interrupted", prompt_id=prompt_id)
    await tab.event("execution_interrupted", prompt_id=prompt_id)
    return ended


def test_what_an_interrupted_pass_recorded_is_exported(server: Server, runs: Path) -> None:
    async def main() -> tuple[dict[str, Any], str]:
        async with Tab(server) as tab, Tab(server) as other:
            ended = await interrupted_pass(tab, 21)
            answer = await tab.post(f"/diffulizer/live/{ended['id']}/export", {})
            assert answer.keys() == {"name", "runs"}, answer
            await other.event("diffulizer.exported", name=answer["name"], node="5", prompt_id=ended["prompt_id"])
            return ended, answer["name"]

    ended, name = asyncio.run(main())
    run = load_run(runs / name)
    assert name == "interrupted_00001"
    assert (run.complete, run.generator["preview_method"]) == (False, "latent_rgb")
    assert run.generator["workflow"] == WORKFLOW
    assert 3 <= run.steps < 2000
    assert_strictly_valid(run.path)
    (entry,) = [entry for entry in listed(server)["runs"] if entry["name"] == name]
    assert (entry["complete"], entry["steps"]) == (False, run.steps)
    status, body = post(server, "/diffulizer/live/0123456789abcdef/export", {})
    assert status == 404
    assert b"no longer in memory" in body
    assert ended["state"] == "interrupted"


def test_the_command_line_exports_what_an_interrupted_pass_recorded(
    server: Server, runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def main() -> dict[str, Any]:
        async with Tab(server) as tab:
            return await interrupted_pass(tab, 22)

    id_ = asyncio.run(main())["id"]
    asking = ["export", "--partial", id_, "--server", server.url, "--json"]
    assert diffulizer([*asking, "--list"]) == 0
    (listed_,) = json.loads(capsys.readouterr().out)
    assert diffulizer(asking) == 0
    (made,) = json.loads(capsys.readouterr().out)
    assert Path(made["path"]).parent == runs
    assert 3 <= load_run(made["path"]).steps == made["steps"] == listed_["steps"] < made["steps_planned"] == 2000
    assert_strictly_valid(Path(made["path"]))


def test_several_users_and_no_metadata(tmp_path: Path) -> None:
    arguments = ["--multi-user", "--disable-metadata"]
    with Server(real_host(), output=tmp_path, device="cpu", arguments=arguments) as server:

        async def main() -> str:
            async with Tab(server) as tab:
                await tab.run(exporting(small(31)), WORKFLOW)
                ended = await interrupted_pass(tab, 32)
                answer = await tab.post(f"/diffulizer/live/{ended['id']}/export", {})
                return str(answer["name"])

        partial = asyncio.run(main())
        assert {entry["name"] for entry in listed(server)["runs"]} == {"test_00001", partial}
        for entry in listed(server)["runs"]:
            assert not entry["workflow"]
            assert not {"workflow", "prompt_graph"} & load_run(tmp_path / "diffulizer" / entry["name"]).generator.keys()
        assert ask(server, "/diffulizer/run/test_00001/images/step_000.png")[0] == 200
        assert post(server, "/diffulizer/delete", {"name": "test_00001"})[0] == 200
        assert [entry["name"] for entry in listed(server)["runs"]] == [partial]
