"""What is said of a hand-in's files that are not taken, and of files of the assignment that are not in it."""

import os
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from grader.bank import EXERCISES
from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT
from grader.intake import archives, leads, looks, matching, text
from grader.intake.matching import Candidate
from grader.intake.work import ARCHIVE, Fate, Work

MOST_NOTES = 20

FEW = 3
"""Missing files, and folders, that are named; more are counted."""

ANOTHERS = " If it is another student's, grade each by itself."
"""The end of what is said of a folder that may be a student's of its own."""

ELSEWHERE = " was taken from another place"

GIVEN, OPTIONAL = "given by the course, whose own file counts", "optional, so not asked for"
"""Why the course's own files are not taken."""


def nothing(work: Work) -> str:
    """Say that nothing was found, and what may be the reason."""
    why = [f"{text.name(name)} is a link, and links are not followed" for name in work.files.links[:3]]
    why += work.unread[:3]
    packed = [name for name, one in work.became.items() if one.what == ARCHIVE]
    every = [*work.files.readers, *work.files.links, *work.files.skipped]
    empty = [name for name in packed if not any(path.startswith(f"{name}/") for path in every)]
    work.became |= dict.fromkeys(empty, Fate(why="is empty"))
    why += [f"{text.name(name)} is empty" for name in empty[:3]] if every else ["it is empty"]
    others = [(name, _stands_for(work, name)) for name in work.files.readers]
    why += [f"{text.name(name)} is {what}" for name, what in others if what][:3]
    skipped = [(name, one) for name, one in work.files.skipped.items() if one != archives.JUNK]
    why += [f"{text.name(name)}: {one}" for name, one in skipped[:1]]
    if not why and others:
        more = f" and {len(others) - FEW} more" if len(others) > FEW else ""
        why = [
            f"it holds only {', '.join(text.name(name) for name, _ in others[:FEW])}{more}: ask for a zip of the work"
        ]
    return "nothing of the assignment was found" + (f" ({'; '.join(why)})" if why else "")


def put_together(work: Work, found: dict[str, list[Candidate]]) -> None:
    """Say that the work is from folders that each hold notebooks and helper files, as those of several students."""
    every = [(wanted, one) for wanted, some in found.items() for one in some]
    taken = [(wanted, one) for wanted, one in every if work.became.get(one.path, Fate()).what == wanted]
    filled = [one.place for wanted, one in taken if work.contents.filled(one, wanted)]
    above = os.path.commonpath(filled) if filled else ""
    kinds: dict[str, set[bool]] = {}
    for wanted, one in every:
        kinds.setdefault(_branch(one.place, above), set()).add(wanted.startswith("helpers/"))
    branches = sorted({_branch(place, above) for place in filled} - {""})
    whole = [name for name in branches if len(kinds[name]) == 2 and not matching.is_version(name)]
    if len(whole) > 1:
        more = [f"{len(whole) - FEW} more"] if len(whole) > FEW else []
        named = " and ".join([*map(text.name, whole[:FEW]), *more])
        work.notes.append(f"The work is put together from {named}, which each hold notebooks and helper files.")


def missing(work: Work, found: dict[str, list[Candidate]], whole: set[str]) -> None:
    """Say which files of the assignment are not there, and what cannot be opened."""
    wanted = _asked_for(work)
    every = wanted | {f"helpers/{name}" for name in edited_helpers()}
    last = {name.rpartition("/")[2] for name in every} | {"helpers", ASSIGNMENT}
    links = [path for path in work.files.links if path.rpartition("/")[2] in last]
    linked = {path: f"{text.name(path)} is a link and was not followed." for path in links}
    work.notes += linked.values()
    absent = []
    for name in sorted(every - set(found) - whole):
        instead = [linked[path] for path in links if path.rpartition("/")[2] in (ASSIGNMENT, *name.split("/"))]
        other = _instead(work, name)
        if instead or other:
            work.lose(name, next(iter(instead), f"{name} was not handed in{other}."))
        elif name in wanted:
            work.lost[name] = f"{name} was not handed in."
            absent.append(name)
    if absent:
        which = f"{len(absent)} of {len(wanted)} files" if len(absent) > FEW else " and ".join(absent)
        work.notes.append(f"{which} {'was' if len(absent) == 1 else 'were'} not handed in.")
    work.notes += [f"{one}." for one in work.unread]
    folders = [path for path in work.files.skipped if path.endswith("/")]
    work.notes += [f"{text.name(path)} {work.files.skipped[path]}." for path in folders]


