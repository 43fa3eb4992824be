"""Functions that students wrote into a notebook's cells, where the helper file that they belong to is still blank."""

import re
from collections.abc import Iterable

from grader.intake import sources
from grader.intake.own_cells import Code

MOST = 20
"""Cells with functions of one helper file that are read."""

_TOP = re.compile(r"^(?:def|class)[ \t]+(\w+).*\n?(?:(?:[ \t#)\]].*)?\n)*(?:[ \t)\]].*)?", re.MULTILINE)
_NUMPY = re.compile(r"^(?:import|from)[ \t]+numpy\b.*", re.MULTILINE)


def cells(code: Iterable[str]) -> list[tuple[str, dict[str, str]]]:
    """Return those of some cells that define something, as Python, with what they define."""
    plain = [Code(source).source for source in code if "def " in source]
    return [(source, found) for source in plain if (found := _blocks(source))]


def completed(
    content: bytes | None, released: bytes, code: list[tuple[str, dict[str, str]]]
) -> tuple[bytes, list[str], bool]:
    """Return a helper file with what cells define of it, as far as it is not in the file itself.

    Args:
        content: of the file, None if it was not handed in.
        released: the file as it was given out.
        code: of the student, as `cells` returns it.

    Returns:
        the file, the names that come from cells, and whether nothing of the file is missing now.
    """
    stubs = _blocks(released.decode("utf-8", "replace"))
    file = released if content is None else content
    here = _blocks(file.decode("utf-8", "replace"))
    missing = {name for name, stub in stubs.items() if here.get(name, stub).split() == stub.split()}
    taken: dict[str, str] = {}
    for source, found in [one for one in code if missing & set(one[1])][-MOST:]:
        new = {name for name in missing & set(found) if found[name].split() != stubs[name].split()}
        wanted = {name: block for name, block in found.items() if name in new or name not in stubs}
        if new and all(map(sources.read, wanted.values())):
            taken |= {line: line for line in _NUMPY.findall(source) if sources.read(line)} | wanted
    names = [name for name in stubs if name in taken]
    whole = "\n\n\n".join(taken.values()) if names else ""
    added = f"\n\n\n{whole}\n".encode(errors="surrogatepass") if names else b""
    return file + added, names, not missing - set(names)


def _blocks(source: str) -> dict[str, str]:
    """The functions and classes at the top level of a text, the last one of each name."""
    return {match[1]: match[0].rstrip() for match in _TOP.finditer(source)}
