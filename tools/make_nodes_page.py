"""Make docs/nodes.md from the schemas of the pack's nodes in a real ComfyUI.

    python tools/make_nodes_page.py --comfyui /path/to/ComfyUI

Run it with the Python that starts that ComfyUI (`python3 dev.py env` prints one) after a change of a node.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from tools.make_locales import load_schemas  # noqa: E402 (the repository need not be installed)

PAGE, HELP = ROOT / "docs" / "nodes.md", ROOT / "js" / "docs"
LONG_CHOICES = {"sampler_name", "scheduler", "run", "metric"}
"""Choices that depend on the ComfyUI or on the runs at hand, or that another page lists."""
ENDLESS = 2**63
HEAD = """# Nodes

<!-- Made by tools/make_nodes_page.py from the nodes' schemas. Change those, then run it. -->

This page lists every node with its inputs and outputs. Workflows in API format use the ids; where
the node shows a shorter name, it stands beside. Ids, names of inputs and
types of outputs never change, so that workflows go on working. Inputs marked *optional* may stay unwired. Inside
ComfyUI, each node's help has the same, with what the node is for and what to watch out for. [What happens if a node
fails](troubleshooting.md) is the same for all.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--comfyui", type=Path, help="default: the one that dev.py set up, or COMFYUI_PATH")
    options = parser.parse_args()
    PAGE.write_text(page(load_schemas(options.comfyui)), encoding="utf-8")


def page(schemas: Iterable[Any]) -> str:
    """Return the whole page: a list of nodes, then a section for each."""
    schemas = list(schemas)
    names = [f"- [{s.display_name}](#{anchor(s.display_name)})" for s in schemas]
    return "\n".join([HEAD, *names, "", *map(section, schemas)])


def anchor(heading: str) -> str:
    """Return the link of a heading on GitHub."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def section(schema: Any) -> str:
    """Return a node's name, description, picture and tables."""
    lines = [f"## {schema.display_name}", "", f"`{schema.node_id}`. {schema.description}", ""]
    help_page = HELP / f"{schema.node_id}.md"
    if help_page.is_file():
        picture = re.search(r"!\[([^\]]+)\]\(([^)]+)\)", help_page.read_text(encoding="utf-8"))
        lines += [f"![{text(picture[1])}](../js/docs/{picture[2]})", ""] if picture else []
        lines += [f"[How it is used, and what to watch out for](../js/docs/{help_page.name})", ""]
    if schema.inputs:
        rows = [f"{name(i)} | {kind(i)} | {default(i)} | {text(i.tooltip)}" for i in schema.inputs]
        lines += table("input | type | default | meaning", rows)
    if schema.outputs:
        rows = [f"{o.display_name} | {output_kind(o)} | {text(o.tooltip)}" for o in schema.outputs]
        lines += table("output | type | meaning", rows)
    return "\n".join(lines)


def name(part: Any) -> str:
    """Return an input's id, and its name on the node where that is another one."""
    shown = part.display_name or part.id
    return f"`{part.id}`" if shown == part.id else f"`{part.id}` (*{shown}*)"


def table(head: str, rows: list[str]) -> list[str]:
    line = " | ".join(["---"] * (head.count("|") + 1))
    return [f"| {row} |" for row in (head, line, *rows)] + [""]


def kind(part: Any) -> str:
    """Describe the type of an input, with a number's range or a choice's options."""
    words = part.io_type
    if words == "COMBO" and part.id not in LONG_CHOICES:
        words = "one of " + ", ".join(f"`{option}`" for option in part.options)
    elif words == "COMBO":
        words = "a choice"
    elif words in ("INT", "FLOAT") and None not in (part.min, part.max):
        most = "" if part.max >= ENDLESS else f" to {part.max}"
        words += f", {part.min}{most or ' and up'}"
    return f"{words}" + ", *optional*" * bool(part.optional)


def default(part: Any) -> str:
    value = getattr(part, "default", None)
    if isinstance(value, bool):
        return "on" if value else "off"
    return "" if value is None or value == "" else f"`{value}`"


def output_kind(part: Any) -> str:
    return f"{part.io_type}" + ", a list" * bool(getattr(part, "is_output_list", False))


def text(tooltip: str | None) -> str:
    return " ".join((tooltip or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    main()
