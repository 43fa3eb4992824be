"""Functions that students wrote into a notebook's cells, where the helper file that they belong to is still blank."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from grader.intake import sources
from grader.intake.own_cells import Code

MOST = 20
"""Cells with functions of one helper file that are read."""

_TOP = re.compile(r"^(?:def|class)[ \t]+(\w+).*\n?(?:(?:[ \t#)\]].*)?\n)*(?:[ \t)\]].*)?", re.MULTILINE)
_NUMPY = re.compile(r"^(?:import|from)[ \t]+numpy\b.*", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """A cell that defines something: the notebook's path, its source as Python, and what it defines, by name."""

    path: str
    source: str
    defines: dict[str, str]


def cells(path: str, code: Iterable[str]) -> list[Cell]:
    """Return those of a notebook's code cells that define something."""
    plain = [Code(source).source for source in code if "def " in source]
    return [Cell(path, source, found) for source in plain if (found := _blocks(source))]


def completed(content: bytes | None, released: bytes, code: list[Cell]) -> tuple[bytes, dict[str, str], bool]:
    """Return a helper file with what cells define of it, as far as it is not in the file itself.

    Args:
        content: of the file, None if it was not handed in.
        released: the file as it was given out.
        code: the student's cells; the last one with a name counts.

    Returns:
        the file, the notebook's path for each name that is from a cell, and whether nothing of the file is missing now.
    """
    stubs = _blocks(released.decode("utf-8", "replace"))
    file = released if content is None else content
    here = _blocks(file.decode("utf-8", "replace"))
    missing = {name for name, stub in stubs.items() if here.get(name, stub).split() == stub.split()}
    whole: dict[str, str] = {}
    taken: dict[str, str] = {}
    for cell in [one for one in code if missing & set(one.defines)][-MOST:]:
        new = {name for name in missing & set(cell.defines) if cell.defines[name].split() != stubs[name].split()}
        wanted = {name: block for name, block in cell.defines.items() if name in new or name not in stubs}
        if new and all(map(sources.read, wanted.values())):
            whole |= {line: line for line in _NUMPY.findall(cell.source) if sources.read(line)} | wanted
            taken |= dict.fromkeys(new, cell.path)
    added = "\n\n\n".join(["", *whole.values(), ""]).encode(errors="surrogatepass") if whole else b""
    return file + added, {name: taken[name] for name in stubs if name in taken}, not missing - set(taken)


def _blocks(source: str) -> dict[str, str]:
    """The functions and classes at the top level of a text, the last one of each name."""
    return {match[1]: match[0].rstrip() for match in _TOP.finditer(source)}
