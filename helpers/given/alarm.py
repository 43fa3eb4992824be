"""Stops what does not end in a student's own kernel, and shows an interrupt in one line.

An alarm interrupts Python: from a thread, or in a browser tab, which has none, when Python looks whether anybody
interrupts it. While nbgrader runs a notebook none of this applies: grading has limits of its own.
"""

import _thread
import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar

ENVIRONMENT = "NBGRADER_EXECUTION"
SECONDS = 20.0
AGAIN_SECONDS = 0.1
"""Students swallow exceptions (`except: pass` in a loop), so the alarm rings again until it is heard."""

CLOCK = """(seconds, again) => {
  let next = Date.now() + 1000 * seconds;
  return {
    rang: false,
    get 0() {
      if (Date.now() < next) return 0;
      next = Date.now() + 1000 * again;
      this.rang = true;
      return 2; // the number of SIGINT
    },
    set 0(heard) {},
  };
}"""
"""JavaScript for what Pyodide takes for an array of one number, in which another thread would write a signal."""

Value = TypeVar("Value")


class Interrupted(KeyboardInterrupt):
    """Somebody interrupted a check; shown as one line."""

    def _render_traceback_(self) -> list[str]:
        return ["Interrupted."]


def within_limit(work: Callable[[], Value]) -> Value:
    """Return what work returns, or stop it after SECONDS.

    The alarm is heard between two steps of Python, so one long call of NumPy ends first. Outside the main thread, and
    where no thread can start, there is no limit.

    Raises:
        TimeoutError: it took longer; its traceback is that of the place where it stopped.
        KeyboardInterrupt: somebody interrupted it.
    """
    if graded() or threading.current_thread() is not threading.main_thread():
        return work()
    try:
        alarm = _InBrowser() if sys.platform == "emscripten" else _InThread()
    except RuntimeError:
        return work()
    try:
        try:
            return work()
        finally:
            alarm.stop()
            for _ in range(2):
                pass  # an alarm that rang at the last moment is heard here, not later
    except KeyboardInterrupt as error:
        alarm.stop()  # it may have rung on the way there
        if not alarm.rang:
            raise
        raise TimeoutError(f"Stopped after {SECONDS:g} seconds.").with_traceback(error.__traceback__) from None


class _InThread:
    """An alarm that a thread rings."""

    def __init__(self) -> None:
        self.rang = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ring, daemon=True)
        self._thread.start()

    def _ring(self) -> None:
        seconds = SECONDS
        while not self._over.wait(seconds):
            self.rang = True
            _thread.interrupt_main()
            seconds = AGAIN_SECONDS

    def stop(self) -> None:
        """Ring no more."""
        self._over.set()
        self._thread.join()


class _InBrowser:
    """An alarm that rings when Python looks: every few steps Pyodide reads a buffer, and this one has a clock."""

    innermost: ClassVar[Any] = None

    def __init__(self) -> None:
        from pyodide.code import run_js

        self._outer, self._clock = _InBrowser.innermost, run_js(CLOCK)(SECONDS, AGAIN_SECONDS)
        self._set(self._clock)

    @property
    def rang(self) -> bool:
        return bool(self._clock.rang)

    def stop(self) -> None:
        """Ring no more; an alarm around this one goes on."""
        self._set(self._outer)

    @staticmethod
    def _set(clock: Any) -> None:
        import pyodide_js

        _InBrowser.innermost = clock
        pyodide_js.setInterruptBuffer(clock)


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
