"""Variants of the reference solutions: the same module with some text of one solution region replaced."""

import ast
import itertools
import re
import sys
from functools import cache
from pathlib import Path
from textwrap import dedent, indent
from types import ModuleType
from typing import NamedTuple

HELPERS = Path(__file__).resolve().parents[2] / "helpers"
REGION = re.compile(r"^ *### BEGIN SOLUTION \((?P<place>.+)\)\n(?P<code>(?:.*\n)*?) *### END SOLUTION\n", re.MULTILINE)
_numbers = itertools.count(1)


class Region(NamedTuple):
    """A solution region: its place in the notebooks, and from where to where its code goes in the module's text."""

    place: str
    start: int
    end: int


@cache
def source(module: str) -> str:
    """Return the text of a module of helpers/, solutions included."""
    return (HELPERS / f"{module}.py").read_text(encoding="utf-8")


@cache
def regions(module: str, function: str, method: str = "") -> tuple[Region, ...]:
    """Return the solution regions of a function, or of a method of a class, in order."""
    text = source(module)
    node = _definition(ast.parse(text).body, function)
    if method:
        node = _definition(node.body, method)
    lines = text.splitlines(keepends=True)
    start, end = (sum(map(len, lines[:number])) for number in (node.lineno - 1, node.end_lineno))
    # An END marker is a comment, so it may lie behind the last statement.
    end = text.find("### END SOLUTION", end - 1) + 20 if _unclosed(text[start:end]) else end
    found = REGION.finditer(text, start, end)
    return tuple(Region(match["place"], match.start("code"), match.end("code")) for match in found)


def place(target: str, method: str, region: int) -> str:
    """Return where a region is set as a task, such as "02_svm_loss, task 1"."""
    module, _, function = target.partition(".")
    return regions(module, function, method)[region].place


def variant(target: str, method: str, region: int, edits: tuple[tuple[str, str], ...]) -> object:
    """Return target with edits in one of its regions; later regions of the same function are left out.

    Raises:
        ValueError: an edit's old text does not stand exactly once in the region.
    """
    module, _, function = target.partition(".")
    text = source(module)
    spans = regions(module, function, method)
    for later in reversed(spans[region + 1 :]):
        text = text[: later.start] + text[later.end :]
    code = dedent(text[spans[region].start : spans[region].end])
    margin = re.match(" *", text[spans[region].start :])[0]
    for old, new in edits:
        if code.count(old) != 1:
            raise ValueError(f"{target}: {old!r} stands {code.count(old)} times in the solution, not once")
        code = code.replace(old, new)
    text = text[: spans[region].start] + indent(code, margin) + text[spans[region].end :]
    made = ModuleType(f"helpers_variant_{next(_numbers)}")
    sys.modules[made.__name__] = made
    exec(compile(text, f"{module}.py with a mistake", "exec"), made.__dict__)
    return getattr(made, function)


def _definition(body: list[ast.stmt], name: str) -> ast.FunctionDef | ast.ClassDef:
    return next(node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name)


def _unclosed(text: str) -> bool:
    return text.count("### BEGIN SOLUTION") > text.count("### END SOLUTION")
