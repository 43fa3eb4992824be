"""Call one function of a student's on one set of inputs, and say in plain data what happened.

Runs in the student's own kernel (a check in a notebook) and, at grading, in the process that holds the student's code;
it knows nothing of expected answers.
"""

import bdb
import contextlib
import importlib
import inspect
import io
import linecache
import re
import sys
import textwrap
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from helpers.given.calling import drivers, lines, texts, wire
from helpers.given.calling.lines import begins
from helpers.given.calling.seen import STUB_LEFT, finished, mistyped, seen, unreturned, unwritten
from helpers.given.calling.unset import unset

# The processor's time, which a busy machine does not stretch; Python in a browser has only the clock on the wall.
clock: Callable[[], float] = getattr(time, "thread_time", time.perf_counter)

PACKAGE = "helpers"
AT_GRADING = {*sys.stdlib_module_names, PACKAGE, "numpy", "matplotlib", "mpl_toolkits", "IPython", "PIL", "six"}
"""Packages that are there when work is graded; Colab, and whoever installs more, has others."""
LONGEST_TEXT, LONGEST_LINE = 200, 120
"""What is told of an exception or a returned text; no more of the hidden inputs can be in it."""
MOST_ENTRIES, MOST_NESTED = 2**18, 8
"""Numbers in an answer, and tuples in each other: several times what any right answer has."""
MOST_LINES = 10**6
"""More than any file has that is taken."""
MOST_PLACES = 8
"""Results, or loops, that are told."""
EXACT = {int, float, Fraction, Decimal}
"""Numbers that NumPy takes for objects, some of them if they are large."""
NOT_RUN = ("TimeoutError", "NoAnswer", "NotHandedIn")
HOLDS_FOR_ALL = (*NOT_RUN, "NotImplementedError", STUB_LEFT)
"""Errors after which other cases would stop in the same way."""


