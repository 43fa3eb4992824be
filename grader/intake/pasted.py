"""Functions that students wrote into a notebook's cells, where the helper file that they belong to is still blank."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from grader.intake import own_cells, sources
from grader.intake.own_cells import Code
from helpers.given.calling import seen

MOST = 20
"""Cells with functions of one helper file that are read, and names from other places that these need."""

LINES = 200
"""Imports and values in one cell that are looked at."""

_TOP = re.compile(r"^(?:def|class)[ \t]+(\w+).*\n?(?:(?:[ \t#)\]].*)?\n)*(?:[ \t)\]].*)?", re.MULTILINE)
_LINE = re.compile(r"^(?:(\w+)[ \t]*=(?!=)|(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+\(?([\w., *]+)).*", re.MULTILINE)
_NUMPY = re.compile(r"from[ \t]+numpy\b.*\*")


@dataclass(frozen=True)
class Cell:
    """What a cell gives to others: the notebook's path, its functions and classes by name, and lines by name.

    lines: its imports and values, as far as each is a line of its own at the top level.
    """

    path: str
    defines: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)


def cells(path: str, code: Iterable[str]) -> list[Cell]:
    """Return what each of a notebook's code cells gives to others."""
    return [Cell(path, blocks(source), lines(source)) for source in (Code(one).source for one in code)]


@dataclass(frozen=True)
class Completed:
    """A helper file with what cells define of it.

    content: the file. taken: the notebook's path for each name that is from a cell. whole: whether nothing of the file
    is missing now. other: names that the file and a cell define, each in its own way; the file's are graded. also: the
    paths of other notebooks that define a name of these in another way, by name. changed: values and functions taken
    with them that cells give in several ways.
    """

    content: bytes
    taken: dict[str, str]
    whole: bool
    other: list[str]
    also: dict[str, list[str]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)


def completed(content: bytes | None, released: bytes, code: list[Cell]) -> Completed:
    """Return a helper file with what cells define of it, as far as it is not in the file itself.

    Args:
        content: of the file, None if it was not handed in.
        released: the file as it was given out.
        code: the student's cells; the last one with a name counts.
    """
    stubs = blocks(released.decode("utf-8", "replace"))
    file = released if content is None else content
    there = file.decode("utf-8", "replace")
    here = blocks(there)
    open_now = missing(content, released).keys()
    new: dict[str, str] = {}
    taken: dict[str, str] = {}
    given: dict[str, dict[str, list[str]]] = {}
    for cell in [one for one in code if open_now & set(one.defines)][-MOST:]:
        some = {name: cell.defines[name] for name in cell.defines if name in open_now}
        some = {name: block for name, block in some.items() if block.split() != stubs[name].split()}
        if all(map(sources.read, some.values())):
            new |= some
            taken |= dict.fromkeys(some, cell.path)
            for name, block in some.items():
                given.setdefault(name, {})[cell.path] = block.split()
    more = _needed(new, code, {*here, *lines(there)}) if new else []
    added = "\n\n\n".join(["", *more, *new.values(), ""]).encode(errors="surrogatepass") if new else b""
    last = {name: cell.defines[name] for cell in code for name in cell.defines}
    both = [name for name, stub in stubs.items() if seen.MARK in stub and name in last and name not in open_now]
    return Completed(
        content=file + added,
        taken={name: taken[name] for name in stubs if name in taken},
        whole=not open_now - set(taken),
        other=[name for name in both if last[name].split() not in (here[name].split(), stubs[name].split())],
        changed=sorted(_changed(more, code)),
        also={name: [path for path in given[name] if given[name][path] != new[name].split()] for name in taken},
    )


def missing(content: bytes | None, released: bytes) -> dict[str, str]:
    """Return what is open in a helper file: the stub of each function that is as it was given out, or not there.

    What is given in the file has no mark, and is in it whatever else is handed in.

    Args:
        content: of the file, None if it was not handed in.
        released: the file as it was given out.
    """
    stubs = blocks(released.decode("utf-8", "replace"))
    here = blocks((released if content is None else content).decode("utf-8", "replace"))
    return {
        name: stub for name, stub in stubs.items() if seen.MARK in stub and here.get(name, stub).split() == stub.split()
    }


def asked(released: bytes) -> int:
    """Return how many functions and classes a helper file asks for."""
    return len(missing(None, released))


def _needed(new: dict[str, str], code: list[Cell], known: set[str]) -> list[str]:
    """What some functions need of all that cells define and import: nothing else of a cell may stop the file."""
    pool: dict[str, str] = {}
    for cell in code:
        for name, text in (cell.lines | cell.defines).items():
            pool.pop(name, None)  # so that the last one is where it was written
            pool[name] = text
    found: set[str] = set()
    tried: set[str] = set()
    waiting = [*new.values()]
    while waiting:
        needs = (Code(waiting.pop()).needs & pool.keys()) - known - own_cells.NAMES - set(new) - tried
        some = sorted(needs)[: MOST - len(tried)]
        tried.update(some)
        read = [name for name in some if _is_whole(pool[name], known, pool)]
        found.update(read)
        waiting += [pool[name] for name in read]
    lines = [text for name, text in pool.items() if name in found or _NUMPY.match(text)]
    return list(dict.fromkeys(sorted(lines, key=lambda text: not text.startswith(("import ", "from ")))))


def _changed(more: Container[str], code: list[Cell]) -> Iterator[str]:
    """The names of some lines and functions that other cells give in another way, so that their order decides."""
    given: dict[str, set[str]] = {}
    for cell in code:
        for name, text in (cell.lines | cell.defines).items():
            if text.startswith(("import ", "from ")):
                continue
            given.setdefault(name, set()).add(" ".join(text.split()))
            if text in more:
                given[name].add("")
    return (name for name, texts in given.items() if "" in texts and len(texts) > 2)


def _is_whole(text: str, known: Container[str], pool: Container[str]) -> bool:
    """Whether Python can read a function or line, and a line knows what it needs: else it would stop the file."""
    if not sources.read(text):
        return False
    return "\n" in text or all(name in known or name in pool or name in own_cells.NAMES for name in Code(text).needs)


def blocks(source: str) -> dict[str, str]:
    """Return the functions and classes at the top level of a text, the last one of each name."""
    return {match[1]: match[0].rstrip() for match in _TOP.finditer(source)}


def lines(source: str) -> dict[str, str]:
    """Return the imports and values at the top level of a text that are a line each, by the names that they give."""
    found: dict[str, str] = {}
    for match in islice(_LINE.finditer(source), LINES):
        imported = [one.split()[-1].partition(".")[0] for one in (match[2] or "").split(",") if one.strip()]
        names = [match[1]] if match[1] else imported
        found |= {name if name != "*" else match[0]: match[0] for name in names}
    return found
