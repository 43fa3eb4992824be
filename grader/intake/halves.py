"""Work that a student packed in pieces, such as notebooks.zip beside helpers.zip: one attempt, and not two."""

import re
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from grader.intake import archives, looks, matching, within
from grader.intake.archives import ArchiveError
from grader.intake.hand_in import HandIn
from grader.intake.places import Place

Items = dict[str, str]
"""Folders and files of a place, by what each is called in the hand-in that they make."""

_OURS = re.compile(r"(^|/)given/[^/]+/")
"""In the path of what the course gives: its drawings are in files that are called like the helper files."""


class _Half(NamedTuple):
    """What an attempt holds; kinds: notebooks, helper files, both or none. held: bytes of its archives."""

    items: Items
    files: set[str]
    kinds: set[str]
    held: int


def joined(place: Place, attempts: list[Items]) -> list[Items]:
    """Put together the attempts of one student that are parts of one: none has a file of another's.

    If some have, still those are put together that hold notebooks alone, and those that hold helper files alone. A half
    with a file that is also in an earlier one is a newer version of that one: it makes a further attempt, with the
    other halves. What holds notebooks and helper files is then an attempt of its own, and so is what cannot be read.

    Args:
        place: where they are.
        attempts: the oldest first.

    Returns:
        the attempts, those of halves where the last half was; as they came if there are no two halves.
    """
    every = [half for one in attempts if (half := _half(place, one))] if len(attempts) > 1 else []
    parts = len(every) == len(attempts) and sum(len(half.files) for half in every) == len(_files(every))
    halves = every if parts else [half for half in every if len(half.kinds) < 2]
    kinds = {kind for half in halves for kind in half.kinds}
    if (len(kinds) < 2 and not parts) or sum(half.held for half in halves) > archives.HELD_BYTES:
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


def _files(halves: Sequence[_Half]) -> set[str]:
    """The files of the assignment that are in some."""
    return set().union(*(half.files for half in halves))


def _union(several: list[Items]) -> Items:
    """All items; one whose name in the hand-in another one has keeps the name that it has in the place."""
    union: Items = {}
    for items in several:
        for own, name in items.items():
            union[own if union.get(own, name) == name else name] = name
    return union


def _half(place: Place, items: Items) -> _Half | None:
    """What an attempt holds; None if it has links, or cannot be read whole, as one of many archives."""
    with ExitStack() as stack:
        try:
            files = stack.enter_context(place.loose(items)())
            if len(packed := files.packed()) > within.NESTED:
                return None
            for name in packed:
                inside = stack.enter_context(archives.nested(files, name))
                if inside.packed():
                    return None
                files.add(name, inside)
        except ArchiveError:
            return None
    wanted = [path.rpartition("/")[2] for path in files.readers if not _OURS.search(path)]
    names = {(matching.plain(name), matching.ending(name)) for name in wanted if matching.may_be_wanted(name)}
    if files.links:
        return None
    return _Half(items, {"".join(name) for name in names}, {kind for _, kind in names}, files.held)


class _Piece(NamedTuple):
    """What may be a half: items of a place, and the hand-ins that they are by themselves, one for each of a team."""

    place: Place
    items: Items
    made: list[HandIn]


class Pieces:
    """What is found of students whose names are all that says whose it is."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, Path | None], list[_Piece]] = {}

    def add(self, student: str, place: Place, items: Items, made: list[HandIn]) -> None:
        """Note what may be a half.

        Args:
            student: whose name it has.
            place: where it is.
            items: of the place.
            made: the hand-ins that they are by themselves, one for each of a team.
        """
        self._found.setdefault((student, place.shown, place.path), []).append(_Piece(place, items, made))

    def joined(self, hand_ins: list[HandIn]) -> list[HandIn]:
        """Return all hand-ins, one in the place of those that are halves of one."""
        instead: dict[int, list[HandIn]] = {}
        for pieces in self._found.values():
            instead |= _instead(sorted(filter(_opens, pieces), key=_age)) if len(pieces) > 1 else {}
        return [one for hand_in in hand_ins for one in instead.get(id(hand_in), [hand_in])]


def _instead(pieces: Sequence[_Piece]) -> dict[int, list[HandIn]]:
    """What comes in the place of some pieces, by the ids of their hand-ins; nothing for all halves but the last."""
    place, alone = _around(pieces), [one.items for one in pieces]
    whole = [items for items in joined(place, alone) if items not in alone]
    names = {name for items in whole for name in items.values()}
    parts = [one for one in pieces if names & {*one.items.values()}]
    shown = {name: one.made[0].sources.get(own, one.made[0].shown) for one in parts for own, name in one.items.items()}
    instead: dict[int, list[HandIn]] = {id(one): [] for part in parts for one in part.made}
    for one in parts[-1].made if parts else []:
        for items in whole:
            sources = {own: shown[name] for own, name in items.items()}
            made = replace(one, shown=place.shown, opens=place.loose(items), sources=sources, place=None, suffix="")
            instead[id(one)].append(made)
    return instead


def _opens(piece: _Piece) -> bool:
    with suppress(ArchiveError), piece.made[0].opens():
        return True
    return False


def _age(piece: _Piece) -> tuple[str, int, str]:
    return looks.age(next(iter(piece.items.values())))


def _around(pieces: Sequence[_Piece]) -> Place:
    """The place in which pieces are; on the command line each may have been named alone."""
    place = Place("")
    for one in (piece.place for piece in pieces):
        folders, files, links = [*place.folders, *one.folders], [*place.files, *one.files], [*place.links, *one.links]
        place = replace(one, folders=folders, files=files, links=links)
    return place
