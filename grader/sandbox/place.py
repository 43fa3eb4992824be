"""Where the warm process of a sandbox runs: how it is started, found and ended."""

import contextlib
import os
import signal


class Place:
    """A process that leads a group; what ends with it are all processes in its namespace."""

    def __init__(self, command: list[str], variables: dict[str, str] | None) -> None:
        """Remember the command that starts it, and the command's variables; None stands for this process's."""
        self.command = command
        self.variables = variables

    def first_process(self, started: int) -> int:
        """Return the process under which all others are, as this machine counts, given the one that was started."""
        return started

    def end(self, started: int) -> None:
        """End all processes."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started, signal.SIGKILL)
