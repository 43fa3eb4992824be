"""What may have been forgotten in work that is handed in, and which answers in words are still empty.

Standard library only, as for handing in.
"""

import ast
import json
from collections.abc import Iterator, Mapping
from typing import Any

from helpers.given.files import DAMAGED_JSON

BLANK = ("", "YOUR ANSWER HERE")
"""An answer in words that nobody has begun: what the release leaves in its cell, or nothing."""


NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python raises at a text that it cannot read."""


def remarks(files: Mapping[str, bytes], student: str) -> list[str]:
    """Return a sentence on each thing in a hand-in that looks forgotten; none of them is a reason not to hand in.

    Args:
        files: what is handed in, by name.
        student: the id that it is handed in with.
    """
    said = [f"{name}: no answer in words yet to {', '.join(blank)}." for name, blank in words(files).items()]
    for name, content in files.items():
        if name.endswith(".py"):
            try:
                compile(content, name, "exec", dont_inherit=True)
            except NO_PYTHON as error:
                line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
                why = error.msg if isinstance(error, SyntaxError) else str(error) or "it is nested too deeply"
                said.append(f"{name}{line}: Python cannot read this file, so none of its functions counts ({why}).")
        else:
            said += [
                f"{name}: my_id is {typed}, but you hand in as {student}. The puzzles depend on the id: which is it?"
                for typed in _ids(content)
                if not alike(typed, student)
            ]
    return said


def words(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Return by file the names of the answers in words that are blank there, and in every other copy of it too."""
    found = {name: list(_words(files[name])) for name in sorted(files) if name.endswith(".ipynb")}
    known = {answer for answers in found.values() for answer, text in answers if text not in BLANK}
    empty: dict[str, list[str]] = {}
    for name in sorted(found, key=len):  # a copy has the longer name
        blank = [answer for answer, text in found[name] if answer not in known]
        known.update(blank)
        empty |= {name: blank} if blank else {}
    return dict(sorted(empty.items()))


def alike(one: str, other: str) -> bool:
    """Return whether two ids may be those of one person, as a number and an address that begins with it may."""
    a, b = ("".join(filter(str.isalnum, name.lower())) for name in (one, other))
    return a in b or b in a


def _words(content: bytes) -> Iterator[tuple[str, str]]:
    """The answers in words in a notebook: name and text."""
    for cell, mark in _cells(content):
        if cell.get("cell_type") == "markdown" and mark.get("grade") and mark.get("solution"):
            yield str(mark.get("grade_id")), _source(cell).strip()


def _ids(content: bytes) -> Iterator[str]:
    """What a notebook has for the id of the puzzles; nothing where it is still open, or is worked out."""
    for cell, mark in _cells(content):
        if mark.get("grade_id") == "answer_my_id":
            try:
                statements = ast.parse(_source(cell)).body
            except NO_PYTHON:
                continue
            values = [one.value for one in statements if isinstance(one, ast.Assign)]
            typed = [value.value for value in values if isinstance(value, ast.Constant)]
            yield from (str(one).strip() for one in typed if isinstance(one, str | int) and str(one).strip())


def _cells(content: bytes) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The cells of a notebook, each with what nbgrader knows of it; none if it is damaged."""
    try:
        cells = [(cell, cell.get("metadata", {}).get("nbgrader", {})) for cell in json.loads(content)["cells"]]
    except DAMAGED_JSON:
        return []
    return [(cell, mark) for cell, mark in cells if isinstance(mark, dict)]


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)
