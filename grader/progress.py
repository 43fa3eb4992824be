"""How far a long command is, as a line on standard error."""

import sys
import time


class Progress:
    """A line on standard error that says how far we are and how long the rest will take."""

    def __init__(self, what: str, of: int) -> None:
        self.what, self.of, self.done, self.start = what, of, 0, time.monotonic()

    def step(self) -> None:
        """Say that one more is done."""
        self.done += 1
        left = (time.monotonic() - self.start) / self.done * (self.of - self.done)
        line = f"{time.strftime('%H:%M:%S')}  {self.what} {self.done} of {self.of}"
        line += f", {left / 60:.0f} min left" if left > 90 else f", {left:.0f} s left" if left else ""
        if sys.stderr.isatty():
            end = "\n" if self.done == self.of else ""
            print(f"\r{line:<60}", end=end, file=sys.stderr, flush=True)
        elif self.done == self.of or self.done % 10 == 0:
            print(line, file=sys.stderr, flush=True)
