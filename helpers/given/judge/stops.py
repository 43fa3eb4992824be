"""Where and why a call stopped, in words."""

import re
from collections.abc import Mapping

from helpers.given.calling.seen import MEANT, STUB_LEFT

DEBUGGERS = {"BdbQuit", "EOFError", "StdinNotImplementedError"}
UNREADABLE = {"SyntaxError", "IndentationError", "TabError"}


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
