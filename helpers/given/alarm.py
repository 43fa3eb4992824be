"""Stops what does not end in a student's own kernel, and shows an interrupt in one line.

While nbgrader runs a notebook none of this applies: grading has limits of its own.
"""

import _thread
import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

ENVIRONMENT = "NBGRADER_EXECUTION"
SECONDS = 20.0
AGAIN_SECONDS = 0.1
"""Students swallow exceptions (`except: pass` in a loop), so the alarm rings again until it is heard."""

Value = TypeVar("Value")


class Interrupted(KeyboardInterrupt):
    """Somebody interrupted a check; shown as one line."""

    def _render_traceback_(self) -> list[str]:
        return ["Interrupted."]


def within_limit(work: Callable[[], Value]) -> Value:
    """Return what work returns, or stop it after SECONDS.

    The alarm is heard between two steps of Python, so one long call of NumPy ends first. Where there are no threads,
    as in a browser, or outside the main thread, there is no limit.

    Raises:
        TimeoutError: it took longer; its traceback is that of the place where it stopped.
        KeyboardInterrupt: somebody interrupted it.
    """
    over = threading.Event()
    rang = False

    def ring() -> None:
        nonlocal rang
        seconds = SECONDS
        while not over.wait(seconds):
            rang = True
            _thread.interrupt_main()
            seconds = AGAIN_SECONDS

    thread = threading.Thread(target=ring, daemon=True)
    if graded() or threading.current_thread() is not threading.main_thread():
        return work()
    try:
        thread.start()
    except RuntimeError:
        return work()
    try:
        try:
            return work()
        finally:
            over.set()
            thread.join()
            for _ in range(2):
                pass  # an alarm that rang at the last moment is heard here, not later
    except KeyboardInterrupt as error:
        over.set()  # the alarm may have rung on the way there
        if not rang:
            raise
        raise TimeoutError(f"Stopped after {SECONDS:g} seconds.").with_traceback(error.__traceback__) from None


@contextlib.contextmanager
def one_line() -> Iterator[None]:
    """Show an interrupt of what is inside in one line, without a stack."""
    try:
        yield
    except KeyboardInterrupt:
        if graded():
            raise
        raise Interrupted from None


def graded() -> str:
    """Return "autograde" or "validate" while nbgrader runs the notebook, else ""."""
    return os.environ.get(ENVIRONMENT, "")
