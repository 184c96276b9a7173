"""`diffulizer report`: one file that holds the viewer and valid runs, small enough, and says what it lacks."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from viewers import make_viewer
from written import export

from diffulizer.cli import main
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.read.run import load_run
from diffulizer.errors import ViewerError
from diffulizer.gather import GATHER_GAP
from diffulizer.settings import CaptureSettings
from diffulizer.viewer import files
from diffulizer.viewer.page import page_parts
from diffulizer.viewer.report import MIB
from diffulizer.viewer.thin import EFFECTS, LATENTS, listed_files, thinner, without_workflow
from synthetic import make_pass

SETTINGS = CaptureSettings(attention_resolution=8, self_attention_resolution=8, heads="each", maps_of="all")
ORDER = [
    "maps of single heads",
    "attention maps of further conditions",
    "self-attention maps",
    LATENTS,
    "attention maps but those of every second step",
    "attention maps but those of every 3rd step",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(make_pass(steps=6, settings=SETTINGS), tmp_path_factory.mktemp("report") / "run")


@pytest.fixture(autouse=True)
def viewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = make_viewer(tmp_path / "dist")
    monkeypatch.setattr(files, "DIST", folder)
    return folder


class Page(HTMLParser):
    """A page's scripts and styles as a browser would take them, and what it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.loads: list[str] = []
        self.policy = ""
        self._into: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [value or "" for name, value in attrs if name in ("src", "href")]
        self._into = {"script": self.scripts, "style": self.styles}.get(tag)
        if self._into is not None:
            self._into.append("")
        if dict(attrs).get("http-equiv") == "Content-Security-Policy":
            self.policy = dict(attrs)["content"] or ""

    def handle_endtag(self, tag: str) -> None:
        self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data

    @property
    def runs(self) -> dict[str, bytes]:
        """The embedded archives."""
        pattern = re.compile(r'\(globalThis\.diffulizerRuns \?\?= \{\}\)\[(".*?")\] = "([^"]*)";')
        found = [pattern.fullmatch(script) for script in self.scripts]
        return {json.loads(match[1]): base64.b64decode(match[2]) for match in found if match}


def report(target: Path, *arguments: Any) -> Page:
    assert main(["report", *map(str, arguments), "-o", str(target)]) == 0
    return Page(target.read_text(encoding="utf-8"))


