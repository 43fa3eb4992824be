"""Stops what does not end in a student's own kernel, and shows an interrupt in one line.

An alarm interrupts Python: from a thread, or in a browser tab, which has none, when Python looks whether anybody
interrupts it. While nbgrader runs a notebook none of this applies: grading has limits of its own.
"""

import _thread
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

ENVIRONMENT = "NBGRADER_EXECUTION"
SECONDS = 20.0
AGAIN_SECONDS = 0.1
"""Students swallow exceptions (`except: pass` in a loop), so the alarm rings again until it is heard."""

CLOCKS = """(pyodide) => {
  const clocks = []; // of the alarms that are set, the innermost last
  const listen = () => pyodide.setInterruptBuffer(clocks.at(-1));
  return (seconds, again) => {
    let next = Date.now() + 1000 * seconds;
    const clock = {
      rang: false,
      get 0() {
        if (Date.now() < next) return 0;
        next = Date.now() + 1000 * again;
        clock.rang = true;
        return 2; // the number of SIGINT
      },
      set 0(heard) {},
      stop() {
        if (clocks.includes(clock)) clocks.length = clocks.indexOf(clock);
        listen();
      },
    };
    clocks.push(clock);
    listen();
    return clock;
  };
}"""
"""JavaScript: clocks that Pyodide takes for an array of one number, in which another thread would write a signal."""

Value = TypeVar("Value")


class Interrupted(KeyboardInterrupt):
    """Somebody interrupted a check; shown as one line."""

    def _render_traceback_(self) -> list[str]:
        return ["Interrupted."]


def within_limit(work: Callable[[], Value]) -> Value:
    """Return what work returns, or stop it after SECONDS.

    The alarm is heard between two steps of Python, so one long call of NumPy ends first, and on Windows a time.sleep.
    Outside the main thread, and where no thread can start, there is no limit.

    Raises:
        TimeoutError: it took longer; its traceback is that of the place where it stopped.
        KeyboardInterrupt: somebody interrupted it.
    """
    if graded() or threading.current_thread() is not threading.main_thread():
        return work()
    try:
        alarm = _in_browser()(SECONDS, AGAIN_SECONDS) if sys.platform == "emscripten" else _InThread()
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
            _interrupt()
            seconds = AGAIN_SECONDS

    def stop(self) -> None:
        """Ring no more."""
        self._over.set()
        self._thread.join()


def _interrupt() -> None:
    """Interrupt the main thread: by a signal, which wakes a time.sleep, except on Windows, which has none for a thread.

    Where nothing in Python handles the signal it would end the kernel.
    """
    if hasattr(signal, "pthread_kill") and callable(signal.getsignal(signal.SIGINT)):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()


@cache
def _in_browser() -> Callable[[float, float], Any]:
    """Return what sets an alarm like _InThread that rings when Python looks: Pyodide does, every few steps."""
    import pyodide_js
    from pyodide.code import run_js

    return run_js(CLOCKS)(pyodide_js)


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
