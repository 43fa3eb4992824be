"""Finds loops by how often the lines of a student's file run, and lines by what happens in them."""

import ast
import linecache
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, NamedTuple

MARK = "# YOUR CODE HERE"
"""What a stub has where a student writes."""


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


def tree_of(file: str) -> ast.Module:
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


class Loops(NamedTuple):
    """The lines in which loops over the images begin.

    working: of those that work something out for each image; picking: of those that only pick an entry for each, as
    right[i] = S[i, y[i]] does, or change one by a number.
    """

    working: tuple[int, ...] = ()
    picking: tuple[int, ...] = ()


def loops(runs: Counter[int], times: int, tree: ast.AST) -> Loops:
    """Return where the outermost loops begin that went round so many times.

    It is counted, and read in the text, so that it is the same on every machine, however busy that is.

    Args:
        runs: how often each line of a file ran.
        times: how many rounds.
        tree: of the file; a loop that is none in its text, as np.vectorize is, shows by a line that ran as often.
    """
    if found := list(_begun(tree, runs, times)):
        picking = {one.lineno for one in found if _picks(one)}
        working = {one.lineno for one in found} - picking
        return Loops(tuple(sorted(working)), tuple(sorted(picking - {one.lineno for one in found if _copies(one)})))
    often = {line: count for line, count in runs.items() if count >= times}
    fewest = min(often.values(), default=0)
    seldom = {line for line, count in often.items() if count <= fewest + 1}
    first = tuple(sorted(line for line in seldom if line - 1 not in seldom))
    bodies = [one.body for one in ast.walk(tree) if isinstance(one, ast.Lambda) and one.lineno in first]
    return Loops((), first) if bodies and all(map(_picked, bodies)) else Loops(first, ())


def loops_of_another(working: Sequence[int], name: str, tree: ast.Module) -> str:
    """Return the name of the function in which loops begin, if that is one, and another than theirs; "" if not.

    Args:
        working: the lines in which they begin.
        name: of the function that was called; tree: of its file.
    """
    functions = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
    around = {one.name for one in functions for line in working if one.lineno <= line <= (one.end_lineno or 0)}
    begun = {one.lineno for one in ast.walk(tree) if isinstance(one, LOOPS)}
    known = name in {one.name for one in functions} and begun.issuperset(working)
    return around.pop() if known and len(around) == 1 and name not in around else ""


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


def _picks(node: ast.AST) -> bool:
    """Whether a loop, or a statement in it, only picks entries, and changes some by a number or by another entry."""
    match node:
        case ast.For(body=body, orelse=[]) | ast.While(body=body, orelse=[]):
            nested = sum(isinstance(one, LOOPS) for one in ast.walk(node)) > 1
            return not nested and all(map(_picks, body))
        case ast.If(test=ast.Compare(left=left, comparators=others), body=body, orelse=rest):
            return all(map(_picked, (left, *others))) and all(map(_picks, (*body, *rest)))
        case ast.ListComp(elt=value) | ast.SetComp(elt=value) | ast.GeneratorExp(elt=value):
            return len(node.generators) == 1 and _picked(value)
        case ast.Assign(targets=targets, value=value):
            return all(map(_picked, (*targets, value)))
        case ast.AugAssign(target=target, value=value):
            return _picked(target) and _is_number(value)
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[value])):
            return _picked(value)
    return isinstance(node, ast.Pass | ast.Continue | ast.Break)


def _picked(value: ast.AST) -> bool:
    """Whether an expression is a name, a number, or an entry of an array: no slice of it, and nothing worked out."""
    match value:
        case ast.Name() | ast.Constant():
            return True
        case ast.Subscript(value=array, slice=index):
            return _picked(array) and _picked(index)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(map(_picked, parts))
        case ast.UnaryOp(operand=inner):
            return _picked(inner)
    return False


def _is_number(value: ast.AST) -> bool:
    """Whether what is picked is one number for sure: a constant, or an entry with two indices."""
    match value:
        case ast.UnaryOp(operand=inner):
            return _is_number(inner)
        case ast.Subscript(slice=ast.Tuple()) | ast.Subscript(value=ast.Subscript()):
            return _picked(value)
    return isinstance(value, ast.Constant)


LOOPS = ast.For | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def begins(text: Sequence[str], first: int, result: str = "", place: str = "") -> int:
    """Return the line where what a student wrote into a function begins, or where it should.

    Args:
        text: the lines of its file; of a file that is no Python the line of the function's head is returned.
        first: the line of its head, or of its first decorator.
        result: the name of a result that has lines of its own, which are meant then.
        place: notebook and task, as the mark of those lines in the file names them.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns of an odd text each time that it reads one
            nodes = list(ast.walk(ast.parse("".join(text))))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return first
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and first in (node.lineno, *(one.lineno for one in node.decorator_list)):
            body = node.body[ast.get_docstring(node, clean=False) is not None :]
            statements = [one for whole in body for one in ast.walk(whole) if isinstance(one, ast.stmt)]
            statements.sort(key=lambda one: one.lineno)
            of_stub = {one.lineno for one in statements if _of_stub(one)}
            marked = f"{MARK} ({place})" if result else MARK
            mark = next((k for k in range(first, (node.end_lineno or first) + 1) if text[k - 1].strip() == marked), 0)
            below = [one.lineno for one in statements if mark and one.lineno > mark]
            own = sorted(one.lineno for one in ast.walk(node) if isinstance(one, ast.Name) and one.id == result)
            written = [*below[:1], *own]
            lines = [*(line for line in written if line not in of_stub), *filter(None, [mark])]
            return next(iter((*lines, *own, *(one.lineno for one in statements))), first)
    return first


def _of_stub(statement: ast.stmt) -> bool:
    """Whether a line is as the stub has it: dW = None, or return loss, dW."""
    if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Tuple):
        return all(isinstance(one, ast.Name | ast.Constant) for one in statement.value.elts)
    match statement:
        case ast.Assign(value=ast.Constant(value=None)):
            return True
    return False