def in_other_forms(work: Work, found: Mapping[str, list[Candidate]]) -> None:
    """Say that a file is still blank where its work may be in a file of another form, such as a print or a script."""
    for name in sorted(_asked_for(work) & found.keys()):
        own = {one.path for one in found[name]}
        moved = any(fate.what == name and path not in own for path, fate in work.became.items())
        if moved or any(work.contents.filled(one, name) for one in found[name]):
            continue
        read = own | {path for path, fate in work.became.items() if fate.what}
        others = [path for path in _called_like(work, name) if path in work.files.readers and path not in read]
        if others:
            asks = "is the work there?"
            work.notes.append(f"{name} is as it was handed out, and {text.quoted(others[0])} was not taken: {asks}")


def left_out(work: Work, found: dict[str, list[Candidate]], root: str) -> None:
    """Say which files somebody may have meant to hand in, and are not taken."""
    others: dict[str, list[tuple[str, str]]] = {}
    strange: dict[str, int] = {}
    same: dict[str, list[tuple[bool, int]]] = {}
    for name, some in found.items():
        taken = next((path for path, fate in work.became.items() if fate.what == name), None)
        for one in some:
            if work.became.get(one.path, Fate()).what:
                continue
            if taken and one.place != root and _is_foreign(work, one, name, taken, root):
                work.became.setdefault(one.path, Fate(why="has nothing of the release in it"))
                strange[one.place] = strange.get(one.place, 0) + 1
                continue
            work.became.setdefault(one.path, Fate(why=f"{name}{ELSEWHERE}" if taken else "not taken"))
            if not taken:
                continue
            filled = work.contents.filled(one, name)
            same.setdefault(one.place, []).append((name.startswith("helpers/"), filled))
            if filled and work.contents.differ(one.path, taken):
                others.setdefault(one.place, []).append((one.path, taken))
    at = text.name(root or "the top")
    for place, copies in others.items():
        if len(copies) == 1 or place == root:
            work.notes += [
                f"{text.name(better)} was taken, {text.name(path)} was not: they differ." for path, better in copies
            ]
        else:
            what = f"{len(copies)} other copies of files of the assignment"
            work.notes.append(f"{text.name(place or 'the top')}: {what} were not taken, as the work is in {at}.")
    for place in sorted(same.keys() - others.keys()):
        kinds = {kind for kind, _ in same[place]}
        if len(kinds) == 2 and any(filled for _, filled in same[place]) and root and _is_other(place, root):
            work.remarks.append(f"{text.name(place)} holds no work that {at} does not.{ANOTHERS}")
    for place, count in strange.items():
        files = f"{count} other file{'s' if count > 1 else ''} like those of the assignment"
        why = f"not taken, as nothing of it is in {'them' if count > 1 else 'it'}"
        work.remarks.append(f"{text.name(place or 'the top')}: {files}, {why}.")
    if len(work.notes) > MOST_NOTES:
        work.notes[MOST_NOTES:] = [f"{len(work.notes) - MOST_NOTES} more files were left out."]


def told(work: Work) -> dict[str, Fate]:
    """Return what became of each file."""
    told = {path: _stands_for(work, path) or "no file that is graded" for path in work.files.readers}
    given = [path for path in told if matching.is_given(path, work.form) or _is_released(work, path)]
    told |= dict.fromkeys(given, GIVEN)
    optional = [path for path in told if matching.is_optional(path, work.form)]
    told |= dict.fromkeys(optional, OPTIONAL)
    told |= {path: f"{told[path]}, and there are two of this name" for path in work.files.twice if path in told}
    told |= dict.fromkeys(work.files.links, "a link, which is not followed")
    return {path: Fate(why=why) for path, why in (told | work.files.skipped).items()} | work.became


