"""Where and why a call stopped: seen in the student's process, told in words by the judge."""

import ast
import difflib
import linecache
import re
from collections.abc import Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import numpy as np

HELPERS = Path(__file__).resolve().parent.parent
MARK = "# YOUR CODE HERE"
STUB_LEFT = "StubLeft"
"""The name of the error where a NotImplementedError stands beside finished code."""

MEANT = "Did you mean"
DEBUGGERS = {"BdbQuit", "EOFError", "StdinNotImplementedError"}
UNREADABLE = {"SyntaxError", "IndentationError", "TabError"}


def seen(error: BaseException, file: str = "") -> dict[str, Any]:
    """Return what is to be seen of an exception: the fields error, message, line, text and shapes of an Answer.

    line and text are those of the student's file; shapes are those of the arrays that the line names, as
    "X (5, 4), dS (5, 3)".

    Args:
        error: what stopped the call.
        file: where the called function was written, if that may be elsewhere than in helpers/.
    """
    line, text, shapes = 0, "", ""
    if isinstance(error, SyntaxError):
        line, text = error.lineno or 0, (error.text or "").strip()
    last = _last_of_student(error.__traceback__, file)
    if last:
        frame, line = last.tb_frame, last.tb_lineno
        text = linecache.getline(frame.f_code.co_filename, line).strip()
        names = dict.fromkeys(re.findall(r"[A-Za-z_]\w*", text))
        arrays = {name: frame.f_locals[name] for name in names if isinstance(frame.f_locals.get(name), np.ndarray)}
        shapes = ", ".join(f"{name} {np.shape(array)}" for name, array in arrays.items())
    kind = type(error).__name__
    if kind == "NotImplementedError" and last and _beside_code(last.tb_frame.f_code.co_filename, line):
        kind = STUB_LEFT
    return {
        "error": kind,
        "message": _message(error, last and last.tb_frame),
        "line": line,
        "text": text,
        "shapes": shapes,
    }


def words(
    error: str,
    message: str,
    line: int,
    text: str,
    shapes: str,
    sizes: Mapping[str, int],
    called: str,
    takes: tuple[str, ...],
) -> str:
    """Return where and why a call stopped, as one or two sentences.

    Args:
        error, message, line, text, shapes: what was seen.
        sizes: how large N, D and C were in this call.
        called: the name of the function; takes: those of its arguments.
    """
    if error == STUB_LEFT:
        return f"The line raise NotImplementedError (line {line}) still stands beside your code: delete it."
    if error in UNREADABLE:
        return f"Python cannot read line {line} ({text}): {error}, {message}."
    where = f"Stopped at line {line} ({text}): " if line else "Stopped: "
    told = f"{error}: {_told(error, message, called, takes) or message}"
    if shapes and error in ("ValueError", "IndexError", "TypeError"):
        measures = ", ".join(f"{name} = {size}" for name, size in sizes.items())
        told += f" Shapes here: {shapes}{f'; {measures}' if measures else ''}."
        told += _way_out(message)
    return where + told


def _told(error: str, message: str, called: str, takes: tuple[str, ...]) -> str:
    """What an error means, where Python's own words say too little; "" elsewhere."""
    quoted = re.search(r"'([^']*)'", message)
    name = quoted[1] if quoted else ""
    if error in DEBUGGERS:
        return "a debugger or input() waits here; take it out."
    if error == "NameError" and MEANT not in message:
        return (
            f"{name} has no value in this file. A function sees its arguments ({', '.join(takes)}) and what it made"
            " itself, not the variables of the notebook."
        )
    if error in ("ModuleNotFoundError", "ImportError"):
        return f"{name} cannot be imported; NumPy and what comes with Python is all there is when work is graded."
    if error in ("FileNotFoundError", "PermissionError", "NotADirectoryError"):
        return f"this reads a file ({name}) that other machines do not have: the arguments hold all that is needed."
    if error == "UFuncTypeError" or "casting rule" in message:
        return (
            "an array of whole numbers cannot take fractions in place. Make it float from the start: np.zeros(shape)"
            " is, np.zeros_like of whole numbers is not."
        )
    if error == "TypeError" and re.match(rf"(\w+\.)*{called}\(\) .*(positional|keyword) argument", message):
        return f"the function's arguments were changed; they are ({', '.join(takes)})."
    if error == "AttributeError" and message.startswith("module 'helpers."):
        return f"{message.rpartition(' ')[2]} is not in this file any more: was it renamed?"
    if error == "RecursionError":
        return "the function calls itself without end."
    if error == "AssertionError":
        return f"an assert of your own does not hold{': ' + message if message else ''}."
    return ""


def _way_out(message: str) -> str:
    """How shapes that do not fit can be made to fit, where NumPy's message tells enough."""
    if found := re.search(r"broadcast together with shapes \((\d+),(\d+)\) \((\d+),?\)", message):
        rows, columns, entries = map(int, found.groups())
        if rows == entries != columns:
            return f" One number for each row needs shape ({rows}, 1): keepdims=True or [:, np.newaxis]."
    if "mismatch in its core dimension" in message or "not aligned" in message:
        return " In a matrix product the inner sizes agree: (a, b) times (b, c) gives (a, c)."
    return ""


def _message(error: BaseException, frame: FrameType | None) -> str:
    """Python's own words; of a name that is not known, also the one that was meant."""
    try:
        said = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split()).rstrip(".")
    except Exception:  # a student's own exception may do anything
        return ""
    if type(error) is NameError and frame:
        near = difflib.get_close_matches(str(error.name), [*frame.f_locals, *frame.f_globals], n=1, cutoff=0.75)
        said += f". {MEANT} {near[0]}?" if near else ""
    return said


def _last_of_student(trace: TracebackType | None, file: str) -> TracebackType | None:
    """The innermost step in a file that students see: helpers/*.py, not what lies below, or that of the function."""
    last = None
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name == file or Path(name).resolve().parent == HELPERS:
            last = trace
        trace = trace.tb_next
    return last


def _beside_code(file: str, line: int) -> bool:
    """Whether finished code stands beside the stub's raise on this line: above it, or below where it never runs."""
    lines = linecache.getlines(file)
    try:
        tree = ast.parse("".join(lines))
    except SyntaxError:
        return False
    for node in ast.walk(tree):
        block = getattr(node, "body", None)
        for place, statement in enumerate(block if isinstance(block, list) else []):
            if isinstance(statement, ast.Raise) and statement.lineno == line:
                return not all(_given(one, lines) for one in block[:place] + block[place + 1 :])
    return False


def _given(statement: ast.stmt, lines: list[str]) -> bool:
    """Whether a statement beside a stub stood there from the beginning: above the mark, dW = None, return loss, dW."""
    if any(MARK in line for line in lines[statement.end_lineno : statement.end_lineno + 2]):
        return True
    if isinstance(statement, ast.Assign | ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Return | ast.Raise)
