#!/usr/bin/env python3
"""The one command of this course: it prepares a Python environment in .venv and runs what you ask for.

``python3 lab.py`` lists the commands. Only the standard library is used here, and the syntax of Python 3.6, so that an
old Python reads the file far enough to say that it is too old.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this line is for those who have an older one
    sys.exit(
        "lab.py needs Python 3.11 or newer, and this is Python {}.{}: install a newer one from "
        "https://www.python.org/downloads/ and run lab.py with it.".format(*sys.version_info[:2])
    )
if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]  # or a file next to this one, a student's random.py say, would be imported in place of Python's

import ast
import difflib
import hashlib
import importlib.util
import inspect
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

HERE = Path(__file__).resolve().parent
STUDENT_TREE = not (HERE / "grader").is_dir()  # a student's copy has no grader
ME = "py lab.py" if os.name == "nt" else "python3 lab.py"
AGAIN = "then run the same command again."

# What a command needs installed; the sizes of the downloads were measured on Linux.
STUDENT = ("requirements.txt",)
INSTRUCTOR = (*STUDENT, "grader/requirements.txt")
SITE = (*INSTRUCTOR, "grader/publishing/requirements.txt")
DEVELOPER = (*SITE, "tests/requirements.txt")
MEGABYTES = dict(zip(DEVELOPER, (90 if STUDENT_TREE else 120, 10, 17, 75), strict=True))


class LabError(Exception):
    """An error to show the person at the keyboard, as one sentence."""


def say(text: str) -> None:
    """Tell the person something; on stderr, so that a command's own output stays clean."""
    print(text, file=sys.stderr, flush=True)


# --- the environment -------------------------------------------------------------------------------------------------


class Environment(NamedTuple):
    """A Python with its packages; ``ours`` if we may rebuild it.

    Two files in its folder say how far we came: ``stamp`` holds a line "sha256 name" for each requirement file that is
    installed, and is written last; ``unfinished`` exists while packages are being changed, and after an interruption.
    """

    folder: Path
    python: Path
    ours: bool
    stamp: Path
    unfinished: Path


def environment(ours: bool) -> Environment:
    """Return .venv next to this file, whether it exists or not, or else the environment that runs this file."""
    folder = HERE / ".venv" if ours else Path(sys.prefix)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python") if ours else Path(sys.executable)
    return Environment(folder, python, ours, folder / "lab-installed", folder / "lab-unfinished")


def stamp_line(name: str) -> str:
    """Return the line of the stamp for one requirement file as it is now."""
    return f"{hashlib.sha256((HERE / name).read_bytes()).hexdigest()} {name}"


def stamped(env: Environment) -> list[str]:
    """Return the lines of the stamp; none if nothing was installed."""
    return env.stamp.read_text().splitlines() if env.stamp.is_file() else []