def unpack(archive: bytes, folder: Path) -> Path:
    zipfile.ZipFile(io.BytesIO(archive)).extractall(folder)
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_report_holds_the_whole_run(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = report(tmp_path / "r.html", made)
    assert list(page.runs) == ["run"]
    copy = unpack(page.runs["run"], tmp_path / "copy")
    assert validate_run(copy, strict=True).errors == []
    assert set(everything(copy)) == set(everything(made))
    for name, content in everything(made).items():
        if name.endswith(".json"):
            assert json.loads((copy / name).read_bytes()) == json.loads(content)
        else:
            assert (copy / name).read_bytes() == content
    assert page.scripts[1] == 'globalThis.diffulizerOpen = { run: "run" };'
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{tmp_path / 'r.html'}: {(tmp_path / 'r.html').stat().st_size / MIB:.1f} MiB"
    assert told[-1].startswith("A double click opens it")


def test_a_report_holds_the_pictures_without_words(tmp_path: Path) -> None:
    run = export(make_pass(removed="attention"), tmp_path / "run")
    copy = unpack(report(tmp_path / "r.html", run).runs["run"], tmp_path / "copy")
    held = {name: content for name, content in everything(run).items() if name.startswith("removals/")}
    assert set(held) == {*(f"removals/word_00{word}.png" for word in range(3)), "removals/change.bin"}
    assert held.items() <= everything(copy).items()


def test_the_page_stands_alone(made: Path, tmp_path: Path) -> None:
    page = report(tmp_path / "r.html", made)
    assert page.loads == []
    assert page.policy.startswith("default-src 'none'; script-src 'unsafe-inline'")
    assert page.scripts[-1].strip() == "const workbench = 1;"
    assert page.scripts[-2].strip() == r'const end = "\x3c/script>", hidden = `\x3c!-- <script>`, escaped = "\\1";'
    assert page.styles[0].strip() == r"p { content: '<\/style>' }"
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<title>run · Diffulizer</title>" in text
    assert text.index("</script>\n  </body>") > text.index('id="root"')


def test_the_same_run_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    report(tmp_path / "a.html", made)
    report(tmp_path / "b.html", made)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_two_runs_are_opened_beside_each_other(made: Path, tmp_path: Path) -> None:
    """Two runs may have equal names, and names that must not end the script."""
    other = Path(shutil.copytree(made, tmp_path / "elsewhere" / "run"))
    odd = Path(shutil.copytree(made, tmp_path / '<script>"x"'))
    page = report(tmp_path / "r.html", made, "--compare", other)
    assert list(page.runs) == ["run (1)", "run (2)"]
    assert page.scripts[2] == 'globalThis.diffulizerOpen = { run: "run (1)", compare: "run (2)" };'
    page = report(tmp_path / "odd.html", made, "--compare", odd)
    assert list(page.runs) == ["run", '<script>"x"']
    assert "&lt;script&gt;" in (tmp_path / "odd.html").read_text(encoding="utf-8")


def thinned_to(made: Path, tmp_path: Path, stages: int) -> tuple[Page, float]:
    """A report that only fits with this many parts left out, and its limit."""
    low, high = 0.0, 2.0
    for _ in range(30):
        limit = (low + high) / 2
        target = tmp_path / f"{stages}_{limit}.html"
        if main(["report", str(made), "-o", str(target), "--max-mb", str(limit)]):
            low = limit
            continue
        page = Page(target.read_text(encoding="utf-8"))
        metadata = json.loads(zipfile.ZipFile(io.BytesIO(page.runs["run"])).read("metadata.json"))
        count = len({n["what"] for n in metadata["not_recorded"]} & set(ORDER))
        if count == stages:
            assert target.stat().st_size <= limit * MIB
            return page, limit
        low, high = (limit, high) if count > stages else (low, limit)
    raise AssertionError(f"no limit leaves {stages} parts out")


@pytest.mark.parametrize("stages", [1, 2, 3, 4, 5])
def test_a_smaller_report_is_a_valid_run_that_says_what_it_lacks(
    made: Path, tmp_path: Path, stages: int, capsys: pytest.CaptureFixture[str]
) -> None:
    page, limit = thinned_to(made, tmp_path, stages)
    copy = unpack(page.runs["run"], tmp_path / "copy")
    checked = validate_run(copy, strict=True)
    assert checked.errors == []
    assert {w.rule for w in checked.warnings} == ({"not-checked"} if stages > 3 else set())  # latents are gone
    run, whole = load_run(copy), load_run(made)
    notes = run.metadata["not_recorded"]
    assert list(dict.fromkeys(n["what"] for n in notes)) == ORDER[:stages]
    assert {n["reason"] for n in notes} == {f"left out of this report, to keep it below {limit:g} MiB"}
    assert run.validation["attention_assets"]["checked_files"] == len(run.attention_files) < len(whole.attention_files)
    assert not any(entry.head is not None for entry in run.attention_files)
    assert {e.condition for e in run.attention_files} == ({"c0"} if stages > 1 else {"c0", "c1"})
    assert {e.attention_type for e in run.attention_files} == ({"cross"} if stages > 2 else {"cross", "self"})
    assert (run.latents is None) == (stages > 3)
    assert {e.step for e in run.attention_files} == ({0, 2, 4} if stages > 4 else set(range(6)))
    for entry in run.attention_files:
        np.testing.assert_array_equal(run.open_map(entry), whole.open_map(entry))
    reports = capsys.readouterr().out.rpartition("\n\n")[0]  # one for each size that was tried
    assert reports.splitlines()[-stages:] == [f"  left out of run: {what}" for what in ORDER[:stages]]


def test_each_step_makes_it_smaller_and_the_first_nothing(made: Path) -> None:
    metadata = load_run(made).metadata
    levels = list(thinner(metadata, "because"))
    assert levels[0].metadata is metadata
    counts = [len(listed_files(level.metadata)) for level in levels]
    assert counts == sorted(counts, reverse=True)
    assert [level.left_out[-1] for level in levels[1:7]] == ORDER
    assert len(levels) == 1 + 4 + 5
    where = [n["where"] for n in levels[-1].metadata["not_recorded"] if n["what"].endswith("every 6th step")]
    assert where == ["layer_1, layer_3, steps 1-5"]
    assert metadata == load_run(made).metadata


def test_effects_go_after_latents_and_are_named(tmp_path: Path) -> None:
    settings = CaptureSettings(attention_resolution=4, self_attention_resolution=4, effects_every=3)
    metadata = load_run(export(make_pass(settings=settings), tmp_path / "run")).metadata
    levels = {level.left_out[-1:]: level for level in thinner(metadata, "because")}
    before, after = levels[LATENTS,], levels[EFFECTS,]
    gone = set(listed_files(before.metadata)) - set(listed_files(after.metadata))
    assert gone == {"effects/step_000.bin", "effects/step_003.bin"}
    assert after.metadata["not_recorded"][-1] == {"what": EFFECTS, "where": "steps 0, 3", "reason": "because"}
    assert set(listed_files(metadata)) >= gone, "a report keeps them while there is room"


def test_what_words_look_at_goes_after_latents_and_is_named(tmp_path: Path) -> None:
    settings = CaptureSettings(attention_resolution=4, self_attention_resolution=4, gather_words="red")
    metadata = load_run(export(make_pass(steps=2, transformer=True, settings=settings), tmp_path / "run")).metadata
    levels = {level.left_out[-1:]: level for level in thinner(metadata, "because")}
    before, after = levels[LATENTS,], levels[GATHER_GAP,]
    gone = set(listed_files(before.metadata)) - set(listed_files(after.metadata))
    assert gone == {"gather/step_000.bin", "gather/step_001.bin"}
    assert after.metadata["not_recorded"][-1] == {"what": GATHER_GAP, "where": "steps 0-1", "reason": "because"}


def test_a_report_that_can_not_fit(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(made), "-o", str(tmp_path / "r.html"), "--max-mb", "0.001"]) == 2
    err = capsys.readouterr().err
    assert re.search(r"The report would still take 0\.\d MiB .*more than max_mb \(0\.001\)\. Raise it", err)
    assert not (tmp_path / "r.html").exists()


