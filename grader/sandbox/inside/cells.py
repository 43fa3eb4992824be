"""Runs the cells of a notebook in an IPython of their own, and sends back what each shows."""

import contextlib
import io
import json
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from helpers.given import checking as checks
from helpers.given import data, hunting, loading, plots  # noqa: F401 - so that no notebook has to wait for them

if TYPE_CHECKING:
    from grader.sandbox.inside.pipe import Pipe
    from grader.sandbox.protocol import Cell, Shown, Work
else:
    from pipe import Pipe
    from protocol import Cell, Shown, Work

OUTPUTS: list[dict[str, Any]] = []
"""What the running cell has shown so far, as a notebook's outputs."""

AGAIN_SECONDS = 1.0
"""Processor time, and as much more of wall time as a limit has.

A cell that goes on after it was interrupted, as `except: pass` in a loop does, is interrupted again.
"""

TEXT = 100_000
"""So many characters of a stream are kept; a loop may print for as long as a cell lasts."""


class Stream(io.TextIOBase):
    """Takes the place of standard output or standard error."""

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

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: Any = False,
        **more: Any,
    ) -> None:
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

    @contextlib.contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        """Keep no second copy of what is printed, as IPython's history would: a loop that prints fills all memory."""
        yield

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        if etype is KeyboardInterrupt:  # ours, see serve: the student should not read our frames
            stb = [str(evalue)]
        error = {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)}
        OUTPUTS.append(error)


def warm() -> None:
    """Do what every notebook would do at its start. Leaves no thread behind, so that it is safe to fork."""
    HistoryManager.enabled = False  # type: ignore[assignment]
    checks.exercises()
    with contextlib.redirect_stdout(io.StringIO()):
        data.load()
    shell = Shell.instance(config=Config({"InteractiveShell": {"colors": "nocolor", "xmode": "Context"}}))
    shell.run_cell("None", store_history=False)  # IPython prepares much of what it needs when it runs its first cell


def serve(pipe: Pipe, work: Work) -> None:
    """Run cells one after the other until something else comes; send back the outputs of each.

    Args:
        pipe: where they come from, and the outputs go to.
        work: with the limits, after which a cell is interrupted.
    """
    shell = Shell.instance()
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    in_cell = False

    def stop(number: int, frame: object) -> None:
        if not in_cell:
            return
        seconds = work.wall if number == signal.SIGALRM else work.seconds
        raise KeyboardInterrupt(f"This cell took longer than {seconds:.0f} seconds and was stopped.")

    clocks = ((signal.ITIMER_PROF, signal.SIGPROF, work.seconds), (signal.ITIMER_REAL, signal.SIGALRM, work.wall))
    while isinstance(cell := pipe.receive(), Cell):
        OUTPUTS.clear()
        try:
            for clock, number, seconds in clocks:
                signal.signal(number, stop)
                signal.setitimer(clock, seconds, AGAIN_SECONDS * seconds / work.seconds)
            shell.execution_count = cell.count
            in_cell = True
            shell.run_cell(cell.source, store_history=True)
            in_cell = False
        except BaseException as error:
            in_cell = False
            OUTPUTS.append({"output_type": "error", "ename": type(error).__name__, "evalue": "", "traceback": []})
        finally:
            for clock, _, _ in clocks:
                signal.setitimer(clock, 0)
        text = json.dumps(OUTPUTS, default=repr)
        if len(text) > cell.most:
            text = json.dumps([{"output_type": "stream", "name": "stdout", "text": "(too much output to keep)\n"}])
        pipe.send(Shown(text))
