"""A stand-in for the built viewer: as Vite lays it out, with what could break a page that is made of it."""

from __future__ import annotations

from pathlib import Path

INDEX = """\
<!doctype html>
<html lang="en">
  <head>
    <title>Diffulizer</title>
    <script defer src="./assets/viewer.js"></script>
    <link rel="stylesheet" href="./assets/viewer.css">
  </head>
  <body>
    <div id="root"></div>
  </body>
</html>
"""
SCRIPT = """\
const end = "</script>", hidden = `<!-- <script>`, escaped = "\\\\1";
"""


def make_viewer(folder: Path) -> Path:
    """Write the stand-in; its folder."""
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX, encoding="utf-8")
    (folder / "assets" / "viewer.js").write_text(SCRIPT, encoding="utf-8")
    (folder / "assets" / "workbench.js").write_text("const workbench = 1;\n", encoding="utf-8")
    (folder / "assets" / "viewer.css").write_text("p { content: '</style>' }\n", encoding="utf-8")
    return folder