def test_no_limit(made: Path, tmp_path: Path) -> None:
    assert len(report(tmp_path / "r.html", made, "--max-mb", "0").runs) == 1


def test_the_workflow_can_be_left_out_and_nothing_else_is(made: Path, tmp_path: Path) -> None:
    page = report(tmp_path / "r.html", made, "--no-workflow")
    metadata = json.loads((unpack(page.runs["run"], tmp_path / "copy") / "metadata.json").read_bytes())
    whole = load_run(made).metadata
    assert metadata["not_recorded"].pop() == {
        "what": "the workflow",
        "where": "generator.workflow and generator.prompt_graph",
        "reason": "left out of this report, as requested",
    }
    assert whole["generator"].keys() - metadata["generator"].keys() == {"workflow", "prompt_graph"}
    metadata["generator"] |= {key: whole["generator"][key] for key in ("workflow", "prompt_graph")}
    assert metadata == whole
    assert "prompt_graph" in whole["generator"]
    assert validate_run(tmp_path / "copy", strict=True).valid
    without = without_workflow(metadata | {"generator": {}}, "asked")
    assert without == metadata | {"generator": {}}


def test_runs_of_1_0_that_name_no_artifacts(made: Path, tmp_path: Path) -> None:
    run = Path(shutil.copytree(made, tmp_path / "old"))
    metadata = json.loads((run / "metadata.json").read_bytes())
    newer = ("artifacts", "conditions", "not_recorded", "attention_files_extra", "x0_images", "guidance_maps")
    for key in newer:
        del metadata[key]
    del metadata["generator"]["network_calls"]
    metadata["schema_version"] = "1.0.0"
    (run / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    copy = unpack(report(tmp_path / "r.html", run).runs["old"], tmp_path / "copy")
    assert validate_run(copy).errors == []
    assert load_run(copy).latents is not None
    assert load_run(copy).metrics == load_run(run).metrics


@pytest.mark.parametrize("key", ["metrics", "latent_pca"])
def test_a_run_that_states_that_it_has_no_such_file(made: Path, tmp_path: Path, key: str) -> None:
    run = Path(shutil.copytree(made, tmp_path / "run"))
    change(run, "artifacts", load_run(run).metadata["artifacts"] | {key: None})
    (run / f"{key}.json").unlink()
    assert validate_run(run).errors == []
    copy = unpack(report(tmp_path / "r.html", run).runs["run"], tmp_path / "copy")
    assert validate_run(copy).errors == []


DAMAGES = {
    "missing": (lambda run: (run / "images" / "x0_001.png").unlink(), "x0_001.png can't be read"),
    "json": (lambda run: (run / "metadata.json").write_text("{"), "metadata.json is not valid JSON"),
    "layers": (lambda run: change(run, "layers", [3]), "layers[0] is 3; expected an object"),
    "images": (lambda run: change(run, "images", 3), "images is 3; expected a list"),
    "outside": (lambda run: change(run, "images", ["../dist/index.html"]), "leads out of the run's folder"),
    "guidance": (lambda run: change(run, "guidance_maps", [{}]), r"guidance_maps[0].path is missing"),
}


def change(run: Path, key: str, value: Any) -> None:
    metadata = json.loads((run / "metadata.json").read_bytes())
    metadata[key] = value
    (run / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_runs_give_a_sentence(
    made: Path, tmp_path: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Path(shutil.copytree(made, tmp_path / "run"))
    act, words = DAMAGES[damage]
    act(run)
    assert main(["report", str(run), "-o", str(tmp_path / "r.html")]) == 1
    err = capsys.readouterr().err
    assert words in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "r.html").exists()


def test_a_file_that_is_there_stays(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "r.html"
    target.write_text("mine")
    assert main(["report", str(made), "-o", str(target)]) == 2
    assert capsys.readouterr().err == f"diffulizer: {target} exists. Choose another name, or add --overwrite.\n"
    assert main(["report", str(made), "-o", str(tmp_path), "--overwrite"]) == 2
    assert "is a folder; a report is a file" in capsys.readouterr().err
    assert target.read_text() == "mine"
    report(target, made, "--overwrite")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dist", "r.html"]


def test_a_full_disk_leaves_the_old_report(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "r.html"
    target.write_text("mine")

    def fail(path: Path, _: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    assert main(["report", str(made), "-o", str(target), "--overwrite"]) == 1
    assert capsys.readouterr().err == "diffulizer: No space left on device.\n"
    assert target.read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dist", "r.html"]


@pytest.mark.parametrize("value", ["-1", "nan", "inf"])
def test_a_limit_that_is_none(made: Path, tmp_path: Path, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(made), "-o", str(tmp_path / "r.html"), "--max-mb", value]) == 2
    assert "--max-mb is" in capsys.readouterr().err


def test_a_viewer_that_was_built_otherwise(viewer: Path) -> None:
    (viewer / "index.html").write_text('<script type="module" src="x.js"></script>')
    with pytest.raises(ViewerError, match="has 0 scripts; expected one"):
        page_parts(viewer, "title")


def test_help_says_what_a_report_holds(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["report", "--help"])
    told = capsys.readouterr().out
    for words in ("what a report holds", "Prompts stay in it also with --no-workflow", "in this order"):
        assert words in told
