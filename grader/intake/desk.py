"""Where hand-ins are taken in: each is found, read and kept as an attempt of its student."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from grader import settings
from grader.course import Course, CourseError
from grader.intake import arrived, collect, hand_ins, looks, text
from grader.intake.archives import ArchiveError, Files
from grader.intake.arrived import Attempt, Shelf
from grader.intake.collect import Taken
from grader.intake.hand_in import HandIn
from grader.intake.hand_ins import Stray
from grader.intake.labels import Label
from grader.intake.names import Names, whom
from grader.intake.submission import Form, Submission
from grader.intake.work import ARCHIVE, Fate
from grader.settings import Person

ROSTER = "roster.csv"
"""What a note is about that no single student can be asked for."""

OF_A_TEAM = "If it is a team's, use one id as its name, and give the members one entry in the column team."

_TOGETHER = re.compile(r"[&+]|\b(and|und|et)\b")
"""What joins names, as in "ada & ben.zip"."""


@dataclass
class Arrival:
    """One hand-in and what was taken of it; number: which attempt of the student it is."""

    hand_in: HandIn
    taken: Taken
    number: int = 1

    def undated(self) -> bool:
        """Return whether nothing says when it was handed in, nor in what order with others."""
        return not (arrived.moment(self.hand_in.label.time) or self.hand_in.label.order)


class Note(NamedTuple):
    """What somebody should look at; about: the student, or the path of a file that is nobody's."""

    about: str
    text: str

    def __str__(self) -> str:
        return f"{self.about}: {self.text}"


