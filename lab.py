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

import argparse
import contextlib
import difflib
import errno
import functools
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

HERE = Path(__file__).resolve().parent
ME = "python lab.py" if os.name == "nt" else "python3 lab.py"

# What a command needs installed; the sizes of the downloads were measured on Linux.
STUDENT = ("requirements.txt",)
INSTRUCTOR = (*STUDENT, "grader/requirements.txt")
DEVELOPER = (*INSTRUCTOR, "tests/requirements.txt")
MEGABYTES = {"requirements.txt": 120, "grader/requirements.txt": 10, "tests/requirements.txt": 65}


class LabError(Exception):
    """Something that stops us, in one sentence for the person at the keyboard."""


def say(text: str) -> None:
    """Tell the person something; on stderr, so that a command's own output stays clean."""
    print(text, file=sys.stderr, flush=True)


# --- the environment -------------------------------------------------------------------------------------------------


class Environment(NamedTuple):
    """A Python with its packages; ``ours`` if we may rebuild it.

    Two files in its folder say how far we came: ``lab-installed`` holds a line "sha256 name" for each requirement file
    that is installed, and is written last; ``lab-unfinished`` stands there while packages are being changed.
    """

    folder: Path
    python: Path
    ours: bool

    @property
    def stamp(self) -> Path:
        """The file that says what is installed."""
        return self.folder / "lab-installed"

    @property
    def unfinished(self) -> Path:
        """The file that exists while packages are being changed, and after an interruption."""
        return self.folder / "lab-unfinished"


