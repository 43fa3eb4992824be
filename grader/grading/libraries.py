"""Functions of a library that is not there when work is graded, written with NumPy in a copy for a second look."""

import ast
import re

from grader.grading import statements
from grader.intake import compiler
from helpers.given.judge import PartVerdict

MISSING = re.compile(r"scipy(\.\w+)* cannot be imported")
SOFTMAX = "(lambda e: e / e.sum(axis=axis, keepdims=True))(_n.exp(x - _n.max(x, axis=axis, keepdims=True)))"
LOG_SUM = "(lambda m: _n.log(_n.sum(_n.exp(x - m), axis=axis, keepdims=True)) + m)(_n.max(x, axis=axis, keepdims=True))"
WITH_NUMPY = {
    "softmax": f"lambda x, axis=None: {SOFTMAX}",
    "log_softmax": f"lambda x, axis=None: x - {LOG_SUM}",
    "logsumexp": f"lambda x, axis=None, keepdims=False: {LOG_SUM} if keepdims else {LOG_SUM}.squeeze(axis=axis)",
}
"""Those of scipy.special."""


def with_numpy(text: bytes, stop: PartVerdict) -> bytes | None:
    """Return a file that has such functions of its own, None where it stops for another reason or needs others.

    Args:
        text: the file; stop: what was said of it.
    """
    source = text.decode()
    imports = [one for one in compiler.tree(source).body if isinstance(one, ast.ImportFrom) and one.lineno == stop.line]
    if not MISSING.search(stop.cause) or not imports or imports[0].module != "scipy.special":
        return None
    names = {one.asname or one.name: WITH_NUMPY.get(one.name, "") for one in imports[0].names}
    made = "; ".join(["import numpy as _n", *(f"{name} = {how}" for name, how in names.items())])
    return statements.replaced(source, [(statements.span(imports[0]), made)]).encode() if all(names.values()) else None
