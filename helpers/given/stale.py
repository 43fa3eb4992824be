"""Names that a cell was to set when it stopped: no check of an answer judges the values that they had before."""

import ast
import re
import warnings
from typing import Any

from IPython.core.getipython import get_ipython

SETS = re.compile(r"^([^\W\d]\w*(?: *, *[^\W\d]\w*)*) *=(?!=)", re.MULTILINE)
"""What sets names in a cell that Python cannot read."""
NOTHING = object()
"""The value of a name that has none."""

_running: set[str] = set()
"""The names that the cell which runs now takes from others."""
_before: dict[str, Any] = {}
"""The values that the names which it sets had before it."""
_old: dict[str, Any] = {}
"""The values that other cells left as they were, as they stopped."""


def starts(info: Any) -> None:
    """Before a cell, note what it sets and what it takes; info: IPython's ExecutionInfo of the cell."""
    cell = info.raw_cell or ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            names = [node for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Name)]
        sets = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        takes = {node.id for node in names} - sets
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        sets = {name.strip() for found in SETS.findall(cell) for name in found.split(",")}
        takes = set()
    _running.clear()
    _running.update(takes)
    _before.clear()
    _before.update({name: _value(name) for name in sets})


def ends(result: Any) -> None:
    """After a cell that stopped, note which of its names are as they were; result: IPython's ExecutionResult."""
    for name, value in _before.items():
        if not result.success and _value(name) is value:
            _old[name] = value
        else:
            _old.pop(name, None)


def in_this_cell() -> str:
    """Return the first name in the cell that runs now whose own cell stopped and did not set it, or ""."""
    return min((name for name in _running if name in _old and _value(name) is _old[name]), default="")


def _value(name: str) -> Any:
    return get_ipython().user_ns.get(name, NOTHING)
