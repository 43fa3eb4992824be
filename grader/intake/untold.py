"""Functions that notebooks give in a form that is not taken, as within a try: a line names them."""

import re
from collections.abc import Iterable, Iterator

from grader.intake import pasted, text
from grader.intake.work import Work

TAKEN_FROM = "only a def at the left margin of a code cell is, and none of an optional notebook"

LONGEST = 100_000
"""Characters of a cell that are looked through; nobody writes a function as long."""


def notes(work: Work) -> Iterator[str]:
    """Yield a sentence for each helper file and notebook with functions that are open there, and given here."""
    code, texts = work.cells()
    for wanted, released in work.released():
        content = work.helpers.get(wanted.removeprefix("helpers/"))
        stubs = pasted.missing(content, released)
        open_now = [name for name, stub in stubs.items() if not _gives([_text(content)], name, stub, is_code=True)]
        for path in list(dict.fromkeys([*code, *texts])) if open_now else []:
            names = [
                name for name in open_now
                if _gives(code.get(path, ()), name, stubs[name], is_code=True)
                or _gives(texts.get(path, ()), name, stubs[name], is_code=False)
            ]  # fmt: skip
            if names:
                what = f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} open in {wanted}"
                yield f"{text.name(path)}: {what}, and not taken from cells here ({TAKEN_FROM})."


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace")


def _gives(cells: Iterable[str], name: str, stub: str, is_code: bool) -> bool:
    """Whether a cell defines a function or class, or gives its name to another one; the stub itself does not count."""
    given = rf"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+{name}\b"
    # The module's own function under its own name is nothing new.
    new = rf"=(?!=)(?![^\n]*\b{name}\b)"
    named = rf"|^[ \t]*(?:[\w.]+[ \t]*,[ \t]*)*(?:\w+\.)?{name}(?:\.\w+)?[ \t]*(?:,[\w., \t]*)?{new}"
    pattern = re.compile(given + (named if is_code else ""), re.MULTILINE)
    own = " ".join(stub.split())
    for cell in cells:
        times = len(pattern.findall(cell[:LONGEST])) if name in cell else 0
        if times > (own in " ".join(cell.split()) if times else 0):
            return True
    return False
