"""A second look at code that stops for what Python 2 had, or for an import that is not there.

Such a stop costs the points; but who brings old code learns from one sentence more what else is wrong with it. So a
copy is judged, too, in which these lines are what today's Python takes. Lines keep their numbers.
"""

import ast
import re
from dataclasses import replace

from grader.intake import broken
from helpers.given.judge import PartVerdict, Verdict, diagnosis
from helpers.given.loading import AT_GRADING

SUFFIX = "_today"
"""How the name of the copy's module ends."""

NAMES = {"xrange": "range", "raw_input": "input", "unicode": "str", "reduce": '__import__("functools").reduce'}
NAME = re.compile(rf"(?<![\w.])({'|'.join(NAMES)})(?=\()")
PRINT = re.compile(r"(?:^|:)[ \t]*print\b(?![ \t]*\()")


def rewritten(text: bytes) -> bytes | None:
    """Return a file as today's Python takes it; None if that changes nothing, or it is long, or still no Python."""
    if len(text) > broken.LONGEST:
        return None
    try:
        old = text.decode().split("\n")
        new = [_line(line) for line in old]
        for node in ast.walk(ast.parse("\n".join(new))):
            if isinstance(node, ast.Import | ast.ImportFrom) and node.lineno == node.end_lineno and _missing(node):
                line = new[node.lineno - 1]
                new[node.lineno - 1] = line.replace(line.strip(), "pass")
    except (ValueError, SyntaxError, RecursionError, MemoryError, IndexError):
        return None
    return "\n".join(new).encode() if new != old else None


def _line(line: str) -> str:
    """A line without the names of Python 2, and without what it prints."""
    line = NAME.sub(lambda found: NAMES[found[1]], line)
    found = PRINT.search(line)
    return f"{line[: found.end() - len('print')]}pass" if found else line


def _missing(node: ast.Import | ast.ImportFrom) -> bool:
    """Whether an import asks for what is not there when work is graded."""
    if isinstance(node, ast.ImportFrom):
        return not node.level and (node.module or "").partition(".")[0] not in AT_GRADING
    return any(one.name.partition(".")[0] not in AT_GRADING for one in node.names)


def beyond(stopped: Verdict, then: Verdict) -> Verdict:
    """Return the verdict on what stopped, with what the second look says of each part; points stay as they are."""
    first = next(part for part in stopped.parts if part.error)
    if then.is_open or any(part.cause == first.cause for part in then.parts):
        return stopped
    if then.passed:
        own = any(part.mistake == diagnosis.OF_HALF for part in then.parts)
        more = "All else is right" + " for a loss with 1/2, which this course does not use" * own
        return replace(stopped, parts=tuple(_told(part, f"{more}.") for part in stopped.parts))
    parts = tuple(
        _beside(before, after, before is first) if before.error and after.points < after.max_points else before
        for before, after in zip(stopped.parts, then.parts, strict=True)
    )
    return replace(stopped, parts=parts)


def _told(part: PartVerdict, more: str) -> PartVerdict:
    return replace(part, cause=f"{part.cause} {more}") if part.error else part


def _beside(stop: PartVerdict, then: PartVerdict, first: bool) -> PartVerdict:
    """What is told of a part; the first one tells of the stop, too, and of where it would stop next."""
    if not first:
        return stop if then.error else replace(then, points=0.0)
    more = replace(stop, numbers=then.numbers, mistake=then.mistake)
    return _told(more, f"Once that is mended: {then.cause}") if then.cause else more
