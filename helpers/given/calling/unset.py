"""Finds results that are added to where no line has given them a first value: np.empty gives whatever is in memory."""

import ast
import inspect
import linecache
import re
from functools import lru_cache
from typing import Any

from helpers.given.calling.lines import tree_of

MADE = re.compile(r"\b(np|numpy)\.(empty|empty_like|ndarray)\(")


@lru_cache(maxsize=64)
def unset(target: Any) -> tuple[str, ...]:
    """Return for each result of a function the line that makes it of what is in memory, "" for one that has values.

    Such a line is told as "line 6 (dW = np.empty((D, C)))": no other sets the variable, or an entry of it, and one adds
    to it. Of a variable that is no result each may depend.

    Args:
        target: the function; of a class nothing is returned.
    """
    if not inspect.isfunction(target) or not any(map(MADE.search, linecache.getlines(target.__code__.co_filename))):
        return ()  # as nearly always, and a tree takes longer to make
    code = target.__code__
    functions = [node for node in ast.walk(tree_of(code.co_filename)) if isinstance(node, ast.FunctionDef)]
    function = next((node for node in functions if code.co_firstlineno in _first_lines(node)), None)
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)] if function else []
    if not function or len(returned) != 1 or not isinstance(returned[0], ast.Tuple):
        return ()
    made = _made(function)
    names = [ast.unparse(one) for one in returned[0].elts]
    at = {name: f"line {line} ({linecache.getline(code.co_filename, line).strip()})" for name, line in made.items()}
    beside = next((told for name, told in at.items() if name not in names), "")
    return tuple(at.get(name, beside) for name in names)


def _first_lines(node: ast.FunctionDef) -> tuple[int, ...]:
    return (node.lineno, *(one.lineno for one in node.decorator_list[:1]))


def _made(function: ast.FunctionDef) -> dict[str, int]:
    """Variables that one line makes of what is in memory, that no other sets, and that some line adds to."""
    made: dict[str, int] = {}
    added: set[str] = set()
    others: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and not _none(node.value):  # the stub begins with dW = None
            for target in node.targets:
                name = _name(target)
                if name in _read(node.value):  # as in dW = dW / N
                    added.add(name)
                elif isinstance(target, ast.Name) and name not in made and MADE.match(ast.unparse(node.value)):
                    made[name] = node.lineno
                else:
                    others |= {name} if name else _read(target)
        elif isinstance(node, ast.AugAssign):
            added.add(_name(node.target))
        elif isinstance(node, ast.keyword) and node.arg == "out":
            others.add(_name(node.value))
        elif isinstance(node, ast.For):
            others |= _read(node.target)
        elif isinstance(node, ast.Call):  # as np.copyto(dW, 0), dW.fill(0) and a function of the student's own
            others |= {_name(one) for one in (*node.args, node.func) if isinstance(one, ast.Name | ast.Attribute)}
    return {name: line for name, line in made.items() if name in added - others}


def _none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _read(node: ast.expr) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _name(target: ast.expr) -> str:
    """The variable that is set, or of which a part is; "" for several at once."""
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""
