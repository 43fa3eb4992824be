"""A list of two arrays as an index, as in scores[[rows, y]]: it takes whole rows, where two indices pick entries."""

import ast
import re
from collections.abc import Callable, Iterator

from helpers.given.calling.calls import shortened
from helpers.given.judge.stop_lines import in_list

LONGEST = 120
"""So many characters are told of an expression."""
ONE_INDEX = "a list is one index, which takes whole rows; a tuple would be two."


def taken(function: ast.FunctionDef) -> list[ast.Subscript]:
    """Return where a function has such a list for an index, written in the brackets or before under a name."""
    names = set(_named(function))
    everywhere = [one for one in ast.walk(function) if isinstance(one, ast.Subscript)]
    found = [one for one in everywhere if _is_pair(one.slice) or ast.unparse(one.slice) in names]
    return sorted(found, key=lambda one: (one.lineno, one.col_offset))


def as_two(function: ast.FunctionDef) -> Callable[[ast.AST], ast.AST]:
    """Return what puts two indices in the place of each such list."""
    named, found = _named(function), taken(function)
    used = {ast.unparse(one.slice) for one in found}
    lists = [one.slice for one in found if _is_pair(one.slice)]
    lists += [value for name, values in named.items() if name in used for value in values]

    def change(node: ast.AST) -> ast.AST:
        return ast.Tuple(in_list(node), ast.Load()) if any(node is one for one in lists) else node

    return change


def above(function: ast.FunctionDef, here: ast.stmt, cause: str) -> tuple[int, str]:
    """Return a line above that takes whole rows so, and what is said of it; 0 and "" if none does.

    Args:
        function: its tree; here: the statement that stops; cause: what is said of the stop, with the shapes.
    """
    for one in ast.walk(function):
        made = ast.unparse(one.targets[0]) if isinstance(one, ast.Assign) and len(one.targets) == 1 else ""
        if (
            not isinstance(one, ast.Assign)
            or one.lineno >= here.lineno
            or not re.search(rf"\b{re.escape(made)} \(\d+, \d+, \d+", cause)
        ):
            continue
        inside = {id(each) for each in ast.walk(one.value)}
        for each in taken(function):
            if id(each) in inside:
                what = shortened(ast.unparse(each), LONGEST)
                verb = "is" if one.value is each else "is made of"
                return each.lineno, f"{made} {verb} {what} (line {each.lineno}): {ONE_INDEX}"
    return 0, ""


def lines(function: ast.FunctionDef, besides: int = 0) -> Iterator[str]:
    """Yield what is said of each line that takes whole rows so, but for one of them, of which all is said."""
    for one in taken(function):
        if one.lineno != besides:
            yield f"{shortened(ast.unparse(one), LONGEST)} in line {one.lineno}: {ONE_INDEX}"


def _named(function: ast.FunctionDef) -> dict[str, list[ast.expr]]:
    """Names of such lists, and what gives them their values."""
    found: dict[str, list[ast.expr]] = {}
    for one in ast.walk(function):
        if isinstance(one, ast.Assign) and len(one.targets) == 1 and _is_pair(one.value):
            found.setdefault(ast.unparse(one.targets[0]), []).append(one.value)
    return found


def _is_pair(node: ast.expr) -> bool:
    """Whether this is a list of two, one of which is made of all labels."""
    labels = [
        [each for each in ast.walk(one) if isinstance(each, ast.Name) and each.id == "y"] for one in in_list(node)
    ]
    return len(labels) == 2 and any(labels)
