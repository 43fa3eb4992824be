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
from typing import NamedTuple, TypeVar

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


class Used(NamedTuple):
    """Seconds of processor time that a sandbox has used, and seconds that all of it slept while it was to answer."""

    processor: float = 0.0
    asleep: float = 0.0


@dataclass
class Running:
    """What there is while a sandbox runs.

    first: the process under which all others are; threads: in all of them, before any work; slept: seconds that all
    of them slept while an answer was waited for, since then.
    """

    place: Place
    process: subprocess.Popen[bytes]
    socket: socket.socket
    first: int
    threads: int = 0
    watch: Watch | None = None
    slept: float = 0.0

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

    def asleep(self) -> bool:
        """Return whether no thread runs, or would if a processor were free: then a quiet machine would not help."""
        states = set()
        for process in self.processes():
            with contextlib.suppress(OSError):  # it has just ended
                for thread in (process / "task").iterdir():
                    states.add((thread / "stat").read_text().rpartition(")")[2].split()[0])
        return bool(states) and "R" not in states

    def read(self, size: int, clocks: "list[Clock]") -> bytes:
        """Return the next bytes that come out.

        Raises:
            TimeUp: they did not all come in time.
            Ended: no more will come.
        """
        parts, missing = [], size
        self.socket.settimeout(LOOK_SECONDS)
        while missing:
            try:
                part = self.socket.recv(min(missing, 2**20))
                if not part:
                    raise Ended((self.watch and self.watch.why) or NO_ANSWER)
                parts.append(part)
                missing -= len(part)
            except TimeoutError:
                if self.watch and self.asleep():  # before there is one, an engine's client waits for its container
                    self.slept += LOOK_SECONDS
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

    def __init__(
        self, used: Callable[[], Used], seconds: float, start: float, asleep: float, before: Used | None = None
    ) -> None:
        """Begin.

        Args:
            used: gives what was used so far.
            seconds: of processor time that may be used from start on.
            start: by the clock that time.monotonic reads.
            asleep: seconds that may be slept from start on.
            before: what was used until then; None is what the first look finds, as to ask takes some time too.
        """
        self.seconds, self.wall, self.asleep = seconds, seconds * limits.PATIENCE, asleep
        self._used, self._start = used, start
        self._before = before
        self._seen = Used()  # since then, at the last look
        self._looked = self._start

    def look(self) -> None:
        """Make sure that there is time left.

        Raises:
            TimeUp: there is none, and neither is what a process gets to notice it by itself.
        """
        self._update()
        grace, seen = limits.GRACE_SECONDS, self._seen
        over = seen.processor > self.seconds + grace or seen.asleep > self.asleep + grace
        if over or self._passed > self.wall + grace * limits.PATIENCE:
            raise TimeUp(protocol.too_long(self.seconds, self.asleep, seen.processor))

    @property
    def out(self) -> bool:
        """Whether no time is left."""
        self._update()
        return self.waited or self._seen.processor > self.seconds or self._seen.asleep > self.asleep

    @property
    def waited(self) -> bool:
        """Whether the wall time is over, and was spent waiting for a processor: on a quiet machine it might not be."""
        return self._passed > self.wall and sum(self._seen) < self.seconds

    @property
    def _passed(self) -> float:
        return time.monotonic() - self._start

    def _update(self) -> None:
        """Look what was used by now, if the last look is a while ago."""
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            used = self._used()
            self._before = before = self._before or used
            self._seen, self._looked = Used(used.processor - before.processor, used.asleep - before.asleep), now


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
        """Whether something ran out of wall time, as this machine is too busy."""
        self._running: Running | None = None
        self._past = Used()  # by those that ran before
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
                itself that they are over, or PATIENCE times as many of wall time; it is ended GRACE_SECONDS later.
            most: how many bytes it may have.
            within: another limit that is not to be exceeded on the way.

        Raises:
            TimeUp: it did not come in time.
            Ended: the process ended, or sent something else.
        """
        if self._running is None:
            raise Ended(NO_ANSWER)
        one = Clock(self._used, seconds, self._asked, asleep=seconds * limits.PATIENCE)
        clocks = [one, *([within] if within else [])]
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
        """Return a limit for several messages, which begins now; seconds: of processor time, and as many of sleep."""
        return Clock(self._used, seconds, time.monotonic(), asleep=seconds, before=self._used())

    def processor_seconds(self) -> float:
        """Return the processor time that all processes of the sandbox have used so far, seen from outside."""
        return self._used().processor

    def _used(self) -> Used:
        past, running = self._past, self._running
        if running is None:
            return past
        return Used(past.processor + running.processor_seconds(), past.asleep + running.slept)

    def crowded(self) -> bool:
        """Return whether something is left running while no child works: threads beyond those of the warm process."""
        return self._running is not None and sum(self._running.processes().values()) > self._running.threads

    def end(self) -> None:
        """End all processes of the sandbox, whatever they are doing."""
        if self._running is not None:
            self._past = self._used()
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
