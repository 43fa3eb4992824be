"""What newer Pythons read and the one that runs here does not, as far as a line tells it for sure."""

import ast
import re
import sys
import warnings
from collections.abc import Callable
from typing import NamedTuple

RUNNING = sys.version_info[:2]

_FIELD = re.compile(r"\b[fF][rR]?([\"'])(?:(?!\1)[^{}]|{{|}}|{(?:(?!\1)[^{}])*})*{([^{}]*)}")
"""An f-string up to the first field that has its quotes in it."""
_FORMAT = re.compile(r"=?\s*(![rsa]\s*)?(:[^\"':]*)?$")


class Newer(NamedTuple):
    """Syntax that is new: since which Python, and how older ones read the same."""

    since: tuple[int, int]
    older: str


def _quotes(line: str, message: str) -> bool:
    """Whether a field of an f-string is an expression in which the quotes around the f-string are."""
    if not message.startswith("f-string") or not (match := _FIELD.search(line)) or match[1] not in match[2]:
        return False
    return any(map(_is_expression, (match[2], _FORMAT.sub("", match[2]))))


def _is_expression(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the student's strings
        try:
            return bool(ast.parse(text.strip(), mode="eval"))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False


def _line(pattern: str) -> Callable[[str, str], bool]:
    return lambda line, message: bool(re.match(pattern, line))


_NEW: tuple[tuple[Callable[[str, str], bool], Newer], ...] = (
    (_quotes, Newer((3, 12), "with other quotes inside the { } than around the text")),
    (
        lambda line, message: message.startswith("f-string expression part cannot include a backslash"),
        Newer((3, 12), "without a backslash inside the { }"),
    ),
    (_line(r"type\s+\w+\s*(\[[^=]+\]\s*)?=\s*\w"), Newer((3, 12), "without the word type")),
    (
        _line(r"((async\s+)?def|class)\s+\w+\s*\[\s*[*A-Za-z_][^=]*\]\s*[(:]"),
        Newer((3, 12), "without the [ ] behind the name"),
    ),
    (
        _line(r"except\*?\s+[\w.]+(\s*,\s*[\w.]+)+\s*:"),
        Newer((3, 14), "with brackets around the exceptions"),
    ),
)


def newer(line: str, message: str) -> Newer | None:
    """Return what is new in a line that the running Python cannot read; None if it is not known to be new.

    Args:
        line: without the blanks at its ends.
        message: of the SyntaxError.
    """
    found = (one for reads, one in _NEW if one.since > RUNNING and reads(line, message))
    return next(found, None)
