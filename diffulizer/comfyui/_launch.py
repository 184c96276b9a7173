"""Launcher of ComfyUI's main.py that ends together with the process that started it.

It is run as a script: `python _launch.py COMFYUI [arguments]`. The starter holds the other end of standard
input; when that closes, because the starter stopped us, crashed or was killed, this process ends too.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading


def _end_with_starter() -> None:
    while os.read(0, 4096):  # sys.stdin's own lock would be in the way when Python ends
        pass
    os._exit(0)


def main() -> None:
    """Become ComfyUI, whose folder replaces this script's at the front of sys.path."""
    threading.Thread(target=_end_with_starter, name="end-with-starter", daemon=True).start()
    script = os.path.join(sys.argv[1], "main.py")  # noqa: PTH118 - quick, and it has to be a string
    sys.path[0] = sys.argv[1]
    sys.argv = [script, *sys.argv[2:]]
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
