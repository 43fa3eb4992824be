"""The intake report: each file that arrived once, whose it is, and whether it was taken; as text and as JSON."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.intake import archives, arrived, collect, hand_ins, text, untaken
from grader.intake.desk import ROSTER, Arrival, Intake, Note
from grader.intake.work import ARCHIVE
from grader.settings import Settings

MOST, NOBODYS = 3, 12
"""Files of one kind that are named in the text, of a student's and of nobody's."""

COPIES = "other copies were taken"

MEMBERS = "an archive; see its members"


def plain(intake: Intake, paths: list[Path], rules: Settings, course: Sequence[str] = ()) -> dict[str, Any]:
    """Return the report as it is written as JSON.

    Args:
        intake: what arrived.
        paths: where.
        rules: which attempt counts, and what is late.
        course: what is to be said of the course, a sentence each.
    """
    notes, arrivals = intake.notes(), dict[str, list[Arrival]]()
    for one in intake.arrivals:
        arrivals.setdefault(one.hand_in.student, []).append(one)
    students = {
        student: _student(intake, student, arrivals[student], [note for note in notes if note.about == student], rules)
        for student in intake.attempts
    }
    return {
        "clear": not any(one["problems"] for one in students.values()) and not notes and not course,
        "students": students,
        "missing": intake.missing,
        "doubtful": intake.doubtful,
        "names": {student: intake.roster[student].name for student in (*intake.missing, *intake.doubtful)},
        "nobody": [student for student in students if intake.roster and student not in intake.roster],
        "course": [*course, *([f"{ROSTER}: {intake.shifted()}"] if intake.shifted() else [])],
        "files": list(_files(intake, paths)),
    }


def lines(report: dict[str, Any]) -> Iterator[str]:
    """Yield the report as lines to print; "!" is before what somebody should look at."""
    students, files = report["students"], report["files"]
    for student, about in students.items():
        name = f" ({about['name']})" if about["name"] not in ("", student) else ""
        yield f"{student}{name}: {_attempts(about)}{'; late' if about['late'] else ''}"
        yield from (f"  ! {problem}" for problem in about["problems"])
        yield from (f"    {remark}" for remark in about["remarks"])
        yield from (f"    not taken: {line}" for line in _left(files, student))
    nobodys: dict[tuple[bool, str], list[str]] = {}
    for one in _leaves(files):
        if one["student"] is None and not one["taken"]:
            nobodys.setdefault((not one["look"], one["why"]), []).append(one["path"])
    for (other, why), paths in sorted(nobodys.items()):
        yield f"{'' if other else '  ! '}belongs to nobody: {_listed(paths, NOBODYS)} ({why})"
    if report["nobody"]:
        yield f"  ! not in the roster: {', '.join(report['nobody'])}"
    if report["missing"]:
        yield f"handed in nothing: {_called(report, report['missing'])}"
    if report["doubtful"]:
        yield f"handed in nothing, unless a hand-in above is theirs: {_called(report, report['doubtful'])}"
    yield from (f"  ! {line}" for line in report["course"])
    yield summary(report)


def _leaves(files: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the files on the disk, and in place of an archive its members."""
    for one in files:
        if "members" in one:
            yield from (member | {"path": f"{one['path']}/{member['path']}"} for member in one["members"])
        else:
            yield one


def summary(report: dict[str, Any]) -> str:
    """Return how many hand-ins and files there are, in a line."""
    students = report["students"].values()
    leaves = [leaf for one in report["files"] for leaf in one.get("members") or [one]]
    taken = sum(leaf["taken"] for leaf in leaves)
    look = sum(bool(one["problems"]) for one in students)
    need = "1 student needs a look" if look == 1 else f"{look} students need a look"
    clear = (
        "all is clear"
        if report["clear"]
        else need
        if look
        else "course.toml needs a look"
        if report["course"]
        else "some files need a look"
    )
    many, files = _count(len(students), "student"), _count(len(leaves), "file")
    return f"Hand-ins of {many}: {files}, {taken} taken, {len(leaves) - taken} not; {clear}."


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _called(report: dict[str, Any], students: list[str]) -> str:
    """Some students by their ids, with their names where these are others."""
    names = report["names"]
    return ", ".join(f"{one} ({names[one]})" if names[one] not in ("", one) else one for one in students)


