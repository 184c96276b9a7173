"""Every figure: its exact size, its layout, and that it neither touches nor minds anybody else's matplotlib."""

from __future__ import annotations

import ast
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.style
import numpy as np
import pytest
from plotting import FIGURES, beyond, overlaps

from diffulizer.errors import MissingPackageError, OutputError, SettingsError
from diffulizer.plots.page import Page, save_png
from diffulizer.plots.style import DARK, LIGHT, Look, Theme

REPOSITORY = Path(__file__).parents[3]
SIZES = [(400, 300), (1024, 768), (1600, 560), (600, 1000), (2048, 2048)]


def rgb(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def test_no_figure_is_left_out() -> None:
    """FIGURES of tests/support/plotting.py has each function of plots/ that makes a page."""
    made = set()
    for path in (REPOSITORY / "diffulizer" / "plots").glob("*.py"):
        for part in ast.parse(path.read_text(encoding="utf-8")).body:
            if (
                isinstance(part, ast.FunctionDef)
                and part.name[0] != "_"
                and ast.unparse(part.returns or part) == "Page"
            ):
                made.add(part.name)
    assert len(made) > 5
    assert made == {name for draw in FIGURES.values() for name in draw.__code__.co_names if name in made}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_figure_has_its_size_and_nothing_is_cut_off_or_lies_on_anything(name: str, width: int, height: int) -> None:
    page = FIGURES[name](Look(width, height))
    pixels = page.pixels()
    assert pixels.shape == (height, width, 3)
    assert pixels.dtype == np.uint8
    assert beyond(page) == []
    assert overlaps(page) == []


@pytest.mark.parametrize("name", [name for name in FIGURES if name != "comparison"])
def test_the_smallest_figure_is_drawn(name: str) -> None:
    assert FIGURES[name](Look(256, 256)).pixels().shape == (256, 256, 3)


def test_a_figure_without_room_is_refused_in_words() -> None:
    with pytest.raises(SettingsError, match=r"256 x 256 pixels has no room .* at least 400 x 300"):
        FIGURES["comparison"](Look(256, 256))


@pytest.mark.parametrize("width", [256, 257, 333, 511, 720, 1023, 1999])
def test_odd_sizes_are_exact(width: int) -> None:
    for height in (256, 301, 467, 1081):
        assert Page(Look(width, height), title="").pixels().shape == (height, width, 3)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", FIGURES)
def test_the_ground_is_the_themes(name: str, theme: Theme) -> None:
    pixels = FIGURES[name](Look(400, 300, theme)).pixels()
    assert pixels[0, 0].tolist() == pixels[-1, -1].tolist() == rgb(theme.ground)


@pytest.mark.parametrize(("name", "size"), [("width", (255, 300)), ("height", (300, 8193))])
def test_sizes_out_of_range_are_refused(name: str, size: tuple[int, int]) -> None:
    with pytest.raises(SettingsError, match=rf"{name} is {size[name == 'height']}; expected 256 to 8192 pixels"):
        Look(*size)


@pytest.mark.parametrize("name", FIGURES)
def test_other_peoples_settings_change_nothing(name: str) -> None:
    """A custom node that sets a style for the whole process is common."""
    before = FIGURES[name](Look(480, 360)).pixels()
    loud: Any = {"axes.linewidth": 5, "font.size": 30, "text.color": "red", "xtick.major.size": 20, "image.cmap": "jet"}
    with matplotlib.rc_context():
        for style in ("ggplot", "bmh", "Solarize_Light2", "dark_background"):
            matplotlib.rcParams.update(matplotlib.style.library[style])
        matplotlib.rcParams.update({**loud, "lines.marker": "x", "axes.grid": True, "axes.xmargin": 0.4})
        after = FIGURES[name](Look(480, 360)).pixels()
    assert np.array_equal(before, after)


def test_figures_leave_the_process_as_it_was() -> None:
    """No settings, no figures of pyplot, which is not even imported."""
    code = """if True:
        import sys
        sys.path[:0] = sys.argv[1:]
        import matplotlib
        def settings():  # all but the one that imports pyplot when it is looked at
            return {key: matplotlib.rcParams[key] for key in matplotlib.rcParams if key != "backend"}
        before = settings(), matplotlib.get_backend(auto_select=False)
        from plotting import FIGURES
        from diffulizer.plots.style import Look
        for figure in FIGURES.values():
            figure(Look(400, 300)).pixels()
        assert (settings(), matplotlib.get_backend(auto_select=False)) == before
        assert "matplotlib.pyplot" not in sys.modules
    """
    paths = [str(REPOSITORY), str(REPOSITORY / "tests" / "support")]
    done = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_importing_the_figures_imports_no_matplotlib() -> None:
    code = """if True:
        import pkgutil, sys, importlib
        import diffulizer.plots as plots
        for module in pkgutil.iter_modules(plots.__path__):
            importlib.import_module(f"diffulizer.plots.{module.name}")
        assert "matplotlib" not in sys.modules
    """
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_analysis_knows_nothing_of_figures() -> None:
    code = """if True:
        import pkgutil, sys, importlib
        import diffulizer.analysis as analysis
        for module in pkgutil.iter_modules(analysis.__path__):
            importlib.import_module(f"diffulizer.analysis.{module.name}")
        assert not [name for name in sys.modules if name.startswith("diffulizer.plots")]
    """
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_threads_draw_at_once() -> None:
    looks = [Look(400, 300, LIGHT), Look(410, 300, DARK)]
    jobs = [(figure, look) for figure in FIGURES.values() for look in looks]
    alone = [figure(look).pixels() for figure, look in jobs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda job: job[0](job[1]).pixels(), jobs))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


