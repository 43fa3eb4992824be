"""Looks through a student tree for what must not be in it: solutions, markers, the course's secret, grader code."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from grader.bank import solutions

SHORTEST, LONG = 12, 18
"""Characters: shorter lines tell nothing; long ones are also looked for inside other lines."""
FORBIDDEN_NAMES = ("grader", "tests", "gradebook.db", "secret", "autograded", "submitted", "source")
TEXT = {".py", ".ipynb", ".md", ".txt", ".sh", ".json", ".js", ".html", ".css", ".cases", ""}


def solution_lines(helpers: Path, notebooks: Iterable[Path]) -> set[str]:
    """Return the lines that only solutions have: of helper files, and of answers, model texts and levels in notebooks.

    A level is a row of a table, and counts by its fields. Lines too short to tell anything are left out, and those that
    are outside the solutions as well.
    """
    inside: set[str] = set()
    outside: set[str] = set()
    for path in sorted(helpers.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        secret = {
            number for region in solutions.regions(text, path.name) for number in range(region.first, region.last + 1)
        }
        for number, line in enumerate(lines, 1):
            (inside if number in secret else outside).add(line.strip())
    for path in notebooks:
        for text in _strings(json.loads(path.read_text(encoding="utf-8"))):
            for match in solutions.IN_NOTEBOOK.finditer(text):
                inside.update(line.strip() for line in match[1].splitlines())
            for match in solutions.LEVELS.finditer(text):
                inside.update(field.strip() for field in re.split(r"[|\n]", match[1]))
            rest = solutions.LEVELS.sub("", solutions.IN_NOTEBOOK.sub("", text))
            outside.update(line.strip() for line in rest.splitlines())
    return {line for line in inside - outside if len(line) >= SHORTEST and "### " not in line}


def leaks(tree: Path, solutions: set[str], secret: bytes) -> Iterator[str]:
    """Yield a sentence for each leak in a student tree, naming file and line (or place) where there is one."""
    for path in sorted(tree.rglob("*")):
        name = path.relative_to(tree).as_posix()
        if any(part in FORBIDDEN_NAMES for part in path.relative_to(tree).parts):
            yield f"{name}: files of the grader do not belong in the student tree"
        elif path.is_symlink():
            yield f"{name}: a link, which may lead anywhere"
        elif path.is_file():
            data = path.read_bytes()
            if secret in data or secret.hex().encode() in data:
                yield f"{name}: holds the course's secret"
            if path.suffix in TEXT:
                yield from text_leaks(name, data.decode("utf-8", errors="replace"), solutions)


def text_leaks(name: str, text: str, solutions: set[str]) -> Iterator[str]:
    """Yield a sentence for each marker, import of the grader, and line of a solution in a file's text."""
    if name.endswith(".ipynb"):
        content = json.loads(text)
        if any(cell.get("outputs") for cell in content["cells"]):
            yield f"{name}: a cell has outputs"
        text = "\n".join(_strings(content))
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if re.match(r"^#+ (BEGIN|END) SOLUTION|^=== (BEGIN|END) MARK SCHEME", stripped):
            yield f"{name}, line {number}: a solution marker"
        if re.match(r"(from|import) grader\b", stripped):
            yield f"{name}, line {number}: code of the grader"
        found = stripped if stripped in solutions else _held(stripped, solutions)
        if found:
            yield f"{name}, line {number}: a line of a solution ({found[:60]})"


def _held(line: str, solutions: set[str]) -> str:
    """A solution line inside a longer one, as in a comment or a joined text; short ones are too common for that."""
    if len(line) < LONG:
        return ""
    return next((solution for solution in solutions if len(solution) >= LONG and solution in line), "")


def _strings(value: Any) -> Iterator[str]:
    """All texts in a notebook: sources, outputs and metadata; lists of lines are joined."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        yield "".join(value)
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
