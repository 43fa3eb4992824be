"""One student's sandbox, seen from the grader: messages go in, messages come out, and it can be ended at any time."""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from grader.sandbox import backends, limits, protocol
from grader.sandbox.place import Place
from grader.sandbox.watch import Watch
from helpers.given.calling import wire

Expected = TypeVar("Expected", bound=protocol.Message)
NO_ANSWER = "The process running it ended without an answer."
LOOK_SECONDS = 0.1
"""So often it is looked what a process that does not answer has used."""


class SandboxError(RuntimeError):
    """This machine cannot sandbox, or not now; the message says why and what to do."""


class Ended(Exception):  # noqa: N818 - it tells what happened, not that something of ours is wrong
    """The process in the sandbox is no more; the message says why."""


class TimeUp(Ended):
    """It did not answer in time and was ended."""


@dataclass
class Running:
    """What there is while a sandbox runs.

    first: the process under which all others are; threads: in all of them, before any work.
    """

    place: Place
    process: subprocess.Popen[bytes]
    socket: socket.socket
    first: int
    threads: int = 0
    watch: Watch | None = None

    def processes(self) -> dict[Path, int]:
        """Return all processes of the sandbox in /proc, and how many threads each has."""
        waiting, found = [str(self.first)], {}
        while waiting:
            process = Path("/proc") / waiting.pop()
            with contextlib.suppress(OSError):  # it has just ended
                threads = list((process / "task").iterdir())
                found[process] = len(threads)
                for thread in threads:
                    waiting += (thread / "children").read_text().split()
        return found

    def processor_seconds(self) -> float:
        """Return the processor time that all these processes have used."""
        ticks = 0
        for process in self.processes():
            with contextlib.suppress(OSError):  # it has just ended; its parent has its time now
                # user and system time, of the process and of its children that have ended
                ticks += sum(map(int, (process / "stat").read_text().rpartition(")")[2].split()[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def read(self, size: int, clocks: "list[Clock]") -> bytes:
        """Return the next bytes that come out.

        Raises:
            TimeUp: they did not all come in time.
            Ended: no more will come.
        """
        parts, missing = [], size
        self.socket.settimeout(LOOK_SECONDS)
        while missing:
            with contextlib.suppress(TimeoutError):
                part = self.socket.recv(min(missing, 2**20))
                if not part:
                    raise Ended((self.watch and self.watch.why) or NO_ANSWER)
                parts.append(part)
                missing -= len(part)
            for clock in clocks:
                clock.look()
        return b"".join(parts)

    def end(self) -> None:
        """End all processes, whatever they are doing."""
        if self.watch:
            self.watch.stop()
        self.socket.close()
        self.place.end(self.process.pid)
        self.process.wait()


class Clock:
    """What is left of a limit on time."""

    def __init__(self, used: Callable[[], float], seconds: float, start: float) -> None:
        """Begin; used: gives the processor time that was used so far; seconds: that may be used from start on."""
        self.seconds, self.wall = seconds, seconds * limits.PATIENCE
        self._used, self._start = used, start
        self._first: float | None = None
        self._seen = 0.0  # processor time since then, at the last look
        self._looked = self._start

    def look(self) -> None:
        """Make sure that there is time left. Until this is called processor time is not asked for, as that costs some.

        Raises:
            TimeUp: there is none, and neither is what a process gets to notice it by itself.
        """
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        used = self._used()
        self._first = used if self._first is None else self._first
        self._seen, self._looked = used - self._first, now
        grace = limits.GRACE_SECONDS
        if self._seen > self.seconds + grace or now - self._start > self.wall + grace * limits.PATIENCE:
            raise TimeUp(protocol.too_long(self.seconds, self.wall, self._seen))

    @property
    def out(self) -> bool:
        """Whether no time is left, as far as was looked."""
        return self.waited or self._seen > self.seconds

    @property
    def waited(self) -> bool:
        """Whether the wall time is over and processor time is left."""
        return time.monotonic() - self._start > self.wall and self._seen < self.seconds


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
        self.waited = False
        """Whether something ran out of wall time with processor time left: a sleep, or a machine that is too busy."""
        self._running: Running | None = None
        self._past = 0.0  # processor time of those that ran before
        self._asked = 0.0  # when the last message was sent, or the process started

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def running(self) -> bool:
        """Whether there is a process; each one starts with nothing of what the last one knew."""
        return self._running is not None

    def send(self, message: protocol.Message) -> None:
        """Send a message.

        Raises:
            Ended: nobody takes it.
            SandboxError: the sandbox does not start.
        """
        running = self._running or self._start()
        # The child's clock begins when it gets the message. Ours may begin later, on a busy machine, if it begins when
        # the answer is waited for; then the child would be over time and we would not know why.
        self._asked = time.monotonic()
        running.socket.settimeout(limits.CALL_SECONDS * limits.PATIENCE)
        try:
            running.socket.sendall(protocol.pack(message))
        except OSError:
            self.end()
            raise Ended(NO_ANSWER) from None

    def receive(self, kind: type[Expected], seconds: float, most: int, within: Clock | None = None) -> Expected:
        """Return the next message from inside.

        Args:
            kind: what it has to be.
            seconds: of processor time that all processes together may use before it has come. A child should notice by
                itself that they are over; it is ended GRACE_SECONDS later.
            most: how many bytes it may have.
            within: another limit that is not to be exceeded on the way.

        Raises:
            TimeUp: it did not come in time.
            Ended: the process ended, or sent something else.
        """
        if self._running is None:
            raise Ended(NO_ANSWER)
        clocks = [Clock(self.processor_seconds, seconds, self._asked), *([within] if within else [])]
        try:
            size = int.from_bytes(self._running.read(protocol.LENGTH, clocks), "little")
            if size > most:
                raise Ended(f"It sent more than {most / 2**20:.0f} MB.")
            message = protocol.unpack(self._running.read(size, clocks))
            if not isinstance(message, kind | protocol.Ready):
                raise wire.WireError(f"a {type(message).__name__} instead of a {kind.__name__}")
        except (OSError, wire.WireError):
            self.end()
            raise Ended("What came back was not an answer.") from None
        except Ended:
            self.end()
            raise
        finally:
            self.waited = self.waited or any(clock.waited for clock in clocks)
        if not isinstance(message, kind):  # from the warm process: its child is gone
            raise Ended(NO_ANSWER)
        return message

    def clock(self, seconds: float) -> Clock:
        """Return a limit for several messages, which begins now; seconds: of processor time."""
        return Clock(self.processor_seconds, seconds, time.monotonic())

    def processor_seconds(self) -> float:
        """Return the processor time that all processes of the sandbox have used so far, seen from outside."""
        return self._past + (self._running.processor_seconds() if self._running else 0.0)

    def crowded(self) -> bool:
        """Return whether something is left running while no child works: threads beyond those of the warm process."""
        return self._running is not None and sum(self._running.processes().values()) > self._running.threads

    def end(self) -> None:
        """End all processes of the sandbox, whatever they are doing."""
        if self._running is not None:
            self._past = self.processor_seconds()
            self._running.end()
            self._running = None

    def _start(self) -> Running:
        ours, theirs = socket.socketpair()
        place = (backends.TRUSTED if self.trusted else backends.chosen()).place(self.folder)
        try:
            process = subprocess.Popen(
                place.command,
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.DEVNULL,
                env=place.variables,
                cwd="/",
                start_new_session=True,
                pass_fds=place.descriptors,
            )
        finally:
            theirs.close()
            for descriptor in place.descriptors:
                os.close(descriptor)
        running = self._running = Running(place, process, ours, process.pid)
        self._asked = time.monotonic()
        try:
            self.receive(protocol.Ready, limits.START_SECONDS, limits.ANSWER_BYTES)
        except Ended:  # no student's code has run yet, so it is no student's fault
            self.end()
            raise SandboxError(
                "A sandbox did not start: is the machine out of memory, or the release damaged?"
            ) from None
        running.first = place.first_process(process.pid)
        found = running.processes()
        running.threads = sum(found.values())
        warm = list(found)[-1] if found else Path()  # the one that has no child yet
        folders = [warm / "root" / name.lstrip("/") for name in place.in_memory]
        running.watch = Watch(running.processes, folders, lambda: place.end(process.pid))
        return running