@dataclass(frozen=True)
class Answer:
    """What one call gave.

    value: what it returned, in plain data (see to_plain), or None; where only the lines of the second of two results
        stopped, the first one (see finished in seen.py).
    inputs: the inputs as they were after the call.
    error: "" or the name of the exception's type, such as "ValueError".
    message: the exception's own words; meant: of a name that is not known, the one that was meant, "" if none is near;
        of a NotImplementedError the function that is still open, where another one called it.
    line: the line of the student's file where it stopped, or gave the warning, 0 if unknown; text: that line; shapes:
        those of its arrays; caller: where another function of the student's called the one that stopped, and with
        which arrays, "" if none did; of a call that ran, the name of another function that its loops are in.
    seconds: of processor time, which a busy machine does not stretch; warned: the first warning it gave, before
        it stopped, if it did, and where.
    unreturned: the variable that holds a result which came back as None.
    unwritten: of results that are 0, the places of those that no line gives more than a first value;
        see unwritten in seen.py.
    matrices: the places of results that are np.matrix.
    mistyped: for each result the line that changes it by =+ or =-, "" without one; see mistyped in seen.py.
    unset: for each result the line that makes it by np.empty, where no other gives it a value; see unset.py.
    loops: the lines in which a loop begins that works something out for each image, where that was looked for;
        picks: those of loops that only pick an entry for each; see loops in lines.py.
    """

    value: Any = None
    inputs: tuple = ()
    error: str = ""
    message: str = ""
    meant: str = ""
    line: int = 0
    text: str = ""
    shapes: str = ""
    caller: str = ""
    seconds: float = 0.0
    warned: str = ""
    unreturned: str = ""
    unwritten: tuple[int, ...] = ()
    matrices: tuple[int, ...] = ()
    mistyped: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    loops: tuple[int, ...] = ()
    picks: tuple[int, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Return the answer as a dict that the wire can carry."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_plain(cls, plain: Any) -> "Answer":
        """Return the answer in a dict that came from a student's process.

        Raises:
            ValueError: it is not an answer; such a call counts as failed.
        """
        if not isinstance(plain, dict) or set(plain) != {field.name for field in fields(cls)}:
            raise ValueError("not an answer")
        for name in ("error", "message", "meant", "text", "shapes", "caller", "warned", "unreturned"):
            if not isinstance(plain[name], str):
                raise ValueError(f"{name} is no text")
            if plain[name]:  # few of them are there
                plain[name] = texts.clean(shortened(plain[name]), LONGEST_TEXT)
        if plain["text"] and not plain["error"]:
            raise ValueError("it stopped at a line, and by nothing")
        for name in ("loops", "picks", "unwritten", "matrices"):
            if not isinstance(plain[name], tuple) or len(plain[name]) > MOST_PLACES:
                raise ValueError(f"{name} is no tuple of a few numbers")
        for name in ("mistyped", "unset"):
            if not isinstance(plain[name], tuple) or len(plain[name]) > MOST_PLACES:
                raise ValueError(f"{name} is no tuple of a few lines")
            if any(type(one) is not str for one in plain[name]):
                raise ValueError(f"{name} must be lines")
            plain[name] = tuple(texts.clean(shortened(one), LONGEST_TEXT) for one in plain[name])
        if any(type(one) is not int for one in (*plain["unwritten"], *plain["matrices"])):
            raise ValueError("unwritten and matrices must be places")
        for line in (plain["line"], *plain["loops"], *plain["picks"]):
            if type(line) is not int or not 0 <= line < MOST_LINES:
                raise ValueError("a line is no line of a file")
        if type(plain["seconds"]) is not float:
            raise ValueError("seconds must be a number")
        if not isinstance(plain["inputs"], tuple):
            raise ValueError("inputs must be a tuple")
        plain["value"] = cleaned(plain["value"])
        if _entries(plain["inputs"]) > MOST_ENTRIES:
            plain["inputs"] = ()
        return cls(**plain)


def shortened(text: str, most: int = LONGEST_TEXT) -> str:
    """Return a text of at most so many characters, and its spaces one each; it ends with a whole word."""
    return textwrap.shorten(text[: 10 * most], most, placeholder=" ...")


def cleaned(value: Any) -> Any:
    """Return what to_plain gave in another process, with its texts cleaned; of what is far too large, a text.

    Raises:
        ValueError: it holds what to_plain never gives.
    """
    entries = _entries(value)
    return f"{entries} numbers" if entries > MOST_ENTRIES else _cleaned(value, MOST_NESTED)


def _entries(value: Any) -> int:
    if isinstance(value, tuple | list):
        return sum(map(_entries, value))
    return value.size if isinstance(value, np.ndarray) else 0


def _cleaned(value: Any, depth: int) -> Any:
    if isinstance(value, tuple) and depth:
        return tuple(_cleaned(item, depth - 1) for item in value)
    if isinstance(value, str):
        return " ".join(texts.clean(value, LONGEST_TEXT).split())  # one line, as messages are lines
    if value is not None and not isinstance(value, np.ndarray):
        raise ValueError(f"a {type(value).__name__} is no plain value")
    return value


def target_named(name: str) -> Any:
    """Return a module, function or class of helpers/ by its name there, such as "svm" or "svm.svm_loss_naive"."""
    module, _, attribute = name.partition(".")
    loaded = importlib.import_module(f"helpers.{module}")
    return getattr(loaded, attribute) if attribute else loaded


def call(target: str | Callable, driver: str, inputs: tuple) -> Answer:
    """Call target through a driver (see drivers.py) on a copy of inputs; what it prints or warns of is swallowed.

    Args:
        target: a function or class, or its name, which is then imported here.
        driver: the name of a function in drivers.py.
        inputs: plain values and arrays.
    """
    inputs = tuple(item.copy() if isinstance(item, np.ndarray) else item for item in inputs)
    swallowed = _Nowhere()
    with (
        contextlib.redirect_stdout(swallowed),
        contextlib.redirect_stderr(swallowed),
        warnings.catch_warnings(record=True) as warned,
        np.errstate(all="warn", under="ignore"),
        _no_debugger(),
    ):
        warnings.simplefilter("always")
        start, stop = clock(), Answer()
        try:
            if isinstance(target, str):
                target = target_named(target)
            images = drivers.images(driver, inputs)
            with lines.counted(_file(target), active=images > 0) as runs:
                value = getattr(drivers, driver)(target, *inputs)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            stop = stopped(target, error, clock() - start)
            if isinstance(error, drivers.SquareArray):  # it ran to its end
                working, _ = lines.loops(runs, images, lines.tree_of(_file(target)))
                stop = replace(stop, loops=working[:MOST_PLACES])
            value = None if stop.error in HOLDS_FOR_ALL else finished(target, error)
            if value is None:
                return replace(stop, warned=_warned(warned, _file(target)).get("warned", ""))
        seconds = clock() - start
        missed, plain = unreturned(target, value), to_plain(value)
        working, picking = lines.loops(runs, images, lines.tree_of(_file(target))) if images else ((), ())
        other = lines.loops_of_another(working, getattr(target, "__name__", ""), lines.tree_of(_file(target)))
        where = _warned(warned, _file(target))
        blank = unwritten(target, plain)
        given = value[:MOST_PLACES] if isinstance(value, tuple) else (value,)
        matrices = tuple(place for place, one in enumerate(given) if isinstance(one, np.matrix))
        slips, bare = (_lines(found(target)) for found in (mistyped, unset))
        answer = Answer(plain, inputs, seconds=seconds, unreturned=missed, unwritten=blank, **where)
        answer = replace(answer, mistyped=slips, unset=bare, loops=working[:MOST_PLACES], picks=picking[:MOST_PLACES])
        answer = replace(answer, caller=shortened(other))
        told = {name: getattr(stop, name) for name in ("error", "message", "meant", "line", "text", "shapes", "caller")}
        return replace(answer, **(told if stop.error else {}), matrices=matrices)


def _lines(told: Sequence[str]) -> tuple[str, ...]:
    return tuple(shortened(one, LONGEST_LINE) for one in told[:MOST_PLACES])


class _Nowhere(io.StringIO):
    """Takes text and keeps none: a loop that prints for as long as a call lasts takes no memory."""

    def write(self, text: str) -> int:
        return len(text)


def to_plain(value: Any) -> Any:
    """Return what a student's function returned in plain data: arrays, tuples of them, None, or a text for the rest.

    Numbers, lists of numbers and every kind of array become plain arrays; what cannot be one becomes a text that names
    its type.
    """
    if value is None or value is Ellipsis:
        return None
    if isinstance(value, str):
        return f'the text "{shortened(value)}"'
    if isinstance(value, tuple):
        return tuple(to_plain(item) for item in value[:16])
    if inspect.iscoroutine(value):
        value.close()  # or Python warns that nobody waited for it
    try:
        array = np.array(value, subok=False)
        if array.dtype == object and {type(item) for item in array.flat} <= EXACT:
            array = array.astype(np.float64)
    except Exception:
        return to_plain(tuple(value)) if isinstance(value, list) else _kind(value)
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        array = array.astype(np.float64)
    if array.ndim > wire.MAX_DIMENSIONS:
        return f"an array of {array.ndim} dimensions"
    inside = {"U": " of texts", "O": " of objects" if isinstance(value, np.ndarray) else ""}
    return array if array.dtype.kind in "fiub" else _kind(value) + inside.get(array.dtype.kind, "")


def _kind(value: object) -> str:
    """What a value is, such as "a list" or "an array"."""
    name = "array" if isinstance(value, np.ndarray) else type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


class Location(NamedTuple):
    """Where a student finds a task.

    file: such as "helpers/svm.py", "" for an answer in the notebook. line: of the task's own mark, or the first one of
    what the function does, where the stub was; 0 if unknown. replaced: the line of another function of the same name
    further up, of which Python keeps nothing.
    """

    file: str = ""
    line: int = 0
    replaced: int = 0


def defined(name: str, lines: Iterable[str]) -> list[int]:
    """Return in which lines of a file functions of a name begin, outside any class."""
    begins = re.compile(rf"def {name}\s*\(").match
    return [number for number, line in enumerate(lines, 1) if begins(line)]


def location(target: Any, place: str, file: str, result: str = "") -> Location:
    """Return where a student finds a function.

    Args:
        target: the function; where one was written is not always known, as that of np.vectorize(f) is not.
        place: notebook and task, as a later task's mark names them.
        file: what to return as the file then.
        result: the name of the result that a later task is about.
    """
    try:
        written = Path(inspect.getsourcefile(target) or "")
        _, first = inspect.getsourcelines(target)
    except (OSError, TypeError):
        return Location(file)
    whole = linecache.getlines(str(written))
    above = [line for line in defined(getattr(target, "__name__", ""), whole) if line < first]
    line = begins(whole, first, result, place)
    return Location(f"{written.parent.name}/{written.name}", line, max(above, default=0))


@contextlib.contextmanager
def _no_debugger() -> Iterator[None]:
    """A breakpoint() that was left behind stops the call: what a debugger prints would be swallowed, and it waits."""

    def stop(*args: Any, **more: Any) -> None:
        raise bdb.BdbQuit

    before, sys.breakpointhook = sys.breakpointhook, stop
    try:
        yield
    finally:
        sys.breakpointhook = before


def _warned(warnings: list, file: str) -> dict[str, Any]:
    """The first warning of a calculation, and the line of the student's file that gave it; NumPy's own are no help."""
    first = next((one for one in warnings if issubclass(one.category, RuntimeWarning)), None)
    if not first:
        return {}
    line = first.lineno if first.filename == file else 0
    return {"warned": shortened(f"{first.message}{f' (line {line})' if line else ''}"), "line": line}


def _file(target: Any) -> str:
    """Where a function or class was written, "" if that is not known, as of one that could not be imported."""
    try:
        return inspect.getsourcefile(target) or ""
    except TypeError:
        return ""


def stopped(target: Any, error: BaseException, seconds: float = 0.0) -> Answer:
    """Return the answer of a call that an exception stopped."""
    found: dict[str, Any] = seen(error, _file(target))
    said = {name: item for name, item in found.items() if isinstance(item, str)}
    most = {"text": LONGEST_LINE}
    cut = {name: shortened(item, most.get(name, LONGEST_TEXT)) for name, item in said.items()}
    return Answer(**{**found, **cut}, seconds=seconds)