def works(env: Environment) -> bool:
    """Tell whether the environment's Python starts and has pip: not after an upgrade of Python, or half-way."""
    try:
        return subprocess.run([env.python, "-I", "-c", "import pip"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def ready(env: Environment, needs: tuple[str, ...]) -> bool:
    """Tell whether the environment holds what is needed. Costs one start of Python."""
    installed = stamped(env)
    return all(stamp_line(name) in installed for name in needs) and not env.unfinished.exists() and works(env)


def prepare(env: Environment, needs: tuple[str, ...]) -> None:
    """Make the environment hold what is needed; if that is impossible, the next call starts from a sound state."""
    if ready(env, needs):
        return
    with lock() as held:
        if ready(env, needs):  # by the call we waited for
            return
        if not env.ours and not os.access(env.folder, os.W_OK):
            raise LabError(f"You cannot change {env.folder}: run lab.py without --no-venv, or activate an environment.")
        broken = env.ours and (env.unfinished.exists() or not works(env))
        if broken or not stamped(env):
            say(f"Preparing {env.folder}, once: up to {sum(MEGABYTES[name] for name in needs)} MB to download.")
        else:
            say(f"Some packages are missing or out of date: updating {env.folder}.")
        start = time.monotonic()
        if broken:
            build(env, held)
        install(env, needs, held)
        say(f"Ready after {time.monotonic() - start:.0f} s.")


def build(env: Environment, held: BinaryIO) -> None:
    """Make the folder of the environment from scratch, with nothing in it but Python."""
    shutil.rmtree(env.folder, ignore_errors=True)
    if env.folder.exists():
        raise LabError(f"{env.folder} is broken and cannot be removed: close the programs that use it, {AGAIN}")
    env.folder.mkdir()
    env.unfinished.touch()
    # The Python that runs us may be the one that we removed; the one it was made from is not.
    python = getattr(sys, "_base_executable", sys.executable)
    code, output = follow("making the environment", held, python, "-I", "-m", "venv", "--without-pip", env.folder)
    if code:
        raise LabError(explain(output))


def install(env: Environment, needs: tuple[str, ...], held: BinaryIO) -> None:
    """Install the requirement files that are needed, together with those that were installed before.

    uv does in seconds what takes pip a minute. If uv cannot be had, or fails, pip does the work, and it is pip that
    says what is wrong.
    """
    before = [line.split(" ", 1)[1] for line in stamped(env)]
    names = list(dict.fromkeys([*needs, *(name for name in before if (HERE / name).is_file())]))
    files = [f"--requirement={HERE / name}" for name in names]
    lines = [stamp_line(name) for name in names]  # as they are before they are installed
    env.unfinished.touch()
    code, output, uv = 1, "", find_uv(env, held)
    if uv:
        command = [uv, "pip", "install", "--python", env.python, "pip", *files]
        code, output = follow("installing packages", held, *command, **uv_settings(env))
    if code:
        command = [*pip(env, held, own=True), "install", "--no-input", "--progress-bar=off", *files]
        code, last = follow("installing packages with pip, which takes a minute or more", held, *command)
        if code:
            if not re.search(r"^(Installing collected|Prepared|.*Failed to (un)?install)", f"{output}\n{last}", re.M):
                env.unfinished.unlink()  # they stopped before they changed anything
            raise LabError(explain(last))
    env.stamp.write_text("".join(line + "\n" for line in lines))
    env.unfinished.unlink()


def find_uv(env: Environment, held: BinaryIO) -> str | None:
    """Return uv from the PATH, or else from our own environment, where pip puts it; None if it cannot be had."""
    found = shutil.which("uv")
    if found and Path(found).is_absolute():  # else it lies in the working folder, and may be anybody's
        return found
    uv = env.python.with_name("uv.exe" if os.name == "nt" else "uv")
    if env.ours and not uv.is_file():
        follow("fetching uv", held, *pip(env, held), "install", "--no-compile", "--retries=0", "uv")
    return str(uv) if uv.is_file() else None


def uv_settings(env: Environment) -> dict[str, str]:
    """Return variables that make uv look for packages where pip would; uv does not read pip's settings."""
    command = [env.python if works(env) else sys.executable, "-P", "-m", "pip", "config", "list"]
    listed = subprocess.run(command, cwd=HERE, check=False, capture_output=True, text=True).stdout
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_NATIVE_TLS": "1", "UV_SYSTEM_CERTS": "1"}  # pip's ways
    settings |= {"UV_COMPILE_BYTECODE": "1"} if sys.dont_write_bytecode else {}  # or each start would compile it all
    where = r"\.(index-url|extra-index-url|find-links|constraint|no-index)=(.*)$"
    for scope in ("global", "install", ":env:"):  # the last one wins
        for name, value in re.findall(f"^{scope}{where}", listed, re.M):
            variable = "UV_OFFLINE" if name == "no-index" else "UV_" + name.upper().replace("-", "_")
            settings[variable] = ("," if name == "find-links" else " ").join(ast.literal_eval(value).split())
    return settings


def pip(env: Environment, held: BinaryIO, own: bool = False) -> list[str]:
    """Return the command of a pip for the environment: its own, or our Python's while it has none and needs none."""
    if not works(env):
        if not own and importlib.util.find_spec("pip"):
            return [sys.executable, "-P", "-m", "pip", "--python", str(env.python)]
        if importlib.util.find_spec("ensurepip") is None:
            package = f"python3.{sys.version_info[1]}-venv"
            raise LabError(
                f"This Python lacks ensurepip: on Debian or Ubuntu run `sudo apt install {package}`, {AGAIN}"
            )
        code, output = follow("installing pip", held, env.python, "-I", "-m", "ensurepip", "--default-pip")
        if code:
            raise LabError(explain(output))
    return [str(env.python), "-P", "-m", "pip"]


def lock() -> BinaryIO:
    """Return this folder's lock file once it is ours alone. The lock is the system's: it ends with its last holder."""
    file = (HERE / ".lab.lock").open("ab")
    if not locked(file):
        say("Another lab.py is installing in this folder: waiting for it.")
        while not locked(file):
            time.sleep(0.2)
    return file


def locked(file: BinaryIO) -> bool:
    """Try to lock an open file. A file system without locks counts as locked: better unguarded than unusable."""
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError as error:
        return not isinstance(error, BlockingIOError | PermissionError)
    return True


def follow(stage: str, held: BinaryIO, *command: str | Path, **variables: str) -> tuple[int, str]:
    """Run a program and return its exit code and output.

    On a terminal one line shows the stage, the time and the latest of the output; elsewhere the stage is printed, once.
    The program inherits the lock: if we are killed, the next call waits until the program has ended too. ``variables``
    are for its environment, where the person has not set them.
    """
    start, lines = time.monotonic(), [""]
    width = shutil.get_terminal_size().columns - 1 if sys.stderr.isatty() else 0
    if not width:
        say(f"  {stage}")
    how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "cwd": HERE}
    how |= {"pass_fds": (held.fileno(),)} if os.name == "posix" else {}
    try:
        process = subprocess.Popen(command, env={**variables, **os.environ}, encoding="utf-8", errors="replace", **how)
    except OSError as error:  # it cannot be started
        return 127, str(error)
    reader = threading.Thread(target=lambda: lines.extend(line.strip() for line in process.stdout), daemon=True)
    reader.start()
    try:
        while reader.is_alive():
            reader.join(0.2)
            if width:
                line = f"  {stage}, {time.monotonic() - start:.0f} s  {lines[-1]}"
                print(f"\r{line[:width]:{width}}", end="", file=sys.stderr, flush=True)
    finally:
        reader.join()  # also after Ctrl-C, which the program gets too
        print(end=f"\r{'':{width}}\r" if width else "", file=sys.stderr, flush=True)
    return process.wait(), "\n".join(lines)


CAUSES = (  # patterns, each followed by its sentence
    r"No space left on device|Errno 28\b|not enough space|Disk quota exceeded",
    f"The disk is full: free about 1 GB, {AGAIN}",
    r"CERTIFICATE_VERIFY_FAILED",
    f"This computer does not trust the package index: log in to the network, if a login page is in the way, {AGAIN}",
    r"NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|ProtocolError|name resolution|getaddrinfo failed|"
    r"Connection refused|Network is unreachable|[Cc]onnection timed out|[Rr]ead timed out|IncompleteRead",
    f"The package index cannot be reached: check the network connection, {AGAIN}",
    r"externally-managed-environment",
    "The system manages the packages of this Python: run lab.py without --no-venv, or activate an environment first.",
    r"Long Path|\bWinError 206\b",
    f"The path of this folder is too long for Windows: move it to a short one such as C:\\course, {AGAIN}",
    r"Permission denied|Read-only file system|Access is denied",
    f"Nothing can be written to {HERE}: copy the folder to a place of your own and run lab.py there.",
    r"No matching distribution found for ([\w.-]+)",
    "pip found no PACKAGE for this computer: check the network connection, or try another Python, 3.11 or newer.",
)


def cause(output: str) -> str | None:
    """Return one sentence on what went wrong and what to do, if the output of a program or an error shows it."""
    for pattern, sentence in zip(CAUSES[::2], CAUSES[1::2], strict=True):
        found = re.search(pattern, output)
        if found:
            return sentence.replace("PACKAGE", found[found.lastindex or 0])
    return None


def explain(output: str) -> str:
    """Turn the output of a program that failed into one sentence; print its end if we do not know the cause."""
    known = cause(output)
    if known is None:
        say("\n".join(["", *output.splitlines()[-20:], ""]))
    return known or f"The packages could not be installed, for the reason above: correct it, {AGAIN}"


def run(command: list[str], folder: Path | None = None, **variables: str) -> int:
    """Run a program in the foreground and return its exit code; Ctrl-C and termination are the program's to handle."""
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    with subprocess.Popen(command, cwd=folder, env={**os.environ, "PATH": path, **variables}) as process:
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        before = signal.signal(signal.SIGINT, lambda *_: None)  # KeyboardInterrupt within wait() can lose the exit code
        code = process.wait()
        signal.signal(signal.SIGINT, before)
    return code if code >= 0 else 128 - code


def run_module(module: str, python: Path, args: list[str]) -> int:
    """Run a module of this project, as in `python -m module`, with relative paths meaning what they say.

    The working folder may hold a contextlib.py that somebody handed in. With PYTHONSAFEPATH neither the module nor a
    Python that it starts imports from there, nor with an empty item in PYTHONPATH, which would mean the same.
    """
    path = [str(HERE), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return run([str(python), "-m", module, *args], PYTHONPATH=os.pathsep.join(path), PYTHONSAFEPATH="1")


def build_cases(python: Path) -> int:
    """Build the public cases of the checks where we have what they are built from."""
    return 0 if STUDENT_TREE else run_module("grader.bank", python, [])


def notebooks(python: Path, args: list[str]) -> int:
    """Open 00_start_here.ipynb in JupyterLab, in your browser; stop it with Ctrl-C in this window.

    Arguments are passed on to JupyterLab, for example --no-browser or --port=9999. Asks once whether to get CIFAR-10.
    """
    first = "00_start_here.ipynb" if STUDENT_TREE else "notebooks/00_start_here.ipynb"
    if not (HERE / first).is_file():
        raise LabError(f"{HERE / first} is missing: unpack the course's zip again.")
    code = build_cases(python)
    if code or data(python, ["--ask"]) == 130:  # Ctrl-C; whatever else fails there, notebooks do without photographs
        return code or 130
    say("Opening JupyterLab in your browser; stop it with Ctrl-C in this window.")
    given, kept, root = HERE / "helpers" / "given" / "jupyterlab", HERE / ".workspaces", f"--ServerApp.root_dir={HERE}"
    if not kept.exists():  # JupyterLab keeps there what is open; at first a file list in which names are whole
        shutil.copytree(given / "workspaces", kept)
    own = {"default_url": f"/lab/tree/{first}", "app_settings_dir": given, "workspaces_dir": kept}
    options = [*(f"--LabApp.{name}={value}" for name, value in own.items()), root, "--log-level=WARN"]
    return run([str(python), "-P", "-m", "jupyterlab", *options, *args], HERE)  # PYTHONSAFEPATH would reach kernels too


def data(python: Path, args: list[str]) -> int:
    """Download the CIFAR-10 images (170 MB) into data/, check them and unpack them.

    An interrupted download resumes where it stopped; a second run does nothing.
    """
    return run([str(python), str(HERE / "data" / "get_cifar10.py"), *args])


def progress(python: Path, args: list[str]) -> int:
    """Check all your functions, and show for each notebook what is done, what is open, and the points so far."""
    return build_cases(python) or run_module("helpers.given", python, args)


def test(python: Path, args: list[str]) -> int:
    """Check the style with ruff and the types with mypy, then run the tests with pytest.

    --fast leaves out the slow tests. Other arguments are passed on to pytest, for example -k lab or tests/test_lab.py.
    """
    given = [word for one in args for word in (("-m", "not slow") if one == "--fast" else (one,))]
    tools = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["pytest", *given])
    return build_cases(python) or next(filter(None, [run([str(python), "-m", *tool], HERE) for tool in tools]), 0)


# By whom it serves, and by name: a summary, what it needs, and what runs it: a module, or a function with its help.
COMMANDS: dict[str, dict[str, tuple[str, tuple[str, ...], Callable[[Path, list[str]], int] | str]]] = {
    "Students": {
        "notebooks": ("open the notebooks in JupyterLab", STUDENT, notebooks),
        "data": ("download CIFAR-10 (170 MB); until then the notebooks use drawings", (), data),
        "progress": ("show what is done and what is open", STUDENT, progress),
        "submit": ("write the one zip file to hand in", (), "helpers.given.submit"),
        "update": ("bring this copy up to date with the course's new zip", (), "helpers.given.update"),
    },
    "Anyone curious": {
        "demo": ("see the whole course at work, in five minutes", INSTRUCTOR, "grader.showcase"),
        "templates": ("train on the images at hand and save the templates", STUDENT, "helpers.given.gallery"),
        "playground": ("play with a linear classifier in your browser", (), "helpers.given.live"),
    },
    "Instructors": {
        "release": ("build the student version, as a folder and as a zip", INSTRUCTOR, "grader.release"),
        "site": ("build the series as a site that runs in a browser tab", SITE, "grader.site"),
        "grade": ("grade submissions; write grades.csv and feedback", INSTRUCTOR, "grader.grade"),
        "refresh": ("bring grades, feedback and exports up to date", INSTRUCTOR, "grader.refresh"),
        "export": ("fill in Canvas, Moodle or Gradescope's file; csv; json", INSTRUCTOR, "grader.export"),
        "report": ("write a page on how the class did", INSTRUCTOR, "grader.report"),
        "replay": ("run one exercise of one student again, as a notebook", INSTRUCTOR, "grader.replay"),
        "forget": ("remove a student from the course", INSTRUCTOR, "grader.forget"),
        "new-term": ("make the folder of a new course like this one", INSTRUCTOR, "grader.new_term"),
    },
    "Developers": {
        "quality": ("judge all known mistakes and count what goes wrong", INSTRUCTOR, "grader.quality"),
        "test": ("check style and types, and run the tests", DEVELOPER, test),
    },
}


def overview(groups: dict[str, dict]) -> str:
    """Return the list of commands."""
    lines = [f"usage: {ME} COMMAND [arguments]", ""]
    for serves, commands in groups.items():
        lines += [serves, *(f"  {name:<12}{command[0]}" for name, command in commands.items()), ""]
    return "\n".join(lines) + (
        f"\n{ME} COMMAND --help explains a command.\n"
        "The first run prepares the folder .venv, in a minute or so; delete it to start over.\n"
        "With --no-venv, packages go into the active environment instead."
    )


def main(argv: list[str]) -> int:
    """Run a command and return the exit code: its own, 1 for a problem on the way, 2 for a wrong call."""
    active, argv = "--no-venv" in argv, [argument for argument in argv if argument != "--no-venv"]
    groups = {"Students": COMMANDS["Students"]} if STUDENT_TREE else COMMANDS
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(overview(groups))
        return 0
    name, *args = argv
    known = {name: command for commands in groups.values() for name, command in commands.items()}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean `{ME} {near[0]}`?" if near else f"`{ME}` lists them."
        say(f"lab.py has no command {name!r}: {hint}")
        return 2
    _, needs, runs = known[name]
    if not isinstance(runs, str) and {"-h", "--help"} & set(args):
        print(f"usage: {ME} {name} [arguments]\n\n{inspect.getdoc(runs)}")
        return 0
    env = environment(ours=bool(needs) and not active)
    try:
        if needs:
            prepare(env, needs)
        return run_module(runs, env.python, args) if isinstance(runs, str) else runs(env.python, args)
    except LabError as problem:
        say(str(problem))
    except OSError as error:
        say(cause(str(error)) or f"{error.filename}: {error.strerror}.")
    except KeyboardInterrupt:
        say("\nStopped: run the same command again to continue.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
