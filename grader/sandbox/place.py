"""Where the warm process of a sandbox runs: how it is started, found and ended."""

import contextlib
import os
import signal


class Place:
    """A process that leads a group; what ends with it are all processes in its namespace."""

    def __init__(
        self,
        command: list[str],
        variables: dict[str, str] | None,
        descriptors: tuple[int, ...] = (),
        in_memory: tuple[str, ...] = (),
    ) -> None:
        """Remember how it is started.

        Args:
            command: starts it.
            variables: the command's; None is for those of this process.
            descriptors: open files that the command inherits. They are closed here once it has started.
            in_memory: folders inside that are kept in memory, without a limit on how many files they have.
        """
        self.command = command
        self.variables = variables
        self.descriptors = descriptors
        self.in_memory = in_memory

    def first_process(self, started: int) -> int:
        """Return the process under which all others are, as this machine counts, given the one that was started."""
        return started

    def end(self, started: int) -> None:
        """End all processes."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started, signal.SIGKILL)
