"""A large download of Google Drive's, which comes as several zips, each with some of the files: one hand-in."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from grader.intake.archives import ArchiveError, Files
from grader.intake.hand_in import HandIn

DRIVE = re.compile(r"(?P<name>.+)-\d{8}T\d{6}Z(?P<part>(-\d{1,3})?-\d{3})")
"""The name of such a zip or its folder, without ".zip": what was downloaded, when, and which part it is."""


def download(path: str) -> str:
    """Return a path without what tells the parts of a download from each other, "" if it is in none."""
    names = path.split("/")
    found = [DRIVE.fullmatch(re.sub(r"( ?\(\d+\))?\.zip$", "", name, flags=re.IGNORECASE)) for name in names]
    own = [match[0].removesuffix(match["part"]) if match else name for match, name in zip(found, names, strict=True)]
    return "/".join(own) if any(found) else ""


def joined(hand_ins: list[HandIn]) -> list[HandIn]:
    """Return hand-ins, one in the place of those that a student has in several parts of one download."""
    parts: dict[tuple[str, str], list[HandIn]] = {}
    for one in hand_ins:
        if whole := download(one.shown):
            parts.setdefault((one.student, whole), []).append(one)
    instead: dict[int, list[HandIn]] = {}
    for first, *others in parts.values():
        if others and (made := _whole([first, *others])):
            instead |= {id(first): [made]} | {id(one): [] for one in others}
    return [one for hand_in in hand_ins for one in instead.get(id(hand_in), [hand_in])]


def _whole(parts: Sequence[HandIn]) -> HandIn | None:
    """What comes in the place of the parts, None if one of them cannot be read."""
    sources: dict[str, str] = {}
    try:
        for one in parts:
            with one.opens() as files:
                sources |= {path: one.source(path) for path in (*files.readers, *files.links, *files.skipped)}
    except ArchiveError:
        return None
    return replace(parts[0], opens=lambda: _opened(parts), sources=sources, place=None, suffix="")


@contextmanager
def _opened(parts: Sequence[HandIn]) -> Iterator[Files]:
    with ExitStack() as stack:
        whole = Files()
        for one in parts:
            whole.add("", stack.enter_context(one.opens()))
        yield whole
