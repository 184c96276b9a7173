"""The viewer as one HTML file, with runs in it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from pathlib import Path

from ..errors import ViewerError
from .files import INDEX

SCRIPT = re.compile(r'\s*<script defer src="\./([^"]+)"></script>')
STYLE = re.compile(r'<link rel="stylesheet" href="\./([^"]+)"\s*/?>')
TITLE = re.compile(r"<title>[^<]*</title>")
WORKBENCH = "workbench.js"
"""The viewer's second script, which its page loads when the workbench is first opened; a report holds it."""
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; worker-src blob:; connect-src blob: data:; "
    "style-src 'unsafe-inline'; img-src blob: data:; font-src data:"
)
"""Content-Security-Policy of a report. The page can't load anything, so nobody learns that a report was opened."""


def page_parts(viewer: Path, title: str) -> tuple[str, str]:
    """Return the text before and after the runs of a page that is made of the built viewer.

    Raises:
        ViewerError: the page of the built viewer has an unexpected form.
    """
    page = (viewer / INDEX).read_text(encoding="utf-8")
    scripts = SCRIPT.findall(page)
    if len(scripts) != 1 or len(TITLE.findall(page)) != 1 or "</body>" not in page:
        raise ViewerError(
            f"{viewer / INDEX} has {len(scripts)} scripts; expected one, a title and a body. "
            "Build the viewer again: `npm run build` in web_viewer."
        )
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />'
    page = SCRIPT.sub("", page)
    page = TITLE.sub(lambda _: f"{policy}\n    <title>{html.escape(title)}</title>", page)
    page = STYLE.sub(lambda match: f"<style>\n{_style(viewer / match[1])}</style>", page)
    before, _, after = page.rpartition("</body>")
    viewer_script = viewer / scripts[0]
    own = "".join(
        f"<script>\n{_script(file)}</script>\n  " for file in (viewer_script, viewer_script.with_name(WORKBENCH))
    )
    return before, f"{own}</body>{after}"


def run_script(name: str, archive: str) -> str:
    """Return a script that holds a run; ``archive`` is its .zip in base64."""
    return f'<script>(globalThis.diffulizerRuns ??= {{}})[{_text(name)}] = "{archive}";</script>\n'


def open_script(names: Sequence[str]) -> str:
    """Return a script that makes the page open a run at once, a second one beside it if it is named, and any others."""
    chosen = ", ".join(f"{key}: {_text(name)}" for key, name in zip(("run", "compare"), names, strict=False))
    if names[2:]:
        chosen += f", others: [{', '.join(map(_text, names[2:]))}]"
    return f"<script>globalThis.diffulizerOpen = {{ {chosen} }};</script>\n"


def _text(value: str) -> str:
    return json.dumps(value).replace("<", "\\u003c")


def _script(file: Path) -> str:
    """Return a script that may stand in HTML: text that would end or hide it stands in literals, where \\x3c is the
    same."""
    return re.sub(r"<(?=/script|!--)", r"\\x3c", _read(file), flags=re.IGNORECASE)


def _style(file: Path) -> str:
    return re.sub(r"</(?=style)", r"<\\/", _read(file), flags=re.IGNORECASE)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ViewerError(f"{file} can't be read: {error.strerror}. Build the viewer again.") from error
