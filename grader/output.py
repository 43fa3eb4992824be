"""What a command prints, if nobody reads it to the end, as with `lab.py grade ... | head`."""

import io
import sys
from typing import Any


class _Pipe(io.FileIO):
    """Standard output, which takes what nobody reads any more, too."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            return len(data)


def outlives_reader() -> io.TextIOWrapper:
    """Return a standard output whose reader may leave: the command goes on, and ends with its own exit code."""
    sys.stdout.flush()
    pipe = io.BufferedWriter(_Pipe(sys.stdout.fileno(), "wb", closefd=False))
    interactive = sys.stdout.isatty()
    return io.TextIOWrapper(pipe, sys.stdout.encoding, "backslashreplace", line_buffering=interactive)
