"""Watches from outside what no limit of the kernel counts: memory of many processes together, files kept in memory."""

import contextlib
import mmap
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from grader.sandbox import limits

EVERY_SECONDS = 0.1


class Watch(threading.Thread):
    """Ends a sandbox that takes too much, and has the kernel end it first; why is a sentence once it has ended one."""

    def __init__(
        self, processes: Callable[[], Iterable[Path]], folders: Iterable[Path], end: Callable[[], None]
    ) -> None:
        """Begin.

        Args:
            processes: gives the folders in /proc of all processes of the sandbox.
            folders: those in it that can be written to and are kept in memory, as this process sees them.
            end: ends all processes.
        """
        super().__init__(daemon=True)
        self.why = ""
        self._processes, self._end = processes, end
        self._folders = [os.open(folder, os.O_PATH) for folder in folders]
        self._over = threading.Event()
        _ended_first(processes())
        self.start()

    def run(self) -> None:
        """Look until there is nothing more to look at."""
        while not self.why and not self._over.wait(EVERY_SECONDS):
            processes = list(self._processes())
            _ended_first(processes)
            if _memory(processes) > limits.TOTAL_BYTES:
                self.why = f"It took more than {limits.TOTAL_BYTES / 2**30:.1f} GB of memory and was ended."
            elif any(_files(folder) > limits.FILES_INSIDE for folder in self._folders):
                self.why = f"It made more than {limits.FILES_INSIDE} files and was ended."
        if self.why:
            self._end()

    def stop(self) -> None:
        """Look no more. After this nothing is ended, so that no other process is that has got the same number."""
        self._over.set()
        self.join()
        for folder in self._folders:
            os.close(folder)


def _ended_first(processes: Iterable[Path]) -> None:
    """Have the kernel end these and their children first when memory runs out; in a container code may take it back."""
    for process in processes:
        with contextlib.suppress(OSError):  # it has just ended, or is another user's
            (process / "oom_score_adj").write_text("1000")


def _memory(processes: list[Path]) -> int:
    """Bytes that processes have in memory; what several of them share counts once."""
    most = 0
    for process in processes:
        with contextlib.suppress(OSError, IndexError):  # it has just ended
            most += int((process / "statm").read_text().split()[1]) * mmap.PAGESIZE
    if most <= limits.TOTAL_BYTES:
        return most  # nearly always, and the exact number takes the kernel a while
    return sum(_share(process) for process in processes)


def _share(process: Path) -> int:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        try:
            lines, wanted = (process / "smaps_rollup").read_text(), ["Pss:"]
        except PermissionError:  # not shared fairly, but all that may be known
            lines, wanted = (process / "status").read_text(), ["RssAnon:", "RssShmem:"]
        rows = [line.split() for line in lines.splitlines()]
        return sum(int(row[1]) * 1024 for row in rows if row and row[0] in wanted)
    return 0


def _files(folder: int) -> int:
    found = os.fstatvfs(folder)
    return found.f_files - found.f_ffree
