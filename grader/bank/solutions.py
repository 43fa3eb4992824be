"""Finds the solutions in helper files: the regions between the markers.

A region begins with `### BEGIN SOLUTION (notebook, task n)` and ends with `### END SOLUTION`. In notebooks nbgrader's own
markers hold answers, and for the answers in words the levels by which a person grades them.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from grader import ROOT

HELPERS = ROOT / "helpers"
BEGIN = re.compile(r"^(?P<margin> *)### BEGIN SOLUTION(?: \((?P<place>[^()]+)\))?\s*$")
END = re.compile(r"^ *### END SOLUTION\s*$")
MARKER = "### BEGIN SOLUTION"
IN_NOTEBOOK = re.compile(r"### BEGIN SOLUTION\n(.*?)\n### END SOLUTION", re.DOTALL)
LEVELS = re.compile(r"=== BEGIN MARK SCHEME ===\n(.*?)\n=== END MARK SCHEME ===", re.DOTALL)


class CutError(ValueError):
    """Markers that do not fit together; the message names file and line."""


class Region(NamedTuple):
    """A solution region, with its lines counted from 1: first and last are the markers'."""

    first: int
    last: int
    margin: str
    place: str
    lines: list[str]


def edited_helpers(folder: Path = HELPERS) -> list[str]:
    """Return the names of the helper files that students edit: those with markers."""
    return sorted(path.name for path in folder.glob("*.py") if MARKER in path.read_text(encoding="utf-8"))


def regions(text: str, name: str) -> Iterator[Region]:
    """Yield the solution regions of a file.

    Raises:
        CutError: a region is nested, not closed, not opened, or does not say its place.
    """
    open_at: tuple[int, re.Match] | None = None
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if begin := BEGIN.match(line):
            if open_at:
                raise CutError(f"{name}, line {number}: a solution begins inside that of line {open_at[0]}")
            if not begin["place"]:
                raise CutError(f"{name}, line {number}: say notebook and task in parentheses behind BEGIN SOLUTION")
            open_at = number, begin
        elif END.match(line):
            if not open_at:
                raise CutError(f"{name}, line {number}: a solution ends that never began")
            first, begin = open_at
            yield Region(first, number, begin["margin"], begin["place"], lines[first : number - 1])
            open_at = None
        elif "BEGIN SOLUTION" in line or "END SOLUTION" in line:
            raise CutError(f"{name}, line {number}: this marker is misspelt, or shares its line with code")
    if open_at:
        raise CutError(f"{name}, line {open_at[0]}: this solution never ends")


def last_line(node: ast.FunctionDef | ast.ClassDef, lines: list[str]) -> int:
    """Return the last line of a function, with the marker comments behind its last statement."""
    end = node.end_lineno or node.lineno
    while end < len(lines) and (not lines[end].strip() or END.match(lines[end])):
        end += 1
    return end