def more(work: Work, told: Mapping[str, Fate]) -> dict[str, list[Fate]]:
    """Return what became of files whose path another one has, too; told: what became of the other."""
    found = {path: [Fate(why=one) for one in some] for path, some in work.again.items()}
    for path, readers in work.files.twice.items():
        why = told[path].why if path in told else ""
        found[path] = [Fate(why=why or "there are two of this name")] * (len(readers) - 1)
    for path in work.files.same:
        found.setdefault(path, []).append(Fate(why="the same file once more"))
    return found


def _is_released(work: Work, path: str) -> bool:
    """Whether a file beside the work is as the release has one of this name; somebody may have written into it."""
    released = work.form.beside.get(PurePosixPath(path).name)
    return released is not None and work.contents.starts(path, len(released) + 1) == released


def _stands_for(work: Work, path: str) -> str:
    """Return what a file is that may stand for work, as leads.stands_for does."""
    return leads.stands_for(path, work.files.readers[path])


def _is_foreign(work: Work, one: Candidate, wanted: str, taken: str, root: str) -> bool:
    """Whether a helper file is no copy of the one that was taken, but of another course that has such functions."""
    released = work.form.helpers.get(wanted.removeprefix("helpers/"), b"")
    copy = one.exact or any(map(matching.is_version, _beyond(one.place, root)))
    return not copy and work.contents.is_of(taken, released) and not work.contents.is_of(one.path, released)


def _instead(work: Work, name: str) -> str:
    """Name a file that somebody may have taken for one of the assignment's, such as a notebook's web page."""
    stem, named = PurePosixPath(name).stem, _called_like(work, name)
    if any(PurePosixPath(path).name == name and path in work.files.readers for path in named):
        return ", only another notebook under its name"
    if not named:
        return ""
    why = work.files.skipped.get(named[0]) or matching.stands_for(named[0]) or archives.JUNK
    if any(path in work.files.readers and PurePosixPath(path).name == f"{stem}.py" for path in named):
        why = "it defines nothing that is asked for"
    return f", only {text.quoted(named[0])}" + (f" ({why})" if why != archives.JUNK else "")


def _asked_for(work: Work) -> set[str]:
    """The files that have work in them; where only some notebooks are released, nobody needs those of the others."""
    here = [one for one in EXERCISES.values() if one.target and one.notebook in work.form]
    helpers = {f"helpers/{one.target.partition('.')[0]}.py" for one in here}
    return helpers | {f"{stem}.ipynb" for stem, cells in work.form.items() if cells}


def _called_like(work: Work, name: str) -> list[str]:
    """The files that are called like one of the assignment's, with whatever ending."""
    stem = PurePosixPath(name).stem
    every = (*work.files.readers, *work.files.skipped)
    own = [path for path in every if not matching.is_given(path, work.form)]
    begins = (f"{stem}.", f".{stem}.", f"{stem}-checkpoint.")
    return [path for path in own if PurePosixPath(path).name.lower().startswith(begins)]


def _branch(place: str, above: str) -> str:
    """The first folder on the way to a place from the one above it, "" if it is that one or elsewhere."""
    return (
        place[len(above) :].lstrip("/").partition("/")[0]
        if f"{place}/".startswith(f"{above}/" if above else "")
        else ""
    )


def _beyond(place: str, other: str) -> list[str]:
    """The parts of a place from where it leaves the way to another one."""
    return [part for part in place[len(os.path.commonpath([place, other])) :].split("/") if part]


def _is_other(place: str, root: str) -> bool:
    """Whether two folders or archives, neither in the other, are called neither like copies nor like versions.

    Names that differ in a number of one or two digits are those of weekly copies, as w1 and w2.
    """
    names = [one[0] for one in (_beyond(place, root), _beyond(root, place)) if one]
    ends = "|".join(map(re.escape, archives.PACKED))
    called = {matching.plain(re.sub(f"({ends})$", "", name, flags=re.IGNORECASE)) for name in names}
    weekly = looks.are_numbered(names) and not any(re.search(r"\d{3}", one) for one in names)
    versions = any(matching.is_version(one) or matching.is_correction(f"{one}/") for one in names)
    return len(called) == 2 and not (weekly or versions)
