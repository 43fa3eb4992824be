"""What is to be seen of a call that stopped: the error, the student's own line, and the shapes of its arrays."""

import ast
import bdb
import difflib
import inspect
import linecache
import re
import textwrap
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import FrameType, ModuleType, TracebackType
from typing import Any

import numpy as np

from helpers.given.calling.drivers import SquareArray
from helpers.given.calling.lines import MARK, tree_of

HELPERS = Path(__file__).resolve().parents[2]
DEBUGGER = re.compile(r"set_trace|breakpoint|embed\(")
MISTYPED = re.compile(r"[^=]+=[+-]\s")
STUB_LEFT = "StubLeft"
"""The name of the error where a NotImplementedError is beside finished code."""


def seen(error: BaseException, file: str = "") -> dict[str, Any]:
    """Return what is to be seen of an exception: error, message, meant, line, text, shapes and caller of an Answer.

    line and text are those of the student's file; shapes are those of the arrays that the line names, as
    "X (5, 4), dS (5, 3)", with how long its lists are, "rows list of 2", and the whole numbers of an assert, "N = 5".

    Args:
        error: what stopped the call.
        file: where the called function was written, if that may be elsewhere than in helpers/.
    """
    line, text, shapes, kind = 0, "", "", type(error).__name__
    if isinstance(error, SyntaxError):
        line, text = error.lineno or 0, (error.text or "").strip()
    if isinstance(error, SquareArray):
        line = error.lineno
    last = _last_of_student(error.__traceback__, file)
    open_one = ""
    if isinstance(error, NotImplementedError) and last and (caller := _caller(error.__traceback__, file, last)):
        last, open_one = caller, last.tb_frame.f_code.co_name
    if last:
        frame, line = last.tb_frame, _line(last)
        if isinstance(error, bdb.BdbQuit):
            line = _debugger_above(frame.f_code.co_filename, line)
        if isinstance(error, UnboundLocalError):
            line = _line_of_unbound(last, str(error))
        text = linecache.getline(frame.f_code.co_filename, line).strip()
        known = {**frame.f_locals, **_own(frame)}
        names = dict.fromkeys(re.findall(r"(?:self\.)?[A-Za-z_]\w*", text))
        arrays = {name: np.shape(known[name]) for name in names if isinstance(known.get(name), np.ndarray)}
        empty = {name: None for name in names if "NoneType" in str(error) and known.get(name, 0) is None}
        counted = [name for name in names if isinstance(known.get(name), int | np.integer) and kind == "AssertionError"]
        counts = {name: f"= {known[name]}" for name in counted}
        lists = {name: f"list of {len(known[name])}" for name in names if isinstance(known.get(name), list)}
        shapes = ", ".join(f"{name} {shape}" for name, shape in {**arrays, **lists, **empty, **counts}.items())
    if kind == "NotImplementedError" and last and not open_one:
        kind = STUB_LEFT if _beside_code(last.tb_frame.f_code.co_filename, line) else kind
    return {
        "error": kind,
        "message": _message(error),
        "meant": open_one or (_meant(error, last.tb_frame) if last else _nearly_called(error)),
        "line": line,
        "text": text,
        "shapes": shapes,
        "caller": "" if open_one else _called_by(error.__traceback__, file),
    }


def finished(target: Any, error: BaseException) -> tuple | None:
    """Return the results of a function with two of them where only the second one's lines stopped: (first, None).

    None where the first one may still have changed: a line below sets it, or a loop around the stop does; or where it
    has no value yet.

    Args:
        target: the function; error: what stopped it.
    """
    step, code = error.__traceback__, getattr(target, "__code__", None)
    while step and step.tb_frame.f_code is not code:
        step = step.tb_next
    tree = _tree(target)
    returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    both = returned[0] if len(returned) == 1 else None
    if not step or not isinstance(both, ast.Tuple) or len(both.elts) != 2 or not isinstance(both.elts[0], ast.Name):
        return None
    name, line = both.elts[0].id, _line(step) - step.tb_frame.f_code.co_firstlineno + 1
    sets = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
    ]
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While)]
    around = [set(range(one.lineno, _last(one) + 1)) for one in loops if one.lineno <= line <= _last(one)]
    if not sets or any(one.lineno >= line or any(one.lineno in lines for lines in around) for one in sets):
        return None
    known = step.tb_frame.f_locals
    return (known[name], None) if name in known else None


