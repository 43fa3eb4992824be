"""Sums without a first value, and loops that count from 1, as a mended copy has them."""

import ast
import re

from grader.grading import statements
from grader.grading.changes import Changes, over_images, read
from helpers.given.calling.calls import shortened

NO_FIRST = re.compile(r"UnboundLocalError: (\w+) has no value yet(,| at this line\. Which)")
"""What is said of a sum that no line begins."""
OUTSIDE = "That axis counts the"
"""What is said of an index that is too large."""
FROM_ONE = re.compile(r"range\((?:1, )?(.+) \+ 1\)")
LONGEST = 60


def begun(source: str, function: ast.FunctionDef, here: ast.stmt) -> str:
    """Return a file in which what a statement adds to is 0 at first, in each round of the loop over the images."""
    if not isinstance(here, ast.AugAssign) or len(statements.sets(here)) != 1:
        return source
    (name,), results = statements.sets(here), statements.results(function)
    own = [name in statements.names(one) for one in results]
    loop = over_images(function, here)
    body = function.body if any(own) else loop.body if loop else []
    if isinstance(here.target, ast.Subscript) and own[1:] != [True]:
        return source  # of an array whose shape nobody knows
    first = next((one for one in body if not statements.inside(one) and not _is_text(one)), None)
    value = "0 * W" if own[1:] == [True] else "0.0"
    if not first or first.lineno >= here.lineno:
        return source
    line, start, *_ = statements.span(first)
    return statements.replaced(source, [((line, start, line, start), f"{name} = {value}; ")])


def _is_text(one: ast.stmt) -> bool:
    return isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)


def _from_one(function: ast.FunctionDef, here: ast.stmt) -> ast.For | None:
    """The loop around a statement that counts to one too many, if there is one."""
    loops = [one for one in ast.walk(function) if isinstance(one, ast.For) and here in ast.walk(one)]
    found = [one for one in loops if FROM_ONE.fullmatch(ast.unparse(one.iter))]
    return found[0] if len(found) == 1 else None


def from_zero(function: ast.FunctionDef, here: ast.stmt) -> Changes:
    """With range(n) in the head of a loop that counts from 1 to n, or to n from 0."""
    loop = _from_one(function, here)
    counted = FROM_ONE.fullmatch(ast.unparse(loop.iter)) if loop else None
    return (
        [(loop, lambda node: read(f"range({counted[1]})") if node is loop.iter else node)] if loop and counted else []
    )


def says(function: ast.FunctionDef, here: ast.stmt, cause: str) -> str:
    """Return which loop counts to one too many, "" if none does."""
    loop = _from_one(function, here) if OUTSIDE in cause else None
    if not loop:
        return ""
    over = ast.unparse(loop.iter)
    ends = shortened(FROM_ONE.fullmatch(over)[1], LONGEST)  # type: ignore[index]
    return f"{shortened(over, LONGEST)} in line {loop.lineno} ends with {ends}, one after the last."