def test_signs_of_formulas_are_only_text() -> None:
    page = Page(Look(400, 300), title=r"a $5 note for $\notacommand$", note="_{x}^$", caption="100 % & <b>")
    assert page.pixels().shape == (300, 400, 3)
    assert page.figure.texts[0].get_text() == r"a $5 note for $\notacommand$"


@pytest.mark.filterwarnings("error")
def test_characters_that_no_font_has_are_boxes_without_a_warning() -> None:
    missing = chr(0xE123)  # of the private use area
    page = Page(Look(400, 300), title=f"cat {missing} dog", note="ñ é ß Ω Ж")
    assert [text.get_text() for text in page.figure.texts] == ["cat □ dog", "ñ é ß Ω Ж"]
    page.pixels()


def test_long_texts_are_cut_and_captions_wrapped() -> None:
    page = Page(Look(400, 300), title="very " * 40 + "long", note="word " * 90, caption="said " * 60 + "end")
    title, note, *caption = [text.get_text() for text in page.figure.texts]
    assert title.startswith("very very")
    assert title.endswith("…")
    assert note.endswith("…")
    assert " ".join(reversed(caption)) == "said " * 60 + "end"
    assert beyond(page) == []


def test_a_long_prompt_is_cut_and_what_follows_it_stays() -> None:
    note = f"“{'very ' * 40}long” · 20 steps · seed 1"
    (shown,) = [t.get_text() for t in Page(Look(500, 300), title="", note=note).figure.texts]
    assert shown.startswith("“very very")
    assert shown.endswith("…” · 20 steps · seed 1")


def test_a_pasted_picture_is_pixel_for_pixel() -> None:
    page = Page(Look(300, 300), title="")
    picture = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
    page.paste(picture, 20, 30, (60, 40))
    assert np.array_equal(page.pixels()[30:70, 20:80], picture)


def test_without_matplotlib_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(
        MissingPackageError, match=r"Drawing a figure needs the package matplotlib.*pip install matplotlib"
    ):
        Page(Look(400, 300), title="")


def test_a_picture_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="can't be written"):
        save_png(Page(Look(300, 300), title=""), tmp_path / "file" / "figure.png")
