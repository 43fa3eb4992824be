"""arrived/ in a course: the bytes of each attempt as they came, with what is known of them; never changed afterwards.

An attempt is a file, such as arrived/ada/2.zip, and 2.json about it. What came as an archive is kept as it is; loose
files and folders are packed into a zip. The same as the newest is not kept again; the same as an earlier one is, as the
order of the files is that of the attempts.
"""

import hashlib
import io
import json
import re
import shutil
import time
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from grader.course import Course
from grader.intake import archives, contents, matching, text, unpacking
from grader.intake.archives import UNREADABLE, ArchiveError, Files
from grader.intake.hand_in import HandIn
from grader.intake.labels import Label
from grader.intake.names import Names, whom
from grader.sandbox import limits
from grader.settings import Person
from helpers.given.files import write_atomically

FILE_BYTES = max(limits.LARGE_NOTEBOOK_BYTES, archives.NESTED_BYTES)
"""A loose file that is kept; no larger one is taken, either."""

TOTAL_BYTES = contents.TOTAL_BYTES + archives.HELD_BYTES
"""All loose files of an attempt that are kept; no more is read, either."""

MATE = "a team-mate"
"""Who handed in for a team and was forgotten since."""

AHEAD = timedelta(days=180)
"""A hand-in whose time is this long after its arrival has it from a wrong clock; who tries a term out is less ahead."""


@dataclass(frozen=True)
class Attempt:
    """One attempt of one student.

    number: from 1, in the order in which they came. label: what the platform says. shown: where it came from. came:
    when we took it in. sha256: of the file. suffix: of the file's name, "" if nothing could be kept. links: paths of
    links that were in it. twice: paths that two of its files had. skipped: what was not kept, and why. problem: why
    nothing of it can be taken. shared: for how many students it counts: who they are would still be here after one of
    them is forgotten. later: paths of files that were uploaded after the archives beside them, None if it was kept when
    nobody asked for that.
    """

    student: str
    number: int
    label: Label
    shown: str
    came: str
    sha256: str = ""
    suffix: str = ""
    links: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    shared: int = 1
    later: list[str] | None = field(default_factory=list)

    @property
    def is_ahead(self) -> bool:
        """Whether it came long before the time that the platform gives it: some clock was wrong."""
        said, came = moment(self.label.time), moment(self.came)
        return bool(said and came and said > came + AHEAD)

    @property
    def counted(self) -> str:
        """The time that counts, as it was written; "" if nobody knows."""
        return self.came if self.is_ahead else self.label.time

    @property
    def time(self) -> datetime | None:
        """When it was handed in, None if nobody knows."""
        return moment(self.counted)

    @property
    def stamp(self) -> str:
        """The same as nbgrader reads it, which knows few zones; "" if nobody knows."""
        if self.time is None or self.counted.endswith(" UTC"):
            return self.counted if self.time else ""
        return f"{self.time.astimezone(UTC).replace(tzinfo=None)} UTC"


