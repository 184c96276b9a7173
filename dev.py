"""Commands for people who work on Diffulizer; a fresh machine with Python 3.10 or newer is enough.

    python3 dev.py demo            set up, run the example workflow in a real ComfyUI, export, check and show a run
    python3 dev.py test            set up, run every check and every test
    python3 dev.py test --fast     set up, run the checks that take at most three minutes
    python3 dev.py nightly         the same as test, and the tests that take too long for each change
    python3 dev.py viewer NAME     run one check of the viewer: packages, dist, panels or frontends
    python3 dev.py env             set up, print the environment's Python

Standard library only. The commands are in tools/dev/.
"""

from __future__ import annotations

import sys


def main() -> int:
    if sys.version_info < (3, 10):  # noqa: UP036 - older Pythons must be able to read this sentence
        version = ".".join(map(str, sys.version_info[:3]))
        sentence = "dev.py: Diffulizer needs Python 3.10 or newer; {} is {}.\n"
        sys.stderr.write(sentence.format(sys.executable, version))
        return 2
    from tools.dev import commands

    return commands.main(__doc__ or "")


if __name__ == "__main__":
    sys.exit(main())
