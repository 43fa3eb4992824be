"""Finds loops by how often the lines of a student's file run, and lines by what happens in them."""

import ast
import linecache
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def counted(file: str, active: bool = True) -> Iterator[Counter[int]]:
    """Give how often each line of a file has run by now, by its number.

    Args:
        file: as its functions name it; active: otherwise nothing is counted.
    """
    runs: Counter[int] = Counter()

    def see(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != file:
            return None
        runs[frame.f_lineno] += event == "line"
        return see

    before = sys.gettrace()
    sys.settrace(see if active else before)
    try:
        yield runs
    finally:
        sys.settrace(before)


@contextmanager
def watched(file: str, happened: Callable[[], bool]) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    """Give a list that gets the line of a file in which something happened first: its number, and its variables."""
    found: list[tuple[int, dict[str, Any]]] = []
    last = 0

    def see(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal last
        if frame.f_code.co_filename != file:
            return None
        if last and not found and happened():
            found.append((last, dict(frame.f_locals)))
        last = frame.f_lineno
        return see

    before = sys.gettrace()
    sys.settrace(see)
    try:
        yield found
    finally:
        sys.settrace(before)


def tree_of(file: str) -> ast.AST:
    """Return the syntax tree of a file, empty if its text is not to be had."""
    try:
        return ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:
        return ast.Module([], [])


def unused(tree: ast.AST, line: int) -> str:
    """Return the name of a variable that a line sets and no line of its function reads; "" if there is none."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.lineno <= line <= (function.end_lineno or 0):
            nodes = list(ast.walk(function))
            read = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
            for node in nodes:
                if isinstance(node, ast.Assign) and node.lineno <= line <= (node.end_lineno or 0):
                    *others, target = node.targets
                    if not others and isinstance(target, ast.Name) and target.id not in read:
                        return target.id
    return ""


def loops(runs: Counter[int], times: int, tree: ast.AST) -> tuple[int, ...]:
    """Return where the outermost loops begin that went round so many times.

    Args:
        runs: how often each line of a file ran.
        times: how many rounds.
        tree: of the file; a loop that is none in its text, as np.vectorize is, shows by a line that ran as often.
    """
    if found := list(_begun(tree, runs, times)):
        return tuple(one.lineno for one in found if not _copies(one))
    often = {line: count for line, count in runs.items() if count >= times}
    fewest = min(often.values(), default=0)
    seldom = {line for line, count in often.items() if count <= fewest + 1}
    return tuple(sorted(line for line in seldom if line - 1 not in seldom))


def _begun(node: ast.AST, runs: Counter[int], times: int) -> Iterator[Any]:
    """The outermost loops below a node that went round so many times: as often, its first line runs."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, LOOPS) and runs[child.lineno] >= times:
            yield child
        else:
            yield from _begun(child, runs, times)


def _copies(node: ast.AST) -> bool:
    """Whether a loop works out nothing, as [i for i in range(N)] does not."""
    return isinstance(node, ast.ListComp) and isinstance(node.elt, ast.Name)


LOOPS = ast.For | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
