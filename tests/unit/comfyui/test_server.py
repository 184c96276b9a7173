"""Starting and stopping, with a stand-in for ComfyUI's main.py."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from diffulizer.comfyui import gpus
from diffulizer.comfyui import server as module
from diffulizer.comfyui.location import Host
from diffulizer.comfyui.server import Server
from diffulizer.errors import HostError
from diffulizer.serving import check_port

ANSWERS = """
    import argparse, http.server, json, sys
    import beside_main
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    port = parser.parse_known_args()[0].port
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(sys.argv).encode())
    http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def fake_comfyui(folder: Path, code: str = ANSWERS) -> Host:
    folder.mkdir()
    (folder / "main.py").write_text(textwrap.dedent(code))
    (folder / "beside_main.py").touch()
    return Host(Path(sys.executable), folder)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_gone(pid: int, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_alive(pid)


def test_it_starts_and_leaves_nothing(tmp_path: Path) -> None:
    with Server(fake_comfyui(tmp_path / "c"), output=tmp_path / "out", device="cpu", arguments=["--force-fp16"]) as s:
        assert s.process is not None
        assert s.base is not None
        pid, base = s.process.pid, s.base
        arguments = module._DIRECT.open(s.url).read().decode()
        link = base / "custom_nodes" / "diffulizer"
        assert (link / "nodes" / "__init__.py").is_file()
        assert str(tmp_path / "c" / "models") in (base / "extra_model_paths.yaml").read_text()
    for part in ("127.0.0.1", "--cpu", "--force-fp16", "--disable-auto-launch", str(tmp_path / "out"), str(base)):
        assert part in arguments
    assert not is_alive(pid)
    assert not base.exists()
    assert (module.PACK / "nodes" / "__init__.py").is_file()


def test_a_dying_server_shows_the_end_of_its_log(tmp_path: Path) -> None:
    host = fake_comfyui(tmp_path / "c", "print('first words'); raise SystemExit('torch is missing')")
    server = Server(host, device="cpu")
    with pytest.raises(HostError, match=r"(?s)ended with code 1 .*first words.*torch is missing"), server:
        pass
    assert server.base is None


def test_a_package_that_the_host_lacks_is_named(tmp_path: Path) -> None:
    host = fake_comfyui(tmp_path / "c", "print('words'); import no_such_package")
    with pytest.raises(HostError, match=r"has no package 'no_such_package'\. Install the requirements\.txt"):
        Server(host, device="cpu").__enter__()


def test_a_silent_server_is_given_up_and_ended(tmp_path: Path) -> None:
    host = fake_comfyui(tmp_path / "c", "import os, time; print('pid', os.getpid(), flush=True); time.sleep(60)")
    with pytest.raises(HostError, match=r"did not answer on http://127.0.0.1:\d+ within 1 s") as error:
        Server(host, device="cpu", timeout=1).__enter__()
    wait_until_gone(int(str(error.value).rsplit("pid ", 1)[1]))


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HostError, match=rf"Port {port} on 127\.0\.0\.1 can't be used"):
            Server(fake_comfyui(tmp_path / "c"), port=port).__enter__()
    with pytest.raises(HostError, match="Port 70000 does not exist"):
        check_port(70000)


def test_without_the_nodes_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(HostError, match=r"nodes of Diffulizer are not in .*--server URL"):
        Server(fake_comfyui(tmp_path / "c"), pack=tmp_path).__enter__()


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_whatever_ends_the_starter_ends_the_server(tmp_path: Path, number: signal.Signals) -> None:
    host = fake_comfyui(tmp_path / "c")
    code = f"""
        import sys, time
        sys.path.append({str(module.PACK)!r})
        from pathlib import Path
        from diffulizer.comfyui.location import Host
        from diffulizer.comfyui.server import Server
        from diffulizer.serving import termination_as_interrupt
        host = Host(Path(sys.executable), Path({str(host.comfyui)!r}))
        with termination_as_interrupt(), Server(host, device="cpu") as s:
            print(s.process.pid, s.base, flush=True)
            time.sleep(60)
    """
    starter = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert starter.stdout is not None
    pid, base = starter.stdout.readline().split()
    starter.send_signal(number)
    starter.wait(20)
    starter.stdout.close()
    wait_until_gone(int(pid))
    if number != signal.SIGKILL:
        assert not Path(base).exists()
    else:
        module.remove_base(Path(base))


def test_a_gpu_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_gpu", lambda _: None)
    assert module.needs_cpu_flag("auto", Path("python"))
    with pytest.raises(HostError, match="device is 'cuda', but torch in python finds no GPU"):
        module.needs_cpu_flag("cuda", Path("python"))
    monkeypatch.setattr(module, "find_gpu", lambda _: "cuda")
    assert not module.needs_cpu_flag("auto", Path("python"))
    assert module.needs_cpu_flag("cpu", Path("python"))


@pytest.mark.parametrize(
    ("outside", "number", "visible"),
    [
        ({}, 1, {"CUDA_VISIBLE_DEVICES": "1"}),
        ({"CUDA_VISIBLE_DEVICES": "4, 6"}, 1, {"CUDA_VISIBLE_DEVICES": "6"}),
        ({"CUDA_VISIBLE_DEVICES": "GPU-aa,GPU-bb"}, 0, {"CUDA_VISIBLE_DEVICES": "GPU-aa"}),
        ({"HIP_VISIBLE_DEVICES": "2,3"}, 1, {"HIP_VISIBLE_DEVICES": "3"}),
    ],
)
def test_it_sees_one_gpu_of_those_that_are_lent(
    outside: dict[str, str],
    number: int,
    visible: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in gpus.VISIBLE:
        monkeypatch.delenv(name, raising=False)
    for name, value in outside.items():
        monkeypatch.setenv(name, value)
    code = ANSWERS.replace("json.dumps(sys.argv)", "json.dumps(dict(__import__('os').environ))")
    with Server(fake_comfyui(tmp_path / "c", code), device="cpu", gpu=number) as server:
        seen = json.loads(module._DIRECT.open(server.url).read())
    assert {name: seen[name] for name in gpus.VISIBLE if name in seen} == visible
    assert seen["PATH"] == os.environ["PATH"]


@pytest.mark.parametrize(
    ("torch", "count", "kind"),
    [
        ("is_available = lambda: True; device_count = lambda: 4", 4, "cuda"),
        ("is_available = lambda: False; device_count = lambda: 0", 0, None),
        ("raise ImportError('torch')", 0, None),
    ],
)
def test_gpus_are_those_that_its_torch_finds(
    torch: str, count: int, kind: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(
        "from . import cuda\nclass backends:\n    class mps:\n        is_available = lambda: False\n"
    )
    (tmp_path / "torch" / "cuda.py").write_text(torch)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "win32")  # a system whose devices are not looked for first
    assert gpus.count_gpus(Path(sys.executable)) == count
    assert gpus.find_gpu(Path(sys.executable)) == kind


def test_a_copy_stands_in_where_links_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "pack"
    (source / ".git").mkdir(parents=True)
    (source / "file.py").write_text("x")

    def refuse(*_: object, **__: object) -> None:
        raise OSError("a privilege is not held")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    module.link_folder(source, tmp_path / "copy")
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["file.py"]
