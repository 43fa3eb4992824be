"""Variants of the reference solutions: the same module with some text of one solution region replaced."""

import ast
import hashlib
import re
import sys
from contextlib import suppress
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from textwrap import dedent, indent
from types import ModuleType
from typing import Any

from grader.bank import solutions

CORRECT = Path(__file__).parent / "correct"


@cache
def regions(module: str, function: str, method: str = "") -> tuple[solutions.Region, ...]:
    """Return the solution regions of a function of helpers/, or of a method of a class, in order.

    Raises:
        LookupError: there is no such module, function or method; the message says which.
        CutError: the markers of the module do not fit together.
    """
    text = _source(module)
    node = _node(module, function, method)
    end = solutions.last_line(node, text.splitlines())
    return tuple(one for one in solutions.regions(text, f"{module}.py") if node.lineno < one.first <= end)


def place(target: str, method: str, region: int) -> str:
    """Return where a region is set as a task, such as "02_svm_loss, task 1".

    Raises:
        LookupError: the function, or this region of it, is missing.
        CutError: the markers of the module do not fit together.
    """
    module, _, function = target.partition(".")
    found = regions(module, function, method)
    if region >= len(found):
        raise LookupError(f"{_named(module, function, method)} has {len(found)} solution regions, not {region + 1}")
    return found[region].place


def correct(module: str) -> list[Path]:
    """Return files that a helper module could also be, every function in it right."""
    return sorted(CORRECT.glob(f"{module}_*.py"))


def defined(path: Path) -> set[str]:
    """Return the names of the functions and classes that a Python file defines."""
    return {node.name for node in _definitions(ast.parse(path.read_text(encoding="utf-8")).body)}


@cache
def arguments(target: str, method: str) -> tuple[str, ...]:
    """Return the names of the arguments of a function of helpers/, or of a method of a class."""
    module, _, function = target.partition(".")
    node = _node(module, function, method)
    assert isinstance(node, ast.FunctionDef), target
    return tuple(one.arg for one in node.args.args if one.arg != "self")


Edits = tuple[tuple[str, str], ...]
"""Pairs of texts, old and new, made one after the other."""


@cache  # the bank is finite, and each module made here stays in sys.modules
def variant(target: str, method: str, region: int, edits: Edits, whole: bool = False) -> Any:
    """Return target with edits in one of its regions; later regions of the same function are left out, unless whole.

    Raises:
        ValueError: an edit's old text is not exactly once in the region.
    """
    name = hashlib.sha256(repr((target, method, region, edits, whole)).encode()).hexdigest()
    return _made(target, method, region, edited(target, method, region, edits), whole, name)


def both(target: str, method: str, region: int, one: Edits, two: Edits) -> Any:
    """Return target with the edits of two variants of one of its regions, to be used before another is asked for.

    Raises:
        ValueError: both change the same place, so that one of them undoes or changes the other.
        SyntaxError: what they make together is no Python.
    """
    with suppress(ValueError):
        there, back = (edited(target, method, region, edits) for edits in (one + two, two + one))
        if there == back:
            return _made(target, method, region, there, False, "both")
    if any("\n" in text for edit in one + two for text in edit):
        raise ValueError("one of them changes more than the inside of a line")
    lines = (edited(target, method, region, edits).splitlines(keepends=True) for edits in ((), one, two))
    code = "".join(_merged(*three) for three in zip(*lines, strict=True))
    return _made(target, method, region, code, False, "both")


def _merged(base: str, one: str, two: str) -> str:
    """Return a line with the changes of two others, token by token.

    Raises:
        ValueError: both change the same place.
    """
    tokens, *others = (re.findall(r"\w+|\s+|.", line) for line in (base, one, two))
    changes = {
        (start, end, "".join(other[there:to]))
        for other in others
        for tag, start, end, there, to in SequenceMatcher(None, tokens, other, autojunk=False).get_opcodes()
        if tag != "equal"
    }
    made, at, last = "", 0, -1
    for start, end, new in sorted(changes):
        if start < at or start == last:
            raise ValueError(f"two changes of the same place in {base!r}")
        made += "".join(tokens[at:start]) + new
        at, last = end, start
    return made + "".join(tokens[at:])


def _made(target: str, method: str, region: int, code: str, whole: bool, name: str) -> Any:
    module, _, function = target.partition(".")
    lines = _source(module).splitlines()
    chosen, *later = regions(module, function, method)[region:]
    for unwritten in reversed([] if whole else later):
        del lines[unwritten.first : unwritten.last - 1]
    lines[chosen.first : chosen.last - 1] = indent(code, chosen.margin).splitlines()
    made = ModuleType(f"helpers_variant_{name}")
    sys.modules[made.__name__] = made  # the drivers look a class's module up there
    exec(compile("\n".join(lines), f"{module}.py with a mistake", "exec"), made.__dict__)
    return getattr(made, function)


def edited(target: str, method: str, region: int, edits: Edits) -> str:
    """Return the code of a region with edits.

    Raises:
        ValueError: an edit's old text is not exactly once in the region.
    """
    module, _, function = target.partition(".")
    code = dedent("\n".join(regions(module, function, method)[region].lines)) + "\n"
    for old, new in edits:
        if code.count(old) != 1:
            raise ValueError(f"{target}: {old!r} is {code.count(old)} times in the solution, not once")
        code = code.replace(old, new)
    return code


@cache
def _source(module: str) -> str:
    try:
        return (solutions.HELPERS / f"{module}.py").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LookupError(f"helpers/{module}.py is missing") from None


def _node(module: str, function: str, method: str) -> ast.FunctionDef | ast.ClassDef:
    node: ast.Module | ast.FunctionDef | ast.ClassDef = ast.parse(_source(module))
    for name in filter(None, (function, method)):
        found = [one for one in _definitions(node.body) if one.name == name]
        if not found:
            raise LookupError(f"{_named(module, function, method)} is missing")
        node = found[0]
    assert not isinstance(node, ast.Module), module
    return node


def _definitions(body: list[ast.stmt]) -> list[ast.FunctionDef | ast.ClassDef]:
    return [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def _named(module: str, function: str, method: str) -> str:
    return f"{'.'.join(filter(None, (function, method)))} in helpers/{module}.py"