@dataclass
class Intake:
    """What arrived.

    arrivals: in order. strays: files that are nobody's, by path. unread: files of students that are no hand-ins, by
    path: whose, and why. roster: the students there are, by id; may be empty. missing: those of them who handed in
    nothing, now or before. doubtful: those who handed in nothing, unless something is theirs that may be. attempts:
    of each student who handed in now, by number, the newest last. times: of these attempts, as nbgrader writes
    times. shared: for how many students each of these attempts counts. ahead: of whose newest attempt the time
    cannot be, that, and what counts instead. repeated: whose newest attempt is an earlier one once more, though
    nothing says that it is newer: the numbers of both. before: ids that students had before. alike: of who is not
    in the roster, those in it whose work it may be. foreign: what was taken of students and has the name of
    another, or of a team, by their ids. swapped: the names that platforms have beside the numbers of students, and
    whose else of the roster these are, by the students' ids. best: whether the best attempt counts, which only
    grading shows.
    """

    arrivals: list[Arrival] = field(default_factory=list)
    strays: dict[str, Stray] = field(default_factory=dict)
    unread: dict[str, tuple[str, str]] = field(default_factory=dict)
    roster: dict[str, Person] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    attempts: dict[str, dict[int, Submission]] = field(default_factory=dict)
    times: dict[str, dict[int, str]] = field(default_factory=dict)
    shared: dict[str, dict[int, int]] = field(default_factory=dict)
    ahead: dict[str, tuple[str, str]] = field(default_factory=dict)
    repeated: dict[str, tuple[int, int]] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    alike: dict[str, list[str]] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)
    swapped: dict[str, tuple[Label, str, list[str]]] = field(default_factory=dict)
    best: bool = False

    def notes(self) -> list[Note]:
        """Return what somebody should look at: hand-ins of nobody, and files without an owner."""
        students: dict[str, list[Arrival]] = {}
        for one in self.arrivals:
            students.setdefault(one.hand_in.student, []).append(one)
        notes = [
            Note(student, self._unlisted(student, some[0].hand_in.label))
            for student, some in students.items()
            if self.roster and student not in self.roster
        ]
        advice = "`forget` both, then grade all downloads again, the oldest first"
        notes += [
            Note(
                student,
                f"was called {old} before, and earlier attempts and grades are still under that name ({advice}).",
            )
            for student, old in self.before.items()
        ]
        notes += [
            Note(
                student,
                f"handed in on {text.name(said)}, which is in the future: it counts as of {came}, when it arrived.",
            )
            for student, (said, came) in self.ahead.items()
        ]
        notes += [
            Note(
                student,
                f"attempt {number} repeats attempt {earlier}, and is now the newest, as it came last; if it is"
                " from an older download, grade the newest download again.",
            )
            for student, (number, earlier) in self.repeated.items()
        ]
        for student, some in students.items():
            # Canvas' numbers of files are an order among themselves alone.
            kinds = {one.hand_in.label.platform if not arrived.moment(one.hand_in.label.time) else "" for one in some}
            undated = some if len(kinds) > 1 else [one for one in some if one.undated()]
            times = {one.hand_in.label.time for one in some} - {""}
            unread = sorted(text.name(time) for time in times if not arrived.moment(time))
            notes += [
                Note(student, f"the time of the hand-in cannot be read ({time}), so it never counts as late.")
                for time in unread
            ]
            if _differ(undated):
                places = ", ".join(text.name(one.hand_in.shown) for one in undated)
                drafts = [one for one in undated if looks.is_draft(one.hand_in.shown)]
                if drafts and drafts == undated[:-1]:
                    why = f"what was turned in counts, and the draft in {text.name(drafts[-1].hand_in.shown)} differs"
                else:
                    why = f"several hand-ins, and no times to tell which is the newest: {places}"
                notes.append(Note(student, f"{why}."))
            notes += self._team(student, [one for one in some if one.hand_in.label.order])
        notes += [Note(student, self._swapped(student)) for student in self.swapped]
        if said := self.shifted():
            notes.append(Note(ROSTER, said))
        notes += [Note(student, f"{what}: is it the right file?") for student, what in self.foreign.items()]
        notes += [Note(student, why if why.endswith("?") else f"{why}.") for student, why in self.unread.values()]
        return notes + [Note(path, f"{stray.why}.") for path, stray in self.strays.items() if stray.look]

    def unreadable(self, student: str, counts: int | None) -> str:
        """Say that the newest attempt of a student cannot be read, and that another one counts; "" if it is not so.

        Args:
            student: whose attempts they are.
            counts: the number of the one that counts, None for the best of several.
        """
        newest, submission = list(self.attempts[student].items())[-1]
        if newest == counts or not submission.problem:
            return ""
        said = {
            number: f"attempt {number}" + (f" (handed in {time[:16]} UTC)" if time else "")
            for number, time in self.times[student].items()
        }
        other = said[counts] if counts else "the best of the others"
        why = submission.problem.removesuffix(collect.NOTHING).removesuffix(".")
        return f"{said[newest]} cannot be read: {why}. {other[0].upper()}{other[1:]} counts."

    def _team(self, student: str, arrivals: list[Arrival]) -> list[Note]:
        """What is said where several of a team handed in different work, and only its order tells the newest."""
        person = self.roster.get(student)
        whose = {whom(one.hand_in.label): text.name(one.hand_in.label.name) for one in arrivals}
        if not (person and person.team and len(whose) > 1 and _differ(arrivals)):
            return []
        numbers = {one.number: whose[whom(one.hand_in.label)] for one in arrivals}
        newest = list(self.attempts[student])[-1]
        readable = [number for number, one in self.attempts[student].items() if not one.problem]
        counts = (readable or [newest])[-1]
        why = "it was uploaded last" if counts == newest else "what was uploaded later cannot be read"
        told = f" That of {numbers[counts]} counts, as {why}." if counts in numbers and not self.best else ""
        return [Note(student, f"{' and '.join(whose.values())} of the team handed in different work.{told}")]

    def _swapped(self, student: str) -> str:
        """What is said where a platform's number is one student's of the roster, and its name another's."""
        label, name, others = self.swapped[student]
        number = f"login {text.name(label.name)}" if label.platform == "blackboard" else text.name(label.number)
        who = f"{student} ({text.name(self.roster[student].name)})"
        return (
            f"the roster gives {number} of {label.platform} to {who}, but {label.platform} names {text.name(name)},"
            f" who is {' or '.join(others)} there: it counts for {student}, and may be the other's; correct roster.csv."
        )

    def shifted(self) -> str:
        """Say that a column of the roster may be shifted, if several students have the numbers of others, else ""."""
        columns = sorted({label.platform for label, _, _ in self.swapped.values()})
        if len(self.swapped) < 2:
            return ""
        return (
            f"{len(self.swapped)} students have the numbers of others: is the column {' or '.join(columns)} shifted by"
            " a row? Correct it before grades go out."
        )

    def _unlisted(self, student: str, label: Label) -> str:
        """What is said of somebody who is not in the roster."""
        team = _TOGETHER.search(label.name)
        if student not in self.alike:
            return f"is not in the roster.{f' {OF_A_TEAM}' if team else ''}"
        alike = self.alike[student]
        if len(alike) > 1:
            who = f"may be {' or '.join(alike)} of the roster:"
        elif known := self.roster[alike[0]].ids.get(label.platform) if label.number else "":
            who, number = f"{alike[0]} ({self.roster[alike[0]].name})", text.name(label.number)
            return f"is not in the roster, where {who} has the {label.platform} number {known}, and not {number}."
        else:
            who = f"is not in the roster. If it is {alike[0]} ({self.roster[alike[0]].name}),"
        if label.number:
            return f"{who} write {text.name(label.number)} into the column {label.platform} there."
        return f"{who} {OF_A_TEAM[0].lower() + OF_A_TEAM[1:] if team and len(alike) > 1 else 'use the id as its name.'}"


