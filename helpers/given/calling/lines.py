"""Finds loops by how often the lines of a student's file run, and lines by what happens in them."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def counted(file: str, active: bool = True) -> Iterator[Counter[int]]:
    """Give how often each line of a file has run by now, by its number.

    Args:
        file: as its functions name it; active: otherwise nothing is counted.
    """
    runs: Counter[int] = Counter()

    def see(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != file:
            return None
        runs[frame.f_lineno] += event == "line"
        return see

    before = sys.gettrace()
    sys.settrace(see if active else before)
    try:
        yield runs
    finally:
        sys.settrace(before)


@contextmanager
def watched(file: str, happened: Callable[[], bool]) -> Iterator[list[int]]:
    """Give a list that gets the number of the line of a file in which something happened first."""
    found: list[int] = []
    last = 0

    def see(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal last
        if frame.f_code.co_filename != file:
            return None
        if last and not found and happened():
            found.append(last)
        last = frame.f_lineno
        return see

    before = sys.gettrace()
    sys.settrace(see)
    try:
        yield found
    finally:
        sys.settrace(before)


def loop(runs: Counter[int], times: int) -> int:
    """Return the first line of the outermost loop that went round so many times, 0 if none did."""
    often = {line: count for line, count in runs.items() if count >= times}
    fewest = min(often.values(), default=0)
    return min((line for line, count in often.items() if count <= fewest + 1), default=0)  # `for` itself runs once more