def _student(
    intake: Intake, student: str, arrivals: list[Arrival], notes: list[Note], rules: Settings
) -> dict[str, Any]:
    attempts = intake.attempts[student]
    readable = [number for number, one in attempts.items() if not one.problem]
    number = (readable or list(attempts))[-1]
    best = rules.attempts == "best" and len(readable) > 1
    submission = attempts[number]
    problem = submission.problem or intake.unreadable(student, None if best else number)
    problems = [problem] if problem else []
    problems += [*submission.notes]
    # What is graded, perhaps with no points, or without another student's.
    problems += [one for one in submission.remarks if one == collect.BLANK or one.endswith(untaken.ANOTHERS)]
    problems += [note.text for note in notes]
    labels = [one.hand_in.label for one in arrivals]
    person = intake.roster.get(student)
    time = intake.times[student][number]
    return {
        "name": person.name if person and person.name else text.name(labels[-1].name),
        "platform": labels[-1].platform,
        "attempts": len(attempts),
        "counts": rules.attempts if best else number,
        "newest": list(attempts)[-1],
        "time": time or None,
        "late": rules.days_late(student, arrived.moment(time)) > 0 if time else labels[-1].late,
        "taken": {"helpers": len(submission.helpers), "notebooks": len(submission.notebooks)},
        "problems": problems,
        "remarks": [remark for remark in submission.remarks if remark not in problems],
    }


def _files(intake: Intake, paths: list[Path]) -> Iterator[dict[str, Any]]:
    """Yield each file on the disk once; an archive has members."""
    known: dict[str, dict[str, Any]] = {}
    more: dict[str, list[dict[str, Any]]] = {}
    within: dict[str, tuple[str, str]] = {}
    for one in intake.arrivals:
        hand_in, student = one.hand_in, one.hand_in.student
        within.setdefault(hand_in.shown, ("" if hand_in.sources else student, one.taken.submission.problem or ""))
        if one.taken.submission.problem and not one.taken.files:
            for shown in [hand_in.shown] if not hand_in.sources else hand_in.sources.values():
                known[shown] = _entry(shown, student, one.number, "", one.taken.submission.problem)
        for name, fate in one.taken.files.items():
            path = hand_in.source(name)
            entry = known.get(path)
            if entry and entry["student"] not in (None, student) and entry["attempt"]:
                entry["group"] = sorted({*entry.get("group", [entry["student"]]), student})  # handed in together
            elif not entry or not entry["taken"]:
                known[path] = _entry(path, student, one.number, *fate)
        for name, fates in one.taken.more.items():
            more[hand_in.source(name)] = [_entry(name, student, one.number, *fate) for fate in fates]
        if hand_in.suffix and not hand_in.place and one.taken.files:  # an archive within another
            known.setdefault(hand_in.shown, _entry(hand_in.shown, student, one.number, ARCHIVE, ""))
    known |= {path: _entry(path, None, None, "", stray.why, stray.look) for path, stray in intake.strays.items()}
    for path, (student, why) in intake.unread.items():
        known[path] = _entry(path, student, None, "", why.removeprefix(f"{text.name(path.rpartition('/')[2])} "))
    disk = list(dict.fromkeys(shown for path in paths for shown in _on_disk(path)))
    known = {_utf8(path): entry for path, entry in known.items()}
    within = {_utf8(path): about for path, about in within.items()}
    there = set(map(_utf8, disk))
    members: dict[str, list[dict[str, Any]]] = {}
    for path, entry in known.items():
        top = path
        while top not in there and "/" in top:
            top = top.rpartition("/")[0]
        if top != path and top in there:
            every = [entry, *more.get(path, ())]  # two members of a zip may have one name
            members.setdefault(top, []).extend(one | {"path": path.removeprefix(f"{top}/")} for one in every)
    for shown in disk:
        name = _utf8(shown)
        inside = members.get(name, [])
        entry = (known.get(name) or _unknown(name, inside, within)) | {"path": shown}
        if inside:
            entry |= {"taken": any(one["taken"] for one in inside), "members": inside, "why": entry["why"] or MEMBERS}
        yield entry


