"""Functions in a student's file: found by their def lines, and read as Python one by one, as far as they are short.

Some texts of 200 kB take Python's own parser minutes, and it cannot be stopped.
"""

import ast
import re
import textwrap
import warnings

LONGEST = 5_000
"""Characters of what is read as Python; a function of the series takes a fifth of it."""

_DEF = re.compile(r"^([ \t]*)(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(", re.MULTILINE)
_NEXT = re.compile(r"^([ \t]*)(?:@|(?:async[ \t]+)?def\b|class\b)", re.MULTILINE)


def functions(source: str) -> dict[str, str]:
    """Return for each name a function that has it, from its def to the next one that is not within it.

    Of several at the top level it is the last one, which runs; else the first.
    """
    found: dict[str, str] = {}
    top: set[str] = set()
    for match in _DEF.finditer(source):
        ends = (one.start() for one in _NEXT.finditer(source, match.end()) if len(one[1]) <= len(match[1]))
        if match[2] not in found or (match[2] in top and not match[1]):
            found[match[2]] = source[match.start() : next(ends, len(source))]
            top |= set() if match[1] else {match[2]}
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
