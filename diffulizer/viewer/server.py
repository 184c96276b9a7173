"""A small server for the viewer and some runs. It serves only this machine and these files, and only reads."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, unquote, urlencode

from ..dataset.files import FolderFiles, RunFiles, open_run_files
from ..errors import RunFormatError, ViewerError
from ..serving import check_port, refused_host
from .files import DATA_TYPES, HEADERS, INDEX, PAGE_TYPES, content_type, run_name
from .tables import TableFiles, check_form, is_table

log = logging.getLogger(__name__)

TABLE_PREFIX = "table/"
RANGE = re.compile(r"bytes=(\d+)-(\d*)", re.ASCII)
"""A request for a part of a file (https://www.rfc-editor.org/rfc/rfc9110#name-range). Other forms get all of it."""
COPIED = 1 << 20
"""Bytes that are sent at once."""


class ViewerServer(ThreadingHTTPServer):
    """Server of the viewer at ``/``, and of the n-th run below ``/runs/n/NAME/``, or of a table below ``/table/``; use
    it as a context manager.

    Args:
        viewer: the folder of the built viewer.
        runs: folders of runs, or .zips; or the folder of one table.
        port: 0 chooses a free one.

    Raises:
        HostError: the port is taken or does not exist.
        RunNotFoundError, RunFormatError: a path is no run.
        MissingPackageError: there is a table, and pyarrow is not installed.
        ViewerError: there is a table, and more, or one that is not parquet.
    """

    daemon_threads = True

    def __init__(self, viewer: Path, runs: Sequence[Path], port: int = 0) -> None:
        self.viewer = viewer.resolve()
        for run in runs:
            check_form(run)
        tables = [run for run in runs if is_table(run)]
        if tables and len(runs) > 1:
            raise ViewerError(f"{tables[0]} is a table of runs. View it alone, without other runs or tables.")
        self.table = TableFiles(tables[0]) if tables else None
        runs = () if tables else runs
        self.runs = {f"runs/{i}/{run_name(run)}/": open_run_files(run.resolve()) for i, run in enumerate(runs)}
        super().__init__(("127.0.0.1", check_port(port) if port else 0), _Handler)

    @property
    def address(self) -> str:
        """URL of the page with the runs open: the first one, a second beside it, or of more than two all to choose
        from; or with the table."""
        prefixes = [prefix.rstrip("/") for prefix in self.runs]
        keys = ["run", "compare"] if len(prefixes) == 2 else ["run"] * len(prefixes)
        named = [("table", TABLE_PREFIX + self.table.name)] if self.table else list(zip(keys, prefixes, strict=True))
        query = urlencode(named, safe="/", quote_via=quote)
        return f"http://127.0.0.1:{self.server_port}/" + (f"?{query}" if query else "")

    def find(self, path: str) -> Served | None:
        """Find the file that a decoded path names, or None."""
        name = path.removeprefix("/") or INDEX
        for prefix, files in self.runs.items():
            if name.startswith(prefix):
                return served(files, name[len(prefix) :], DATA_TYPES)
        if self.table and name.startswith(TABLE_PREFIX):
            found = self.table.find(name[len(TABLE_PREFIX) :])
            return found and served(*found, DATA_TYPES)
        return served(FolderFiles(self.viewer), name, PAGE_TYPES)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Log an error, unless a browser closed its connection, which is none."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            log.exception("A request from %s failed.", client_address)


@dataclass(frozen=True)
class Served:
    """A file to answer with: its size in bytes, a function that opens it, and its Content-Type."""

    size: int
    open: Callable[[], BinaryIO]
    content_type: str


def served(files: RunFiles, name: str, types: Mapping[str, str]) -> Served | None:
    """Return a file of a run or of the viewer, or None if no file has that name."""
    size = files.size(name)
    return None if size is None else Served(size, lambda: files.open(name), content_type(name, types))


class _Handler(BaseHTTPRequestHandler):
    server: ViewerServer
    protocol_version = "HTTP/1.1"  # a run may be thousands of small files: connections are kept
    timeout = 60
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with a file. A page of another site gets nothing, whatever host name it found for this server."""
        refused = refused_host(self.headers.get("Host"), self.headers.get("Sec-Fetch-Site"))
        if refused:
            return self._refuse(HTTPStatus.FORBIDDEN, refused)
        asset = self.server.find(unquote(self.path.partition("?")[0]))
        if asset is None:
            return self._refuse(HTTPStatus.NOT_FOUND, "There is no such file.")
        try:
            content = asset.open()
        except RunFormatError:
            return self._refuse(HTTPStatus.NOT_FOUND, "The file can't be read.")
        with content:
            self._send(asset, content)
        return None

    def _send(self, asset: Served, content: BinaryIO) -> None:
        """Send a file, or the part of it that was asked for."""
        asked = RANGE.fullmatch(self.headers.get("Range", ""))
        start = int(asked[1]) if asked else 0
        end = min(int(asked[2]), asset.size - 1) if asked and asked[2] else asset.size - 1
        if asked and start > end:
            return self._refuse(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, f"The file has {asset.size} bytes.")
        left = end - start + 1
        part = {"Content-Range": f"bytes {start}-{end}/{asset.size}"} if asked else {}
        self._begin(HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK, asset.content_type, left, part)
        content.seek(start)
        while left > 0 and (block := content.read(min(left, COPIED))):
            self.wfile.write(block)
            left -= len(block)
        return None

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self._begin(status, "text/plain; charset=utf-8", len(why))
        self.wfile.write(why.encode())

    def _begin(self, status: HTTPStatus, kind: str, size: int, part: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        told = {"Content-Type": kind, "Content-Length": str(size), "Accept-Ranges": "bytes", **HEADERS}
        for name, value in {**told, **(part or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing, because the terminal is for what a person should read."""