def _differ(arrivals: list[Arrival]) -> bool:
    return len(arrivals) > 1 and len({one.taken.submission.digest() for one in arrivals}) > 1


def take_in(course: Course, paths: list[Path], form: Form, keep: bool = True) -> Intake:
    """Take in what is at some paths.

    Args:
        course: whose it is.
        paths: folders, archives or files.
        form: the answer cells that there are.
        keep: put it into the course's arrived/; without, nothing is changed.

    Raises:
        SubmissionError: there is nothing.
        CourseError: course.toml or the roster cannot be read.
    """
    best = settings.load(course).attempts == "best"
    intake, shelf = Intake(roster=settings.roster(course), best=best), Shelf(course, writes=keep)
    names = Names(intake.roster, shelf.known(), course.root / "submitted")
    with hand_ins.found(paths, names) as found:
        last = {(one.student, one.label.platform): one for one in found.hand_ins}
        for hand_in in _by_upload(found.hand_ins):
            with _opened(hand_in) as files:
                taken = _taken(hand_in, files, form, names)
                if names.guesses(hand_in.label) and not taken.submission.problem:
                    called = text.name(hand_in.label.name)
                    _remark(taken, f"Taken for the work of {hand_in.student} by its name: {called}.")
                _of_several(taken, hand_in)
                name, people = names.with_the_name(hand_in.student, hand_in.label)
                if people:
                    intake.swapped[hand_in.student] = hand_in.label, name, people
                if others := _with_anothers_name(names, hand_in, taken):
                    intake.foreign[hand_in.student] = others
                is_last = last[hand_in.student, hand_in.label.platform] is hand_in
                attempt = _ours(shelf, hand_in, taken, form, names) or shelf.put(hand_in, files, is_last)
            intake.arrivals.append(Arrival(hand_in, taken, attempt.number))
        intake.strays, intake.unread = found.strays, found.unread
        intake.before, intake.alike = names.before, names.alike
    now = {(one.hand_in.student, one.number): one.taken.submission for one in intake.arrivals}
    for student in dict.fromkeys(student for student, _ in now):
        _add(intake, shelf, student, form, names, now)
    missing = sorted(intake.roster.keys() - set(shelf.students()), key=list(intake.roster).index)
    intake.doubtful = [student for student in missing if student in names.doubtful]
    intake.missing = [student for student in missing if student not in names.doubtful]
    return intake


def _by_upload(arrived: list[HandIn]) -> list[HandIn]:
    """Order each student's hand-ins by Canvas' numbers of files, where all have one: a team's are found by their names.

    Copies, such as "ada (1)" beside ada.zip, are ordered by the numbers that browsers and systems give them. The places
    that a student's hand-ins have among those of others stay.
    """
    theirs: dict[str, list[HandIn]] = {}
    for one in arrived:
        theirs.setdefault(one.student, []).append(one)

    def ordered(some: list[HandIn]) -> list[HandIn]:
        names = [one.shown.rpartition("/")[2] for one in some]
        if all(one.label.order for one in some):
            return sorted(some, key=lambda one: one.label.order)
        if len({looks.first(looks.stem(name)) for name in names}) == 1 and not any(one.label.time for one in some):
            return [one for _, one in sorted(zip(names, some, strict=True), key=lambda pair: looks.age(pair[0]))]
        return some

    left = {student: iter(ordered(some)) for student, some in theirs.items()}
    return [next(left[one.student]) for one in arrived]


def again(course: Course, form: Form, student: str = "") -> Intake:
    """Take in again what the course keeps of one student, or of all.

    Raises:
        CourseError: there is nothing, or course.toml or the roster cannot be read.
    """
    intake, shelf = Intake(), Shelf(course, writes=False)
    names = Names(settings.roster(course), {})
    for one in shelf.students():
        if student in ("", one) and shelf.attempts(one):
            _add(intake, shelf, one, form, names, {})
    if not intake.attempts:
        raise CourseError(f"Nothing of {student or 'anybody'} is kept in {course.arrived}: grade a hand-in first.")
    return intake