def _last(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def unreturned(target: Any, value: Any) -> str:
    """Return the name of a result that the function has and did not return, "" if there is none.

    That is a variable in one of its returns, which it sets somewhere, at a place where it returned None: an earlier
    return ended it, or a line `dW = None` came after.
    """
    if not isinstance(value, tuple) or all(one is not None for one in value):
        return ""
    function = _tree(target)
    written = {name for node in ast.walk(function) for name in _written(node)}
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == len(value):
            for one, given in zip(node.value.elts, value, strict=True):
                if given is None and isinstance(one, ast.Name) and one.id in written:
                    return one.id
    return ""


def unwritten(target: Any, value: Any) -> tuple[int, ...]:
    """Return the places of results that are 0 because no line of the function gives them more than a first value.

    Such a variable is in its return, where it is made as 0 or by np.zeros, and nowhere else.

    Args:
        target: the function; value: what it returned, in plain data.
    """
    values = value if isinstance(value, tuple) else (value,)
    if not any(isinstance(one, np.ndarray) and not np.any(one) for one in values):
        return ()
    return tuple(never_changed(_tree(target)))


@lru_cache(maxsize=64)
def mistyped(target: Any) -> tuple[str, ...]:
    """Return for each result of a function the line that writes =+ or =- where it has a value, "" if there is none.

    Such a line is told as "line 12 (S =+ b)". Of a function with several results the one return names them.

    Args:
        target: the function; of a class nothing is returned.
    """
    if not inspect.isfunction(target) or not any(map(MISTYPED.match, linecache.getlines(target.__code__.co_filename))):
        return ()  # as nearly always, and a tree takes longer to make
    tree = _tree(target)
    assigned = sorted((node for node in ast.walk(tree) if isinstance(node, ast.Assign)), key=lambda node: node.lineno)
    known = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    found = {}
    for node in assigned:
        name = re.split(r"[.\[]", ast.unparse(node.targets[0]))[0]
        number = target.__code__.co_firstlineno + node.lineno - 1
        line = linecache.getline(target.__code__.co_filename, number).partition("#")[0].strip()
        if name in known and MISTYPED.match(line):
            found[name] = f"line {number} ({line})"
        known.add(name)
    returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    if len(returned) == 1 and isinstance(returned[0], ast.Tuple):
        return tuple(found.get(ast.unparse(one), "") for one in returned[0].elts)
    return tuple(found.values())[:1]


def never_changed(tree: ast.AST) -> dict[int, str]:
    """Return of a function's results those that no line gives more than a first value: their names, by their places."""
    returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    if len(returned) != 1:
        return {}
    names = returned[0].elts if isinstance(returned[0], ast.Tuple) else returned
    made = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and _blank(node.value)]
    first = [one.id for node in made for one in node.targets if isinstance(one, ast.Name)]
    used = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return {
        place: name.id
        for place, name in enumerate(names)
        if isinstance(name, ast.Name) and name.id in first and used.count(name.id) == first.count(name.id) + 1
    }


def _tree(target: Any) -> ast.Module:
    """The syntax tree of a function, empty if its text is not to be had."""
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(target)))
    except (OSError, TypeError, SyntaxError):
        return ast.Module([], [])


def _blank(value: ast.expr) -> bool:
    """Whether this is 0, an array of zeros, or None as in the stub."""
    if isinstance(value, ast.Constant):
        return value.value in (0, None)
    name = value.func if isinstance(value, ast.Call) else None
    return isinstance(name, ast.Attribute) and name.attr in ("zeros", "zeros_like")


def _written(node: ast.AST) -> set[str]:
    """The variables that a statement sets, or sets a part of, to anything but a constant."""
    if not isinstance(node, ast.Assign | ast.AugAssign) or isinstance(node.value, ast.Constant):
        return set()
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {name.id for one in targets for name in ast.walk(one) if isinstance(name, ast.Name)}


def _message(error: BaseException) -> str:
    """Python's own words."""
    try:
        said = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split()).rstrip(".")
        return re.sub(r"(\w+\.)*<locals>\.", "", said)  # in which function another one was made tells nothing
    except Exception:  # a student's own exception may do anything
        return ""


def _own(frame: FrameType) -> dict[str, Any]:
    """What self has in a method, by names such as "self.W"."""
    try:
        return {f"self.{name}": item for name, item in vars(frame.f_locals["self"]).items()}
    except Exception:  # none, or a student's own object, which may do anything
        return {}


def _meant(error: BaseException, frame: FrameType) -> str:
    """Of a name that is not known, the one nearest to it among those that are; "" if none is near.

    It is the name itself where that is a function of the file, asked of something else, as in self.sample_batch.
    """
    if not isinstance(error, NameError | AttributeError):
        return ""
    name, known = str(error.name), [*frame.f_locals, *frame.f_globals]
    if isinstance(error, UnboundLocalError):  # for other reasons, perhaps, so only another case or an s more is near
        name = next(iter(re.findall(r"'(\w+)'", str(error))), "")
        return next((one for one in known if one != name and one.lower().rstrip("s") == name.lower().rstrip("s")), "")
    if isinstance(error, AttributeError):
        if callable(frame.f_globals.get(name)):
            return name
        try:
            known = [one for one in dir(error.obj) if not one.startswith("_")]
        except Exception:  # a student's own object may do anything
            return ""
    other_case = [one for one in known if one.lower() == name.lower()]
    return next(iter(other_case or difflib.get_close_matches(name, known, n=1, cutoff=0.75)), "")