def own_environment() -> Environment:
    """Return .venv next to this file, whether it exists or not."""
    folder = HERE / ".venv"
    return Environment(folder, folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"), ours=True)


def active_environment() -> Environment:
    """Return the environment that runs this file."""
    return Environment(Path(sys.prefix), Path(sys.executable), ours=False)


def stamp_line(name: str) -> str:
    """Return the line of the stamp for one requirement file as it is now."""
    return f"{hashlib.sha256((HERE / name).read_bytes()).hexdigest()} {name}"


def stamped(environment: Environment) -> list[str]:
    """Return the lines of the stamp; none if nothing was installed."""
    return environment.stamp.read_text().splitlines() if environment.stamp.is_file() else []


def works(environment: Environment) -> bool:
    """Tell whether the environment's Python starts and has pip: not after an upgrade of Python, or half-way."""
    try:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.run([environment.python, "-I", "-c", "import pip"], check=False, **quiet).returncode == 0
    except OSError:
        return False


def ready(environment: Environment, needs: Iterable[str]) -> bool:
    """Tell whether the environment holds what is needed. Costs one start of Python, no pip."""
    installed = set(stamped(environment))
    return (
        all(stamp_line(name) in installed for name in needs)
        and not environment.unfinished.exists()
        and works(environment)
    )


def prepare(environment: Environment, needs: tuple[str, ...]) -> None:
    """Make the environment hold what is needed.

    Raises:
        LabError: if that is impossible; the next call starts from a sound state.
    """
    if ready(environment, needs):
        return
    with lock() as held:
        if ready(environment, needs):  # by the call we waited for
            return
        broken = environment.ours and (environment.unfinished.exists() or not works(environment))
        if not environment.ours and not os.access(environment.folder, os.W_OK):
            raise LabError(
                f"The active environment {environment.folder} cannot be changed by you: leave --no-venv out, or "
                "activate an environment of your own."
            )
        if broken or not stamped(environment):
            size = sum(MEGABYTES[name] for name in needs)
            say(f"Preparing {environment.folder}: up to {size} MB to download, which takes a few minutes, once.")
        else:
            say(f"Some packages are missing or out of date: bringing {environment.folder} up to date.")
        if broken:
            build(environment, held)
        install(environment, needs, held)


def build(environment: Environment, held: io.IOBase) -> None:
    """Make the folder of the environment anew, with pip and nothing else in it."""
    if importlib.util.find_spec("ensurepip") is None:
        raise LabError(
            "This Python cannot make an environment, because its module ensurepip is missing: on Debian and Ubuntu run "
            f"`sudo apt install python3.{sys.version_info[1]}-venv`, then the same command again."
        )
    if environment.folder.exists():
        try:
            shutil.rmtree(environment.folder)
        except OSError as error:
            raise LabError(
                f"The broken environment {environment.folder} could not be removed ({error.strerror}): close the "
                "programs that use it, or delete the folder yourself, then run the same command again."
            ) from error
    environment.folder.mkdir()
    environment.unfinished.touch()
    # The Python that runs us may have stood in the folder that we removed; the one it was made from did not.
    python = getattr(sys, "_base_executable", sys.executable)
    steps = [
        [python, "-m", "venv", "--without-pip", str(environment.folder)],
        [str(environment.python), "-I", "-m", "ensurepip", "--default-pip"],  # venv would hide what stops it
    ]
    with Progress() as progress:
        progress.show("making the environment")
        for step in steps:
            code, lines = follow(step, held, lambda line: None)
            if code:
                raise LabError(explain(lines))


def install(environment: Environment, needs: tuple[str, ...], held: io.IOBase) -> None:
    """Install the requirement files that are needed, together with those that were installed before."""
    before = [line.split(" ", 1)[1] for line in stamped(environment)]
    names = list(dict.fromkeys([*needs, *(name for name in before if (HERE / name).is_file())]))
    command = [str(environment.python), "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    for name in names:
        command += ["-r", str(HERE / name)]
    lines = [stamp_line(name) for name in names]  # as they are before pip reads them

    environment.unfinished.touch()
    with Progress() as progress:
        progress.show("finding packages")
        code, output = follow(command, held, progress.pip)
    if code:
        if not progress.installing:  # pip stopped before it changed anything
            environment.unfinished.unlink()
        raise LabError(explain(output))
    write(environment.stamp, "".join(line + "\n" for line in lines).encode())
    environment.unfinished.unlink()
    say(f"Ready after {progress.elapsed()}.")


def write(path: Path, content: bytes) -> None:
    """Write a file in one step: a reader sees the old file or the whole new one."""
    temporary = path.with_name(path.name + ".part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def lock() -> Iterator[io.IOBase]:
    """Hold the one lock of this folder, waiting for it if need be. It is the system's: it ends with its holder."""
    with (HERE / ".lab.lock").open("ab") as file:
        if not locked(file):
            say("Another lab.py is installing in this folder: waiting for it.")
            while not locked(file):
                time.sleep(0.2)
        yield file


def locked(file: io.IOBase) -> bool:
    """Try to lock an open file. A file system without locks counts as locked: better unguarded than unusable."""
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES)
    return True


def follow(command: list[str], held: io.IOBase, each: Callable[[str], None]) -> tuple[int, list[str]]:
    """Run a program, call ``each`` with each line of its output, and return its exit code and those lines.

    The program inherits the lock: if we are killed, the next call waits until the program has ended too.
    """
    heirs = (held.fileno(),) if os.name == "posix" else ()
    merged = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
    lines = []
    with subprocess.Popen(command, cwd=HERE, pass_fds=heirs, encoding="utf-8", errors="replace", **merged) as process:
        for line in process.stdout:
            lines.append(line.rstrip())
            each(lines[-1])
    return process.returncode, lines


class Progress:
    """One line on the terminal, rewritten each second; without a terminal, one line for each new stage."""

    def __init__(self) -> None:
        """Start the clock."""
        self.installing = False  # whether pip has begun to change packages
        self._start = time.monotonic()
        self._stage = self._detail = ""
        self._packages, self._megabytes = 0, 0.0
        self._live = sys.stderr.isatty()
        self._done = threading.Event()
        self._clock = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Progress":
        """Begin to show."""
        if self._live:
            self._clock.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Leave an empty line behind."""
        self._done.set()
        if self._live:
            self._clock.join()
            print("\r" + " " * (shutil.get_terminal_size().columns - 1), end="\r", file=sys.stderr, flush=True)

    def elapsed(self) -> str:
        """Return the time since the start, as in 1:05 min."""
        minutes, seconds = divmod(int(time.monotonic() - self._start), 60)
        return f"{minutes}:{seconds:02d} min" if minutes else f"{seconds} s"

    def show(self, stage: str, detail: str = "") -> None:
        """Show what is going on."""
        if stage != self._stage and not self._live:
            say(f"  {stage}")
        self._stage, self._detail = stage, detail

    def pip(self, line: str) -> None:
        """Show what a line of pip's output tells."""
        words = line.split()
        size = re.search(r"\(([\d.]+) ([kM])B\)$", line)
        if line.startswith(("Collecting ", "Processing ")):
            self._packages += 1
            self.show("finding packages", f"{self._packages}, {Path(words[1]).name}")
        elif words[:1] == ["Downloading"] and size and ".metadata" not in line:
            self._megabytes += float(size[1]) / (1000 if size[2] == "k" else 1)
            self.show("downloading packages", f"{self._megabytes:.0f} MB, {Path(words[1]).name}")
        elif "Retrying" in line:
            self.show("waiting for the network")
        elif line.startswith("Installing collected packages"):
            self.installing = True
            self.show("installing packages", str(line.count(",") + 1))

    def _tick(self) -> None:
        while not self._done.wait(0.2):
            width = shutil.get_terminal_size().columns - 1
            text = f"  {self.elapsed()}  {self._stage}" + (f" ({self._detail})" if self._detail else "")
            print("\r" + text[:width].ljust(width), end="", file=sys.stderr, flush=True)


CAUSES = (
    (
        r"No space left on device|Errno 28\b|not enough space|Disk quota exceeded",
        "The disk is full: free about 1 GB, then run the same command again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED",
        "The package index showed a certificate that this computer does not trust: leave the network's login page or "
        "proxy behind you, or ask who runs the network, then run the same command again.",
    ),
    (
        r"NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|ProtocolError|name resolution|getaddrinfo failed|"
        r"Connection refused|Network is unreachable|[Cc]onnection timed out|[Rr]ead timed out|IncompleteRead",
        "The package index cannot be reached: check the network connection, then run the same command again.",
    ),
    (
        r"externally-managed-environment",
        "The system manages the packages of this Python itself: leave --no-venv out, or activate an environment of "
        "your own first.",
    ),
    (
        r"Long Path|\bWinError 206\b",
        "The path of this folder is too long for Windows: move the folder to a short one such as C:\\course, then run "
        "the same command again.",
    ),
    (
        r"Permission denied|Read-only file system|Access is denied",
        f"Nothing can be written to {HERE}: copy the folder to a place of your own, such as your home folder, and run "
        "lab.py there.",
    ),
    (
        r"No matching distribution found for (?P<package>[\w.-]+)",
        "pip found no {package} for Python "
        f"{sys.version_info[0]}.{sys.version_info[1]} on this computer: check the network connection, or try another "
        "Python, 3.11 or newer.",
    ),
)


def cause(output: str) -> str | None:
    """Return one sentence on what went wrong and what to do, if the output of a program or an error tells it."""
    for pattern, sentence in CAUSES:
        found = re.search(pattern, output)
        if found:
            return sentence.format(**found.groupdict())
    return None


def explain(lines: list[str]) -> str:
    """Turn the output of pip or venv that failed into one sentence; print its end if we do not know the cause."""
    known = cause("\n".join(lines))
    if known:
        return known
    say("\n".join(["", *lines[-20:], ""]))
    return "The packages could not be installed, for the reason above: run the same command again to retry."


# --- running programs ------------------------------------------------------------------------------------------------

# As `python -m`, but finds modules next to this file and leaves the working folder, and so relative paths, alone.
RUN_MODULE = (
    "import runpy, sys; sys.path[0] = sys.argv.pop(1); "
    "runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)


def run(command: list[str], folder: Path | None = None) -> int:
    """Run a program in the foreground and return its exit code; Ctrl-C and termination are the program's to handle."""
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    with subprocess.Popen(command, cwd=folder, env=dict(os.environ, PATH=path)) as process:
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        while True:
            try:
                code = process.wait()
            except KeyboardInterrupt:
                continue
            return code if code >= 0 else 128 - code


def run_module(module: str, python: Path, args: list[str]) -> int:
    """Run a module of this project, as in `python -m module`, with relative paths meaning what they say."""
    return run([str(python), "-c", RUN_MODULE, str(HERE), module, *args])


def build_cases(python: Path) -> int:
    """Build the public cases of the checks where we have what they are built from."""
    return 0 if in_student_tree() else run_module("grader.bank.cases", python, [])


def progress(python: Path, args: list[str]) -> int:
    """Show how far the series is done."""
    return build_cases(python) or run_module("helpers.given", python, args)


def in_student_tree() -> bool:
    """Tell whether this is a student's copy, which has no grader."""
    return not (HERE / "grader").is_dir()


def notebook_folder() -> Path:
    """Return where the notebooks are: at the top of a student's copy."""
    return HERE if in_student_tree() else HERE / "notebooks"


def notebooks(python: Path, args: list[str]) -> int:
    """Open JupyterLab at the first notebook, with the helper files in its file browser."""
    code = build_cases(python)
    first = notebook_folder() / "00_start_here.ipynb"
    if not first.is_file():
        raise LabError(f"{first} is missing: unpack the course's zip again.")
    if code:
        return code
    say("Opening JupyterLab in your browser; stop it with Ctrl-C in this window.")
    address = f"/lab/tree/{first.relative_to(HERE).as_posix()}"
    options = [f"--LabApp.default_url={address}", f"--ServerApp.root_dir={HERE}", "--log-level=WARN"]
    return run([str(python), "-m", "jupyterlab", *options, *args], HERE)


def data(python: Path, args: list[str]) -> int:
    """Download CIFAR-10."""
    if os.name == "nt":
        return run([str(python), str(HERE / "data" / "get_cifar10.py"), *args])
    return run(["/bin/sh", str(HERE / "data" / "get_cifar10.sh"), *args])


def test(python: Path, args: list[str]) -> int:
    """Check the style, then run the tests; all of it runs, and the first failure is the result."""
    codes = [
        build_cases(python),
        run([str(python), "-m", "ruff", "check"], HERE),
        run([str(python), "-m", "ruff", "format", "--check"], HERE),
        run([str(python), "-m", "pytest", *args], HERE),
    ]
    return next(filter(None, codes), 0)


# --- handing in ------------------------------------------------------------------------------------------------------

LARGEST_ZIP = 5_000_000  # bytes
STUDENT_ID = re.compile(r"(?!\.+$)[A-Za-z0-9._-]{1,64}")


def submit(python: Path, args: list[str]) -> int:
    """Write <id>.zip, which holds the notebooks and the edited helper files."""
    parser = argparse.ArgumentParser(
        prog=f"{ME} submit",
        description="Write the one zip file to hand in: the notebooks and the helper files you edit, as last saved. "
        "If it would be larger than 5 MB, the copies in it leave out the notebooks' outputs.",
    )
    parser.add_argument("--id", help="your student id, which becomes the zip's name: letters, digits, dot, _ and -")
    student = parser.parse_args(args).id
    if student is None:
        if not sys.stdin.isatty():
            raise LabError(f"Your student id is missing: run `{ME} submit --id YOUR_ID`.")
        student = input("Your student id: ").strip()
    if not STUDENT_ID.fullmatch(student):
        raise LabError(f"The student id {student!r} cannot be used: take 1 to 64 letters, digits, dots, _ and -.")

    files, missing = hand_in()
    content = pack(files)
    stripped = len(content) > LARGEST_ZIP
    if stripped:
        files = {name: without_outputs(name, text) if name.endswith(".ipynb") else text for name, text in files.items()}
        content = pack(files)
    if len(content) > LARGEST_ZIP:
        largest = max(files, key=lambda name: len(files[name]))
        raise LabError(
            f"The zip would be {len(content) / 1e6:.1f} MB, and 5 MB is the limit: make {largest} "
            f"({len(files[largest]) / 1e6:.1f} MB) smaller, for example by removing pictures pasted into it."
        )
    target = HERE / f"{student}.zip"
    write(target, content)
    for name in sorted(files):
        print(f"  {name}")
    if stripped:
        print("Outputs of the notebooks are left out: with them the zip would be larger than 5 MB.")
    if missing:
        print(f"Not found, so not handed in: {', '.join(missing)}.")
    print(
        f"Wrote {target} ({max(1, len(content) // 1000)} kB) with these {len(files)} files, as last saved: hand it in."
    )
    return 0


def hand_in() -> tuple[dict[str, bytes], list[str]]:
    """Return what is handed in, by name in the zip, and the names of edited helper files that do not exist.

    Raises:
        LabError: if there are no notebooks, or the list of edited files is missing.
    """
    folder = notebook_folder()
    found = {path.name: path for path in folder.glob("*.ipynb") if re.fullmatch(r"\d\d_[a-z_]+\.ipynb", path.name)}
    if not found:
        raise LabError(
            f"There are no notebooks in {folder}: unpack the course's zip again, or run lab.py where they are."
        )
    helpers = {f"helpers/{name}": HERE / "helpers" / name for name in edited_helpers()}
    missing = sorted(name for name, path in helpers.items() if not path.is_file())
    return {name: path.read_bytes() for name, path in {**found, **helpers}.items() if name not in missing}, missing


def edited_helpers() -> list[str]:
    """Return the names in helpers/ that students edit: the release lists them; before it, they carry solutions."""
    if not in_student_tree():
        modules = sorted((HERE / "helpers").glob("*.py"))
        return [path.name for path in modules if "### BEGIN SOLUTION" in path.read_text(encoding="utf-8")]
    try:
        return (HERE / "helpers" / "edited.txt").read_text(encoding="utf-8").split()
    except FileNotFoundError as error:
        raise LabError(
            "helpers/edited.txt is missing: take it from the course's zip, then run submit again."
        ) from error


def without_outputs(name: str, text: bytes) -> bytes:
    """Return a notebook's text with the outputs of its code cells removed."""
    try:
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
    except (ValueError, LookupError, TypeError) as error:
        raise LabError(
            f"{name} is damaged and cannot be read: open and save it in JupyterLab, or move it away."
        ) from error
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode()


def pack(files: dict[str, bytes]) -> bytes:
    """Return a zip with these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(name, files[name])
    return buffer.getvalue()


# --- the commands ----------------------------------------------------------------------------------------------------


class Command(NamedTuple):
    """One command: whom it serves, what it needs installed, and what runs it with the environment's Python and args."""

    name: str
    serves: str
    summary: str
    needs: tuple[str, ...]
    run: Callable[[Path, list[str]], int]
    help: str = ""  # shown for --help; without it the command answers --help itself


COMMANDS = (
    Command(
        "notebooks",
        "Students",
        "open the notebooks in JupyterLab",
        STUDENT,
        notebooks,
        "Opens 00_start_here.ipynb in JupyterLab, in your browser; stop it with Ctrl-C in this window.\n"
        "Arguments are passed on to JupyterLab, for example --no-browser or --port=9999.",
    ),
    Command(
        "data",
        "Students",
        "download CIFAR-10 (170 MB); until then the notebooks use drawings",
        (),
        data,
        "Downloads the CIFAR-10 images (170 MB) into data/, checks them and unpacks them.\n"
        "After an interruption it goes on where it stopped; a second run does nothing.",
    ),
    Command(
        "progress",
        "Students",
        "show what is done and what is open",
        STUDENT,
        progress,
        "Checks all your functions, and shows for each notebook what is done, what is open, and the points so far.",
    ),
    Command("submit", "Students", "write the one zip file to hand in", (), submit),
    Command(
        "demo",
        "Anyone curious",
        "the whole course in five minutes: release, submissions, grades, templates",
        INSTRUCTOR,
        functools.partial(run_module, "grader.showcase"),
    ),
    Command(
        "templates",
        "Anyone curious",
        "train on the images at hand and save what each class looks like",
        STUDENT,
        functools.partial(run_module, "helpers.given.gallery"),
    ),
    Command(
        "demo-page",
        "Anyone curious",
        "write the linear classifier to play with, as one page for a browser",
        STUDENT,
        functools.partial(run_module, "helpers.given.live"),
    ),
    Command(
        "release",
        "Instructors",
        "build the student version, as a folder and as a zip",
        INSTRUCTOR,
        functools.partial(run_module, "grader.release"),
    ),
    Command(
        "grade",
        "Instructors",
        "grade submissions; write grades.csv and feedback",
        INSTRUCTOR,
        functools.partial(run_module, "grader.grade"),
    ),
    Command(
        "quality",
        "Developers",
        "judge all known mistakes and correct solutions, and count what goes wrong",
        INSTRUCTOR,
        functools.partial(run_module, "grader.quality"),
    ),
    Command(
        "test",
        "Developers",
        "check the style and run the tests",
        DEVELOPER,
        test,
        "Checks the style with ruff, then runs the tests with pytest.\n"
        "Arguments are passed on to pytest, for example -k lab or tests/test_lab.py.",
    ),
)


def commands() -> dict[str, Command]:
    """Return the commands that this tree has: a student's has those for students."""
    return {c.name: c for c in COMMANDS if c.serves == "Students" or not in_student_tree()}


def overview() -> str:
    """Return the list of commands, by whom they serve."""
    lines = [f"usage: {ME} COMMAND [arguments]"]
    serves = ""
    for command in commands().values():
        if command.serves != serves:
            serves = command.serves
            lines += ["", serves]
        lines.append(f"  {command.name:<11}{command.summary}")
    return "\n".join(
        [
            *lines,
            "",
            f"{ME} COMMAND --help tells more about a command.",
            "The first run prepares the folder .venv, which takes a few minutes; delete it to start over.",
            "With --no-venv, packages go into the active environment instead.",
        ]
    )


def main(argv: list[str]) -> int:
    """Run a command and return the exit code: its own, 1 for a problem on the way, 2 for a wrong call."""
    environment = active_environment() if "--no-venv" in argv else own_environment()
    argv = [argument for argument in argv if argument != "--no-venv"]
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(overview())
        return 0
    name, *args = argv
    command = commands().get(name)
    if command is None:
        near = difflib.get_close_matches(name, commands(), n=1)
        hint = f"did you mean `{ME} {near[0]}`?" if near else f"`{ME}` lists them."
        say(f"lab.py has no command {name!r}: {hint}")
        return 2
    if command.help and {"-h", "--help"} & set(args):
        print(f"usage: {ME} {name} [arguments]\n\n{command.help}")
        return 0
    try:
        if not command.needs:
            return command.run(Path(sys.executable), args)
        prepare(environment, command.needs)
        return command.run(environment.python, args)
    except LabError as problem:
        say(str(problem))
    except OSError as error:
        say(cause(str(error)) or f"{error.filename}: {error.strerror}.")
    except KeyboardInterrupt:
        say("\nStopped: the next call goes on from here.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
