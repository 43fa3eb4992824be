"""Functions in a student's file: found by their def lines, and read as Python one by one, as far as they are short.

Some texts of 200 kB take Python's own parser minutes, and it cannot be stopped.
"""

import ast
import re
import textwrap
import warnings

LONGEST = 5_000
"""Characters of what is read as Python; a function of the series takes a fifth of it."""

KEPT = 2 * LONGEST
"""Characters of a function that are kept; functions within functions would take the square of a file's length."""

_DEF = re.compile(r"^([ \t]*)(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(", re.MULTILINE)
_NEXT = re.compile(r"^([ \t]*)(?:@|(?:async[ \t]+)?def\b|class\b)", re.MULTILINE)


def functions(source: str, wanted: str = "") -> dict[str, str]:
    """Return for each name a function that has it, from its def to the next one that is not within it.

    Of several at the top level it is the last one, which runs; else the first.

    Args:
        source: of a file.
        wanted: the only name to look for, "" for all.
    """
    found: dict[str, str] = {}
    top: set[str] = set()
    for match in _DEF.finditer(source):
        name, start, last = match[2], match.start(), min(match.start() + KEPT, len(source))
        if wanted in ("", name) and (name not in found or (name in top and not match[1])):
            following = _NEXT.finditer(source, match.end(), last)
            ends = (one.start() for one in following if len(one[1]) <= len(match[1]))
            found[name] = source[start : next(ends, last)]
            top |= set() if match[1] else {name}
    return found


def read(source: str) -> ast.Module | None:
    """Return a text as Python reads it; None if it cannot, or if the text is too long."""
    if len(source) > LONGEST:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the student's strings
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def tree(function: str) -> ast.FunctionDef | None:
    """Return the tree of a function as `functions` gives it; None as for read."""
    module = read(textwrap.dedent(function))
    node = module.body[0] if module and module.body else None
    return node if isinstance(node, ast.FunctionDef) else None
