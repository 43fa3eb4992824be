"""A place where a stranger's Python runs: no network, no files but its own, nothing of ours to see, and limits on all.

Three roles. This process, trusted, holds what is expected and compares. In the sandbox, made by bubblewrap or another
kind, a warm process (inside/warm.py) has NumPy and IPython loaded and no secret; it forks a child for each piece of
work, and only those children run a student's code. Messages are length-prefixed wire values over the sandbox's standard
input and output.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.sandbox import bubblewrap, container, limits, view
from grader.sandbox.place import Place
from helpers.given.calling import wire

BUBBLEWRAP, ENGINES = "bubblewrap", ("docker", "podman")
"""The kinds of sandbox; a machine's variable SANDBOX names the one that it uses."""


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
            folder: becomes the working folder; what is in it can be read and not changed, new files can be made. The
                folder that it is in is for nothing else.
            trusted: run without a sandbox, with this process's rights. For submissions of people you trust.
        """
        self.folder = folder.resolve()
        self.trusted = trusted
        self.place: Place | None = None
        self.process: subprocess.Popen | None = None
        self.socket: socket.socket | None = None
        self.first = 0  # the process under which all others are
        self.threads = 0  # in all processes, before any work

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
            self.place.end(self.process.pid)
            self.process.wait()
            self.process = None

    def _processes(self) -> dict[Path, int]:
        """All processes of the sandbox in /proc, and how many threads each has."""
        waiting, found = [self.first], {}
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
        self.place = _place(self.folder, self.trusted)
        with theirs:
            self.process = subprocess.Popen(
                self.place.command,
                stdin=theirs,
                stdout=theirs,
                stderr=subprocess.DEVNULL,
                env=self.place.variables,
                cwd="/",
                start_new_session=True,
            )
        self.socket = ours
        try:
            ready = self.receive(limits.START_SECONDS, limits.ANSWER_BYTES) == ("ready",)
        except Ended:
            ready = False
        if not ready:  # no student's code has run yet, so it is no student's fault
            raise SandboxError("A sandbox did not start: is the machine out of memory, or the release a damaged one?")
        self.first = self.place.first_process(self.process.pid)
        self.threads = sum(self._processes().values())


@cache
def problem() -> str:
    """Return why this machine cannot sandbox and what to do, as a sentence; "" if it can."""
    if sys.platform != "linux":
        return "Sandboxes need Linux: grade on a Linux machine, in WSL 2 or in a virtual machine."
    kind = _kind()
    if kind == BUBBLEWRAP:
        return bubblewrap.problem()
    if kind in ENGINES:
        return container.problem(kind)
    return f"SANDBOX is {kind!r}: it has to be {BUBBLEWRAP}, {' or '.join(ENGINES)}."


def require() -> None:
    """Make sure that this machine can sandbox.

    Raises:
        SandboxError: it cannot.
    """
    if problem():
        raise SandboxError(problem())


def _place(folder: Path, trusted: bool) -> Place:
    if trusted:
        for path in view.fonts():
            shutil.copy(path, folder.parent)
        command = [sys.executable, "-I", str(view.INSIDE / "warm.py"), str(folder), "{}"]
        return Place(command, view.variables(folder, folder.parent))
    return bubblewrap.place(folder) if _kind() == BUBBLEWRAP else container.Container(_kind(), folder)


def _kind() -> str:
    return os.environ.get("SANDBOX") or BUBBLEWRAP