def _unknown(shown: str, inside: list[dict[str, Any]], within: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """What is said of a file that no hand-in names: an archive, or what lies beside or deep within one."""
    students = {one["student"] for one in inside}
    if inside:
        return _entry(shown, students.pop() if len(students) == 1 else None, None, "", MEMBERS)
    folder = shown
    while folder and folder not in within:
        folder = folder.rpartition("/")[0]
    junk = any(map(archives.is_junk, shown.split("/")[-6:]))
    student, problem = within.get(folder, ("", ""))
    why = archives.JUNK if junk else problem or "not looked at"
    return _entry(shown, student or None, None, "", why, look=not student and hand_ins.is_work(shown))


def _entry(
    path: str, student: str | None, attempt: int | None, what: str, why: str, look: bool = False
) -> dict[str, Any]:
    about = {"path": path, "student": student, "attempt": attempt, "taken": bool(what), "as": what or None}
    return about | {"why": why, "look": look}


def _utf8(path: str) -> str:
    """A path as hand-ins name it: what is not UTF-8 in it, as where Linux unpacked an old zip, is replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def _on_disk(path: Path) -> Iterator[str]:
    if not path.is_dir():
        yield path.as_posix()
        return
    for folder, folders, files in os.walk(path):
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        yield from (f"{Path(folder).as_posix()}/{name}" for name in sorted([*files, *links]))


def _attempts(about: dict[str, Any]) -> str:
    taken = about["taken"]
    what = f"{_count(taken['helpers'], 'helper file')}, {_count(taken['notebooks'], 'notebook')}"
    if about["attempts"] == 1:
        return what
    newest = about["counts"] == about["newest"]
    number = f"the newest (number {about['counts']})" if newest else f"number {about['counts']}"
    which = "the best" if about["counts"] == "best" else number
    return f"{about['attempts']} attempts, {which} counts; {what}"


def _left(files: list[dict[str, Any]], student: str) -> Iterator[str]:
    """What was not taken of a student's files, by the reason."""
    mine = [one for one in files if student in {leaf["student"] for leaf in one.get("members") or [one]}]
    packed = [one["path"].rpartition("/")[2] for one in mine if "members" in one]

    def within(one: dict[str, Any]) -> str:
        """What is written before the members of an archive if there are others."""
        name = one["path"].rpartition("/")[2]
        return "" if len(packed) < 2 else f"{name if packed.count(name) == 1 else one['path']}/"

    leaves = [
        leaf | {"path": f"{within(one)}{leaf['path']}"} if "members" in one else leaf
        for one in mine
        for leaf in one.get("members") or [one]
    ]
    left = [leaf for leaf in leaves if leaf["student"] == student and not leaf["taken"]]
    reasons: dict[str, list[str]] = {}
    for leaf in left:
        why = COPIES if leaf["why"].endswith(untaken.ELSEWHERE) else leaf["why"].removesuffix(".")
        reasons.setdefault(why, []).append(leaf["path"])
    for why, paths in sorted(reasons.items()):
        yield f"{_listed(paths)} ({why})"


def _listed(paths: list[str], most: int = MOST) -> str:
    most += len(paths) == most + 1  # the last one takes no more room than "and 1 more"
    named = ", ".join(text.name(path) for path in paths[:most])
    return f"{named} and {len(paths) - most} more" if len(paths) > most else named
