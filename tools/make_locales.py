"""Make the English nodeDefs.json of the pack's locales from the schemas of its nodes in a real ComfyUI.

    python tools/make_locales.py --comfyui /path/to/ComfyUI

Run it with the Python that starts that ComfyUI (`python3 dev.py env` prints one) after a change of a node's name,
inputs, outputs or tooltips; then bring the other languages up to date. commands.json, settings.json and main.json
come from the extension's own definitions: web_viewer/tests/unit/locales.test.ts.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "locales" / "en" / "nodeDefs.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--comfyui", type=Path, help="default: the one that dev.py set up, or COMFYUI_PATH")
    options = parser.parse_args()
    definitions = node_definitions(load_schemas(options.comfyui))
    ENGLISH.write_text(json.dumps(definitions, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def node_definitions(schemas: Iterable[Any]) -> dict[str, Any]:
    """Return the texts that ComfyUI's page finds by a node's id: names and tooltips of the node and of its inputs and
    outputs.

    An output that has the name of its type is left out of the names, because the page then translates the type.
    """
    return {schema.node_id: _definition(schema) for schema in schemas}


def _definition(schema: Any) -> dict[str, Any]:
    inputs: dict[str, Any] = {}
    for part in schema.inputs:
        inputs[part.id] = {"name": part.display_name or part.id, "tooltip": part.tooltip}
        if getattr(part, "control_after_generate", None):  # a widget that the page adds
            inputs["control_after_generate"] = {"name": "control after generate"}
    outputs: dict[str, Any] = {}
    for index, part in enumerate(schema.outputs):
        name = part.display_name or part.id
        named = {} if name == part.io_type else {"name": name}
        outputs[str(index)] = {**named, "tooltip": part.tooltip}
    return {
        "display_name": schema.display_name,
        "description": schema.description,
        "inputs": inputs,
        "outputs": outputs,
    }


def load_schemas(comfyui: Path | None) -> list[Any]:
    """Return the schemas of the pack's nodes, as ComfyUI loads them."""
    sys.path.append(str(ROOT))
    location = importlib.import_module("diffulizer.comfyui.location")
    sys.path.insert(0, str(location.find_host(comfyui).comfyui))
    importlib.import_module("utils.extra_config")  # first, as in main.py, because comfy.utils takes the name later
    importlib.import_module("comfy.cli_args").args.cpu = True
    host = importlib.import_module("nodes")
    if not asyncio.run(host.load_custom_node(str(ROOT))):
        raise SystemExit("ComfyUI did not load the pack; the lines above say why.")
    pack = importlib.import_module(str(ROOT).replace(".", "_x_") + ".nodes")
    return [node.GET_SCHEMA() for node in pack.NODES]


if __name__ == "__main__":
    main()
