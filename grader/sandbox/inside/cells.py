"""Runs the cells of a notebook in an IPython of their own, and sends back what each shows."""

import contextlib
import io
import json
import signal
import sys
from collections.abc import Callable
from typing import Any

import IPython.extensions.autoreload
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from helpers.given import checking as checks
from helpers.given import data

OUTPUTS: list[dict[str, Any]] = []
"""What the running cell has shown so far, as a notebook's outputs."""

AGAIN_SECONDS = 1.0
"""A cell that goes on after it was interrupted, as `except: pass` in a loop does, is interrupted again."""

TEXT = 100_000
"""So many characters of a stream are kept; a loop may print for as long as a cell lasts."""


class Stream(io.TextIOBase):
    """Stands in for standard output or standard error."""

    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def write(self, text: str) -> int:
        """Add text to the outputs."""
        if OUTPUTS and OUTPUTS[-1].get("name") == self.name:
            OUTPUTS[-1]["text"] += text if len(OUTPUTS[-1]["text"]) < TEXT else ""
        else:
            OUTPUTS.append({"output_type": "stream", "name": self.name, "text": text[:TEXT]})
        return len(text)


class Publisher(DisplayPublisher):
    """Takes what display() is given."""

    def publish(self, data: dict, metadata: dict | None = None, **more: Any) -> None:
        """Add it to the outputs."""
        OUTPUTS.append({"output_type": "display_data", "data": data, "metadata": metadata or {}})


class Hook(DisplayHook):
    """Takes the value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """Print none."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        """Add it to the outputs."""
        output = {"output_type": "execute_result", "data": format_dict, "metadata": md_dict or {}}
        OUTPUTS.append(output | {"execution_count": self.prompt_count})

    def finish_displayhook(self) -> None:
        """Print no line end."""


class Shell(InteractiveShell):
    """IPython without a front end."""

    display_pub_class = Publisher
    displayhook_class = Hook

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: %matplotlib inline asks for it."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        if etype is KeyboardInterrupt:  # ours, see serve: the student should not read our frames
            stb = [str(evalue)]
        error = {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)}
        OUTPUTS.append(error)


def warm() -> None:
    """Do what every notebook would do at its start. Leaves no thread behind, so that it is safe to fork."""
    HistoryManager.enabled = False
    # No file changes while a notebook is graded, and looking for changes before each cell takes longer than the cell.
    IPython.extensions.autoreload.ModuleReloader.check = lambda self, *a, **k: None
    checks.exercises()
    with contextlib.redirect_stdout(io.StringIO()):
        data.load()
    Shell.instance(config=Config({"InteractiveShell": {"colors": "nocolor", "xmode": "Context"}}))


def serve(receive: Callable[[], object], send: Callable[[object], None], cells: int, seconds: float, most: int) -> None:
    """Run cells one after the other as they come; send the outputs of each, as JSON.

    Args:
        receive, send: take and give a message.
        cells: how many there are.
        seconds: wall time for one cell, after which it is interrupted.
        most: how many characters the outputs of a cell may have; beyond that a note stands in their place.
    """
    shell = Shell.instance()
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt(f"This cell took longer than {seconds:.0f} seconds and was stopped.")

    for _ in range(cells):
        source = receive()
        OUTPUTS.clear()
        signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
        try:
            shell.run_cell(source, store_history=True)
        except BaseException as error:
            OUTPUTS.append({"output_type": "error", "ename": type(error).__name__, "evalue": "", "traceback": []})
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        text = json.dumps(OUTPUTS, default=repr)
        if len(text) > most:
            text = json.dumps([{"output_type": "stream", "name": "stdout", "text": "(too much output to keep)\n"}])
        send(text)
