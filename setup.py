"""Put the built viewer into the package. Everything else about the build is in pyproject.toml."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

VIEWER = Path(__file__).resolve().parent / "web_viewer" / "dist"


class BuildWithViewer(build_py):
    """Copies web_viewer/dist to diffulizer/viewer/static, where diffulizer.viewer.files looks for it."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:  # the clone's own viewer is used
            return
        if not (VIEWER / "index.html").is_file():
            raise SystemExit(f"{VIEWER} holds no built viewer. Run `npm ci` and `npm run build` in web_viewer first.")
        static = Path(self.build_lib) / "diffulizer" / "viewer" / "static"
        shutil.rmtree(static, ignore_errors=True)
        shutil.copytree(VIEWER, static)


setup(cmdclass={"build_py": BuildWithViewer})