def _nearly_called(error: BaseException) -> str:
    """Of a function that is not in its file, the one there that has nearly its name; "" if there is none."""
    if not isinstance(error, AttributeError) or not isinstance(error.obj, ModuleType):
        return ""
    functions = [name for name, item in vars(error.obj).items() if inspect.isfunction(item)]
    alike = [name for name in functions if same_words(name, str(error.name))]  # as svmLossNaive
    return next(iter(alike or difflib.get_close_matches(str(error.name), functions, n=1, cutoff=0.9)), "")


def same_words(one: str, other: str) -> bool:
    """Return whether two names are the same but for capitals and underscores."""
    plain, wanted = (name.replace("_", "").lower() for name in (one, other))
    return plain == wanted


def _last_of_student(trace: TracebackType | None, file: str) -> TracebackType | None:
    """The innermost step in a file that students see: helpers/*.py, not what lies below, or that of the function."""
    return next(reversed([None, *_of_student(trace, file)]))


def _of_student(trace: TracebackType | None, file: str) -> Iterator[TracebackType]:
    """The steps in files that students see, or in that of the function."""
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name == file or Path(name).resolve().parent == HELPERS:
            yield trace
        trace = trace.tb_next


def _caller(trace: TracebackType | None, file: str, last: TracebackType) -> TracebackType | None:
    """The step of the student's that called the last one; None if that was called from elsewhere, or has more code."""
    if _beside_code(last.tb_frame.f_code.co_filename, _line(last)):
        return None  # it is not open: a raise was left in it
    steps = [None, *_of_student(trace, file)]
    return steps[steps.index(last) - 1]


def _called_by(trace: TracebackType | None, file: str) -> str:
    """Which line called the function of the student's where it stopped, and with which arrays; "" if none of theirs."""
    steps = [step for step in _of_student(trace, file) if not step.tb_frame.f_code.co_name.startswith("<")]
    if len(steps) < 2 or steps[-1].tb_frame.f_code is steps[-2].tb_frame.f_code:
        return ""
    caller, frame = steps[-2], steps[-1].tb_frame
    code, line = frame.f_code, _line(caller)
    known = ((name, frame.f_locals.get(name)) for name in code.co_varnames[: code.co_argcount])
    arrays = ", ".join(f"{name} {value.shape}" for name, value in known if isinstance(value, np.ndarray))
    text = linecache.getline(caller.tb_frame.f_code.co_filename, line).strip()
    return f"{code.co_name} is called in line {line} ({text})" + (f", with {arrays}" if arrays else "")


def _line(step: TracebackType) -> int:
    """The line of a step; an interrupt may come at an instruction that has none, and then the one before counts."""
    if step.tb_lineno is not None:
        return step.tb_lineno
    before = [line for start, _, line in step.tb_frame.f_code.co_lines() if line and start <= step.tb_lasti]
    return before[-1] if before else 0


def _line_of_unbound(step: TracebackType, message: str) -> int:
    """The line that reads a variable without a value; Python 3.11 may name the one before, which it runs with it."""
    name = next(iter(re.findall(r"'(\w+)'", message)), "")
    code = step.tb_frame.f_code
    after = [line for start, end, line in code.co_lines() if line and start <= step.tb_lasti + 2 < end]
    for line in (_line(step), *after):
        if re.search(rf"\b{name}\b", linecache.getline(code.co_filename, line)):
            return line
    return _line(step)


def _debugger_above(file: str, line: int) -> int:
    """The line that started a debugger: it stops at the one below."""
    lines = linecache.getlines(file)[:line]
    return next((number for number in range(len(lines), 0, -1) if DEBUGGER.search(lines[number - 1])), line)


def _beside_code(file: str, line: int) -> bool:
    """Whether finished code is beside the stub's raise on this line: above it, or below where it never runs."""
    lines = linecache.getlines(file)
    for node in ast.walk(tree_of(file)):
        block = getattr(node, "body", None)
        block = block if isinstance(block, list) else []
        for place, statement in enumerate(block):
            if isinstance(statement, ast.Raise) and statement.lineno == line:
                return not all(_given(one, lines) for one in block[:place] + block[place + 1 :])
    return False


def _given(statement: ast.stmt, lines: list[str]) -> bool:
    """Whether a statement beside a stub was there from the beginning: above the mark, dW = None, return loss, dW."""
    end = statement.end_lineno or statement.lineno
    if any(MARK in line for line in lines[end : end + 2]):
        return True
    if isinstance(statement, ast.Assign | ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        return all(isinstance(node, _PLAIN) for node in ast.walk(statement))
    return isinstance(statement, ast.Raise)


_PLAIN = (ast.Return, ast.Tuple, ast.Name, ast.Constant, ast.Load)
"""What a stub's own return is made of: names."""