class Shelf:
    """The attempts of a course.

    Args:
        course: whose they are.
        writes: whether what is put here stays; else it is only counted, and nothing is changed.
    """

    def __init__(self, course: Course, writes: bool) -> None:
        self.course, self.writes = course, writes
        self.found: dict[str, list[Attempt]] = {}

    def students(self) -> list[str]:
        """Return who handed in."""
        there = [path.name for path in self.course.arrived.glob("*") if path.is_dir()]
        return sorted({*there, *self.found})

    def known(self) -> dict[str, str]:
        """Return who has which id, as `names.whom` writes it, by id."""
        labels = {one: [attempt.label for attempt in self.attempts(one) if attempt.came] for one in self.students()}
        return {student: whom(some[0]) for student, some in labels.items() if some}

    def attempts(self, student: str) -> list[Attempt]:
        """Return a student's attempts, the newest last: by their times, Canvas' numbers of files, or as they came."""
        if student not in self.found:
            paths = [path for path in (self.course.arrived / student).glob("*.json") if path.stem.isdecimal()]
            self.found[student] = [_read(path, student) for path in paths]
        found = sorted(self.found[student], key=lambda attempt: attempt.number)
        times = [attempt.time for attempt in found]
        if all(times):
            found.sort(key=lambda attempt: (attempt.time, attempt.number))
        elif all(attempt.label.order for attempt in found):
            found.sort(key=lambda attempt: (attempt.label.order, attempt.number))
        return found

    def put(self, hand_in: HandIn, files: Files | ArchiveError, last: bool) -> Attempt:
        """Put a hand-in here, unless the same is here already; return it as an attempt.

        Args:
            hand_in: what arrived.
            files: what is in it, or why it cannot be opened.
            last: whether nothing else of the student's comes from the same platform now.
        """
        here = self.attempts(hand_in.student)
        number = max((attempt.number for attempt in here), default=0) + 1
        came = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        made = Attempt(hand_in.student, number, hand_in.label, hand_in.shown, came, shared=hand_in.shared)
        source = hand_in.place
        data = b""
        if isinstance(files, ArchiveError):
            made = replace(made, problem=str(files))
        if hand_in.suffix and source and source.is_file() and not source.is_symlink():
            try:
                with source.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                made = replace(made, suffix=hand_in.suffix.lower(), sha256=digest)
            except OSError as error:  # the trouble of this one alone
                why = f"{text.name(source.name)} cannot be read ({error.strerror})"
                made = replace(made, problem=made.problem or why)
        elif isinstance(files, Files):
            source = None
            data, skipped = _packed(files)
            made = replace(made, suffix=".zip", skipped=files.skipped | skipped, later=files.later)
            made = replace(
                made, links=files.links, twice=sorted(name for name, readers in files.twice.items() if not readers)
            )
            made = replace(made, sha256=hashlib.sha256(data).hexdigest())
        if attempt := _same(here, made, last):
            if attempt.later is None:
                known, attempt = attempt, replace(attempt, later=made.later)
                self.found[hand_in.student] = [attempt if one is known else one for one in here]
                if self.writes:
                    _note(self.course, attempt)
            if self.writes and _changed(self.course, attempt):
                self._write(attempt, source, data)  # what came is here again
            return attempt
        self.found[hand_in.student].append(made)
        if self.writes:
            self._write(made, source, data)
        return made

    def _write(self, attempt: Attempt, source: Path | None, data: bytes) -> None:
        """Write an attempt; it is there when the file about it is."""
        folder = self.course.arrived / attempt.student
        target = _place(self.course, attempt)
        if attempt.suffix and source:
            folder.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f"{target.name}.part")
            shutil.copyfile(source, part)
            part.replace(target)
        elif attempt.suffix:
            write_atomically(target, data)
        _note(self.course, attempt)


@contextmanager
def opened(course: Course, attempt: Attempt) -> Iterator[Files]:
    """Give the files of an attempt.

    Raises:
        ArchiveError: they cannot be read.
    """
    if attempt.problem or not attempt.suffix:
        raise ArchiveError(attempt.problem or "nothing of it was kept")
    path = _place(course, attempt)
    if _changed(course, attempt):
        raise ArchiveError(f"{path} is not what arrived: put it back from a backup, or grade the hand-in itself again")
    with archives.opened(path, attempt.shown.rpartition("/")[2]) as files:
        yield replace(
            files,
            links=[*files.links, *attempt.links],
            twice=files.twice | {name: [] for name in attempt.twice},
            skipped=files.skipped | attempt.skipped,
            later=attempt.later or [],
        )


def unname(course: Course, student: str, roster: Mapping[str, Person]) -> None:
    """Take out of what is known of team-mates' attempts how a platform calls a student who handed in for all."""
    shelf, names = Shelf(course, writes=True), Names(roster, {})
    for other in {*shelf.students()} - {student}:
        for one in shelf.attempts(other):
            if one.shared > 1 and names.whose(one.label) == student:
                label = replace(one.label, name=MATE, number="", email="", login="")
                shown = f"{one.number}{one.suffix}"
                problem = one.problem.replace(text.name(one.shown.rpartition("/")[2]), shown)
                _note(course, replace(one, label=label, shown=shown, problem=problem))


def again(attempts: Sequence[Attempt]) -> Attempt | None:
    """Return which attempt the newest repeats, None if it is new, or its time or Canvas' number says that it is newer.

    It may be an older download that somebody took for the newest.
    """
    *before, newest = attempts
    same = [one for one in before if _is_like(one, newest)]
    return same[0] if same and not _when(newest) else None


def moment(text: str) -> datetime | None:
    """Return a time as nbgrader writes it, such as "2026-12-03 10:00:00.5 Europe/Paris"; without a zone it is UTC.

    A short name, such as CET, is one offset all year round.
    """
    match = _TIME.fullmatch(text.strip())
    if not match:
        return None
    stamp, zone = f"{match[1]} {match[2]}", match[3]
    try:
        if not zone or zone[0] in "+-":
            return datetime.fromisoformat(f"{stamp}{zone or '+00:00'}")
        written = datetime.fromisoformat(stamp)
        here = dict(zip(time.tzname, (-time.timezone, -time.altzone), strict=True))
        if zone in here:  # CST is that of this machine, wherever else there is one
            return written.replace(tzinfo=timezone(timedelta(seconds=here[zone])))
        if zone in _HOURS:
            return written.replace(tzinfo=timezone(timedelta(hours=_HOURS[zone])))
        return written.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError, OSError, OverflowError):
        return None