def _add(
    intake: Intake, shelf: Shelf, student: str, form: Form, names: Names, now: Mapping[tuple[str, int], Submission]
) -> None:
    """Add a student's attempts to an intake; now: those that are read already, by student and number."""
    attempts = shelf.attempts(student)
    intake.attempts[student] = {
        one.number: now.get((student, one.number)) or read(shelf.course, one, form, names) for one in attempts
    }
    intake.times[student] = {one.number: one.stamp for one in attempts}
    intake.shared[student] = {one.number: one.shared for one in attempts}
    if earlier := arrived.again(attempts):
        intake.repeated[student] = (attempts[-1].number, earlier.number)
    if attempts[-1].is_ahead:
        intake.ahead[student] = (attempts[-1].label.time, attempts[-1].came)


def submissions(paths: list[Path], form: Form) -> Iterator[Submission]:
    """Yield what is taken of the newest hand-in of each student at some paths, without a course."""
    with hand_ins.found(paths, Names({}, {})) as found:
        newest = {hand_in.student: hand_in for hand_in in found.hand_ins}
        for hand_in in newest.values():
            with _opened(hand_in) as files:
                yield _taken(hand_in, files, form, None).submission


def read(course: Course, attempt: Attempt, form: Form, names: Names) -> Submission:
    """Return what is taken of an attempt that was kept; names: of the roster."""
    try:
        with arrived.opened(course, attempt) as files:
            taken = collect.take(attempt.student, files, form, _of_roster(names, attempt))
    except ArchiveError as error:
        taken = Taken(collect.nothing(attempt.student, form, error))
    _of_several(taken, attempt)
    return taken.submission


def _of_roster(names: Names | None, work: HandIn | Attempt) -> Names | None:
    """The names by which others' folders are known; None in the work of a group that the roster does not know."""
    return names if names and work.shared <= len(names.team(work.student)) else None


@contextmanager
def _opened(hand_in: HandIn) -> Iterator[Files | ArchiveError]:
    """Give the files of a hand-in, or why it cannot be opened."""
    with ExitStack() as stack:
        files: Files | ArchiveError = ArchiveError(hand_in.problem)
        if not hand_in.problem:
            try:
                files = stack.enter_context(hand_in.opens())
            except ArchiveError as error:
                files = error
        yield files


def _taken(hand_in: HandIn, files: Files | ArchiveError, form: Form, names: Names | None) -> Taken:
    if isinstance(files, ArchiveError):
        within = _names(hand_in) if hand_in.place is None and not hand_in.suffix else []
        return Taken(collect.nothing(hand_in.student, form, files), {path: Fate(why=str(files)) for path in within})
    taken = collect.take(hand_in.student, files, form, _of_roster(names, hand_in))
    for path in taken.files:
        if path.rpartition("/")[2] == looks.TIMESTAMP and hand_in.label.time:
            taken.files[path] = Fate(why="says when it was handed in")
    if hand_in.label.late and not hand_in.label.time:
        _remark(taken, f"{hand_in.label.platform.capitalize()} says that it is late, but not by how much.")
    return taken


def _names(hand_in: HandIn) -> list[str]:
    """The names of files in a hand-in of which nothing is taken, though it may be opened."""
    with suppress(ArchiveError), hand_in.opens() as files:
        return [*files.readers, *files.links, *files.skipped]
    return []


def _with_anothers_name(names: Names, hand_in: HandIn, taken: Taken) -> str:
    """What was taken of a hand-in that may be another's: it has the name of a team, or a student's whole name in it."""
    if team := names.other_team(hand_in.student, hand_in.label):
        return f"{text.name(hand_in.label.name)} is the name of the team of {' and '.join(team)}, too"
    own = {*names.team(hand_in.student), *names.alike.get(hand_in.student, ())}
    for path in (path for path, fate in taken.files.items() if fate.what and fate.what != ARCHIVE):
        for part in path.split("/"):
            others = names.others(part)
            if others and not others & own:
                return f"{text.name(path)} has the name of {' and '.join(sorted(others))} in it"
    return ""


def _of_several(taken: Taken, work: HandIn | Attempt) -> None:
    if work.shared > 1:
        _remark(taken, f"The hand-in of {text.name(work.label.name)} counts for {work.shared} students.")


def _remark(taken: Taken, remark: str) -> None:
    taken.submission = replace(taken.submission, remarks=(*taken.submission.remarks, remark))


def _ours(shelf: Shelf, hand_in: HandIn, taken: Taken, form: Form, names: Names) -> Attempt | None:
    """The attempt that a folder of the course's own submitted/ was made of, None if nbgrader collected it."""
    if hand_in.place and hand_in.place.is_relative_to(shelf.course.root / "submitted"):
        for attempt in reversed(shelf.attempts(hand_in.student)):
            kept = read(shelf.course, attempt, form, names)
            if replace(kept, problem=None).digest() == taken.submission.digest():  # of one with a problem it is blank
                taken.submission = kept
                return attempt
    return None
