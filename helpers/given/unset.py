"""Names that a cell was to set when it stopped: no check of an answer judges the values that they had before."""

import re
from typing import Any

from IPython.core.getipython import get_ipython

SETS = re.compile(r"^([^\W\d]\w*(?: *, *[^\W\d]\w*)*) *=(?!=)", re.MULTILINE)

_unset: set[str] = set()


def note(result: Any) -> None:
    """After a cell, note which names it sets if it stopped, and forget them if it ran.

    Args:
        result: IPython's ExecutionResult of the cell.
    """
    names = {name.strip() for found in SETS.findall(result.info.raw_cell or "") for name in found.split(",")}
    if result.success:
        _unset.difference_update(names)
    else:
        _unset.update(names)


def in_this_cell() -> str:
    """Return the first such name in the cell that runs now, or ""."""
    shell = get_ipython()
    cell = shell.user_ns.get("In", [""])[-1] if shell else ""
    return next((name for name in re.findall(r"\w+", cell) if name in _unset), "")
