"""A ComfyUI of our own, started on 127.0.0.1 in a throw-away base folder, and always stopped again.

The checkout is never written to: the base folder holds the pack as a link in custom_nodes, and an extra
model paths file names the checkout's models.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Any

from ..errors import HostError
from ..serving import check_port, free_port
from .gpus import find_gpu, only_gpu
from .location import Host

PACK = Path(__file__).resolve().parents[2]
LAUNCHER = Path(__file__).with_name("_launch.py")
LOG_LINES = 25
# Model folders are read from the checkout under each of these names.
MODEL_FOLDERS = {
    "checkpoints": "checkpoints",
    "loras": "loras",
    "vae": "vae",
    "text_encoders": "text_encoders\nclip",
    "diffusion_models": "diffusion_models\nunet",
    "embeddings": "embeddings",
    "vae_approx": "vae_approx",
    "configs": "configs",
}
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy can't reach our 127.0.0.1


@dataclass(eq=False)
class Server:
    """One ComfyUI process; use it as a context manager, so that it never outlives its use.

    Args:
        host: the ComfyUI to start and the Python to start it with.
        output: folder that the host writes to, instead of one in the throw-away base folder.
        port: 0 chooses a free one.
        device: "auto" (the CPU if there is no CUDA or MPS device), "cpu", "cuda" or "mps".
        gpu: the only CUDA device that it sees, by its place among those that this process may use; None lets it see
            them all.
        models: a models folder to read in addition to the checkout's own.
        checkpoints: a folder of checkpoints to read in addition.
        arguments: further arguments for ComfyUI's main.py.
        pack: the folder to link into custom_nodes; None starts ComfyUI without the pack.
        timeout: seconds until the server must answer.
    """

    host: Host
    _: KW_ONLY
    output: Path | None = None
    port: int = 0
    device: str = "auto"
    gpu: int | None = None
    models: Path | None = None
    checkpoints: Path | None = None
    arguments: Sequence[str] = ()
    pack: Path | None = PACK
    timeout: float = 180
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    base: Path | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """URL of the server, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Server:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start ComfyUI and return when it answers.

        Raises:
            HostError: the port is taken, the process ended, or it did not answer in time; the end of
                the server's log is part of the message.
        """
        self.port = check_port(self.port) if self.port else free_port()
        self.base = make_base(self.pack)
        paths = write_model_paths(self.base, self.host.comfyui, self.models, self.checkpoints)
        command = [str(self.host.python), "-u", str(LAUNCHER), str(self.host.comfyui)]
        command += ["--listen", "127.0.0.1", "--port", str(self.port), "--disable-auto-launch"]
        command += ["--base-directory", str(self.base), "--database-url", "sqlite:///:memory:"]
        command += ["--extra-model-paths-config", str(paths)]
        if self.output:
            self.output.mkdir(parents=True, exist_ok=True)
            command += ["--output-directory", str(self.output)]
        if needs_cpu_flag(self.device, self.host.python):
            command.append("--cpu")
        with self._log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, *self.arguments],
                cwd=self.base,
                env=None if self.gpu is None else {**os.environ, **only_gpu(self.gpu)},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                **_own_group(),
            )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        assert self.process is not None
        end = time.monotonic() + self.timeout
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise HostError(self._why_it_ended(self.process.returncode))
            if answers(self.url):
                return
            time.sleep(0.1)
        raise HostError(
            f"ComfyUI in {self.host.comfyui} did not answer on {self.url} within {self.timeout:.0f} s. "
            f"The end of its log:\n{self.log_tail()}"
        )

    def _why_it_ended(self, code: int) -> str:
        missing = re.match(r"ModuleNotFoundError: No module named '([^']+)'", self.log_tail(1))
        if missing:
            return (
                f"ComfyUI in {self.host.comfyui} can't start: {self.host.python} has no package {missing[1]!r}. "
                "Install the requirements.txt of that ComfyUI with that Python."
            )
        return (
            f"ComfyUI in {self.host.comfyui} ended with code {code} while it started. The end of its log:\n"
            f"{self.log_tail()}"
        )

    @property
    def _log_path(self) -> Path:
        assert self.base is not None
        return self.base / "comfyui.log"

    def log_tail(self, lines: int = LOG_LINES) -> str:
        """Return the last lines that the server wrote."""
        try:
            text = self._log_path.read_text(encoding="utf-8", errors="replace")
        except (OSError, AssertionError):
            return "(no log)"
        return "\n".join(text.splitlines()[-lines:])

    def stop(self) -> None:
        """End the process and everything it started, and remove the base folder. Safe to call twice."""
        process, self.process = self.process, None
        base, self.base = self.base, None
        if process is not None:
            end_process(process)
        if base is not None:
            remove_base(base)


def answers(url: str) -> bool:
    """Return whether a ComfyUI answers at the URL."""
    try:
        with _DIRECT.open(f"{url}/system_stats", timeout=5) as reply:
            return bool(reply.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def make_base(pack: Path | None) -> Path:
    """Create a new base folder for ComfyUI with the pack in its custom_nodes.

    Raises:
        HostError: the nodes are not beside this package.
    """
    if pack is not None and not (pack / "nodes" / "__init__.py").is_file():
        raise HostError(
            f"The nodes of Diffulizer are not in {pack}. Run this from a clone of the repository, "
            "or use --server URL with a ComfyUI that has the pack installed."
        )
    base = Path(tempfile.mkdtemp(prefix="diffulizer_comfyui_"))
    for name in ("custom_nodes", "user", "input", "output", "temp", "models"):
        (base / name).mkdir()
    if pack is not None:
        link_folder(pack, base / "custom_nodes" / "diffulizer")
    return base


def link_folder(source: Path, link: Path) -> None:
    """Make a folder visible under a second path: a link, a junction on Windows, a copy where both fail."""
    try:
        link.symlink_to(source, target_is_directory=True)
        return
    except OSError:
        if os.name == "nt":
            done = subprocess.run(["cmd", "/c", "mklink", "/J", str(link), str(source)], capture_output=True)
            if done.returncode == 0:
                return
    shutil.copytree(source, link, ignore=shutil.ignore_patterns(".git", "output", "node_modules", ".*_cache"))


def remove_base(base: Path) -> None:
    """Delete a base folder. The link to the pack goes first, so that nothing can follow it."""
    link = base / "custom_nodes" / "diffulizer"
    with contextlib.suppress(OSError):
        link.unlink()
    with contextlib.suppress(OSError):
        link.rmdir()  # a junction on older Pythons
    shutil.rmtree(base, ignore_errors=True)


def write_model_paths(base: Path, comfyui: Path, models: Path | None, checkpoints: Path | None = None) -> Path:
    """Write an extra model paths file that names the checkout's models, those of `models` and `checkpoints`."""
    config: dict[str, dict[str, str]] = {}
    for name, folder in (("comfyui", comfyui / "models"), ("models", models)):
        if folder:
            config[name] = {"base_path": str(folder.expanduser().absolute()), **MODEL_FOLDERS}
    if checkpoints:
        config["checkpoints"] = {"checkpoints": str(checkpoints.expanduser().absolute())}
    path = base / "extra_model_paths.yaml"
    path.write_text(json.dumps(config), encoding="utf-8")  # JSON is YAML
    return path


def needs_cpu_flag(device: str, python: Path) -> bool:
    """Return whether ComfyUI must be started with --cpu.

    Raises:
        HostError: a GPU is requested and there is none.
    """
    if device == "cpu":
        return True
    gpu = find_gpu(python)
    if device in ("cuda", "mps") and gpu != device:
        raise HostError(f"device is {device!r}, but torch in {python} finds {gpu or 'no GPU'}. Use auto or cpu.")
    return gpu is None


def _own_group() -> dict[str, Any]:
    """Return the options that start a process in its own group: the terminal's Ctrl-C reaches us alone, and we end the
    whole group."""
    if os.name == "nt":
        return {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    return {"start_new_session": True}


def end_process(process: subprocess.Popen[bytes], patience: float = 5) -> None:
    """Ask the process group to end, then force it."""
    try:
        _signal_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    finally:
        _signal_group(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "nt":
            process.terminate()
        else:
            os.killpg(process.pid, number)
