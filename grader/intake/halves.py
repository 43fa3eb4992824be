"""Work that a student packed in pieces, such as notebooks.zip beside helpers.zip: one attempt, and not two."""

import re
from contextlib import ExitStack
from typing import NamedTuple

from grader.intake import archives, matching
from grader.intake.archives import ArchiveError
from grader.intake.places import Place

Items = dict[str, str]
"""Folders and files of a place, by what each is called in the hand-in that they make."""

_OURS = re.compile(r"(^|/)given/[^/]+/")
"""In the path of what the course gives: its drawings are in files that are called like the helper files."""


class _Half(NamedTuple):
    """An attempt with files of one kind, or of none; held: bytes of its archives."""

    items: Items
    files: set[str]
    kinds: set[str]
    held: int


def joined(place: Place, attempts: list[Items]) -> list[Items]:
    """Put together the attempts of one student of which some hold notebooks alone, and others helper files alone.

    A half with a file that is also in an earlier one is a newer version of that one: it makes a further attempt, with
    the other halves. What holds notebooks and helper files is an attempt of its own, and so is what cannot be read.

    Args:
        place: where they are.
        attempts: the oldest first.

    Returns:
        the attempts, those of halves where the last half was; as they came if there are no two halves.
    """
    halves = [half for one in attempts if (half := _half(place, one))] if len(attempts) > 1 else []
    kinds = {kind for half in halves for kind in half.kinds}
    if len(kinds) < 2 or sum(half.held for half in halves) > archives.HELD_BYTES:
        return attempts
    together: list[list[_Half]] = [[]]
    for half in halves:
        rest = [one for one in together[-1] if not one.files & half.files]
        if len(rest) < len(together[-1]):
            together.append([*rest, half])
        else:
            for some in together:
                some.append(half)
    made = [_union([half.items for half in some]) for some in together]
    pieces = [half.items for half in halves]
    return [whole for one in attempts for whole in ([one] if one not in pieces else made if one == pieces[-1] else [])]


def _union(several: list[Items]) -> Items:
    """All items; one whose name in the hand-in another one has keeps the name that it has in the place."""
    union: Items = {}
    for items in several:
        for own, name in items.items():
            union[own if union.get(own, name) == name else name] = name
    return union


def _half(place: Place, items: Items) -> _Half | None:
    """What an attempt holds; None if it is both kinds of files, or cannot be read whole."""
    with ExitStack() as stack:
        try:
            files = stack.enter_context(place.loose(items)())
            for name in files.packed():
                inside = stack.enter_context(archives.nested(files, name))
                if inside.packed():
                    return None
                files.add(name, inside)
        except ArchiveError:
            return None
    wanted = [path.rpartition("/")[2] for path in files.readers if not _OURS.search(path)]
    names = {(matching.plain(name), matching.ending(name)) for name in wanted if matching.may_be_wanted(name)}
    kinds = {kind for _, kind in names}
    if len(kinds) > 1 or files.links:
        return None
    return _Half(items, {"".join(name) for name in names}, kinds, files.held)