_HOURS = {
    **{"Z": 0, "UTC": 0, "WET": 0, "WEST": 1, "CET": 1, "MET": 1, "CEST": 2, "MEST": 2, "EET": 2, "EEST": 3},
    **{"MEZ": 1, "MESZ": 2, "EDT": -4, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7},
    **{"SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13},
}
"""Short names of zones, which nbgrader writes where its exchange has a zone of its own. ZoneInfo does not know them, or
takes CET for a place that has summer time."""

_TIME = re.compile(r"((?:19|20)\d\d-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(?:(?<=\.\d{6})\d+)? ?(\S*)")


def _read(path: Path, student: str) -> Attempt:
    """The attempt that a file describes; if it is damaged, one that nobody knows when it came, or anything of."""
    made = Attempt(student, int(path.stem), Label("", ""), path.name, "")
    try:
        note = {"later": None, **json.loads(path.read_text())}
        unknown = note["later"] is None
        note |= {"label": Label(**note["label"]), "later": [] if unknown else note["later"]}
        found = replace(made, **note | {"student": student, "number": made.number})
        if _kinds(found.label) == _kinds(made.label) and _kinds(found) == _kinds(made):
            return replace(found, later=None) if unknown else found
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return replace(made, problem=f"{path} is damaged: put it back from a backup, or grade the hand-in itself again")


def _kinds(one: Attempt | Label) -> list[type]:
    return [type(value) for value in vars(one).values()]


def _place(course: Course, attempt: Attempt) -> Path:
    return course.arrived / attempt.student / f"{attempt.number}{attempt.suffix}"


def _note(course: Course, attempt: Attempt) -> None:
    """Write the file about an attempt."""
    path = course.arrived / attempt.student / f"{attempt.number}.json"
    write_atomically(path, json.dumps(asdict(attempt), indent=1))


def _changed(course: Course, attempt: Attempt) -> bool:
    """Whether the file of an attempt is not what arrived."""
    if not attempt.suffix:
        return False
    try:
        with _place(course, attempt).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() != attempt.sha256
    except OSError:
        return True


def _content(attempt: Attempt) -> tuple[object, ...]:
    return attempt.sha256, attempt.suffix, tuple(attempt.links), attempt.problem


def _is_like(one: Attempt, other: Attempt) -> bool:
    """Whether two attempts hold the same, and the same of it came later, as far as that is known."""
    return _content(one) == _content(other) and (one.later == other.later or None in (one.later, other.later))


def _when(attempt: Attempt) -> datetime | int | None:
    """What says how new an attempt is."""
    return moment(attempt.label.time) or attempt.label.order or None


def _same(here: Sequence[Attempt], made: Attempt, last: bool) -> Attempt | None:
    """The attempt that one is which came now, None if it is another, though its bytes may have come before.

    Who hands in the first work again after a second one means the first to count. Without times that is what a platform
    gives last, unless it gave the same the time before.
    """
    alike = [attempt for attempt in here if _is_like(attempt, made)]
    if not alike:
        return None
    if when := _when(made):
        return next((one for one in alike if _when(one) == when), here[-1] if here[-1] in alike else None)
    before = [one for one in here if one.label.platform == made.label.platform] or here
    return alike[-1] if not last or before[-1] in alike else None


def _packed(files: Files) -> tuple[bytes, dict[str, str]]:
    """Pack loose files, the same bytes for the same files, and say which are left out as they are too large.

    It is all that `collect` may take of them: what is graded has to be the same whenever it is graded again.
    """
    readers = files.readers | files.checkpoints
    first = sorted(readers, key=_importance)
    every = [(name, reader) for name in first for reader in files.twice.get(name) or [readers[name]]]
    stream, skipped, left = io.BytesIO(), {}, TOTAL_BYTES
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there twice, as they came
        for name, reader in every:
            try:
                data = reader(min(FILE_BYTES, left) + 1)
            except UNREADABLE as error:
                skipped[name] = f"cannot be read ({text.name(unpacking.why(error))})"
                continue
            if len(data) > min(FILE_BYTES, left):
                skipped[name] = "too large to be kept"
            else:
                left -= len(data)
                # Level 6, the usual one, takes three times as long and saves a twelfth of the size.
                packed.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, compresslevel=1)
    return stream.getvalue(), skipped


def _importance(name: str) -> tuple[bool, bool, bool, str]:
    """Sorts files for which there may not be room: the likeliest first, and what is not graded last."""
    original = archives.checkpoint(PurePosixPath(name)) or matching.backup(name)
    return not matching.may_be_wanted(original or name), matching.is_data(name), bool(original), name
