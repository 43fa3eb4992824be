"""The folders of other students in one student's hand-in: they are left where the student's own is beside them."""

import os
from itertools import islice

from grader.intake import labels, looks, matching, text
from grader.intake.archives import ArchiveError
from grader.intake.names import Names
from grader.intake.work import Fate, Work

LOOKED = 200
"""Folders and archives whose names are looked at; a student may make any number of them."""

SEVERAL = (
    "hand-ins (if they are of several students, call it submissions and name it alone; if they are of one, leave the"
    " one that counts)"
)
"""What is said of an archive of several people's work, behind its name and their number."""

WHY = "in a folder or archive with another student's name"


def leave_others(work: Work, student: str, names: Names) -> None:
    """Leave folders and archives of other students of the roster, if the student's own is there, too.

    Only what names somebody for certain is another's. Nothing changes where nobody else of the roster is named, nor
    where one other is and the student is not.

    Raises:
        ArchiveError: two or more other students are named, and not the student.
    """
    folders, team = _folders(work), {*names.team(student)}
    if not any(names.surely(_called(one)) - team for one in folders):
        return
    mine = [one for one in folders if team & {*names.fitting(_called(one))} or _called(one) == student]
    others = {one: who for one in folders if (who := names.surely(_called(one))) and not who & team}
    apart = [one for one in others if not any(_is_in(one, own) or _is_in(own, one) for own in mine)]
    apart = [one for one in apart if not any(_is_in(one, other) for other in apart if other != one)]
    people = {min(min(names.team(who)) for who in others[one]) for one in apart}
    if mine:
        for folder in apart:
            _leave(work, folder)
            own = text.name(mine[0])
            work.notes.append(
                f"{text.name(folder)} was not taken: it has another student's name, and {own} is the student's own."
            )
    elif len(people) > 1:
        around = os.path.commonpath([one.rpartition("/")[0] for one in apart])
        if not any(_is_in(around, matching.place(path)) for path in _paths(work)):  # what is there is the student's
            raise ArchiveError(f"{text.name(around) if around else 'it'} holds {len(people)} {SEVERAL}")


def _paths(work: Work) -> list[str]:
    """The files that may be the assignment's."""
    every = [path for path in work.files.readers if matching.may_be_wanted(path.rpartition("/")[2])]
    return sorted(path for path in every if not matching.is_given(path, work.form))


def _folders(work: Work) -> list[str]:
    """The folders and archives in which such files are, the outer ones first."""
    parts = [path.split("/")[:-1][: labels.LEVELS] for path in _paths(work)]
    every = dict.fromkeys("/".join(some[: k + 1]) for some in parts for k in range(len(some)))
    return list(islice(every, LOOKED))


def _called(folder: str) -> str:
    return looks.stem(folder.rpartition("/")[2])


def _is_in(folder: str, other: str) -> bool:
    """Whether a folder is another one or in it, "" being around all."""
    return folder == other or (folder.startswith(f"{other}/") if other else True)


def _leave(work: Work, folder: str) -> None:
    files, inside = work.files, f"{folder}/"
    every = [*files.readers, *files.links, *files.skipped]
    for path in [one for one in every if one == folder or one.startswith(inside)]:
        files.readers.pop(path, None)
        files.checkpoints.pop(path, None)
        files.skipped.pop(path, None)
        files.twice.pop(path, None)
        work.became[path] = Fate(why=WHY)
    files.links = [one for one in files.links if not one.startswith(inside)]
    files.outside = [one for one in files.outside if not one.startswith(inside)]
