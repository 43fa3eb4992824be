"""course.toml: what an instructor decides about a course, and roster.csv: who is in it.

`release` writes the file with every default; a key that is not in it keeps its default.
"""

import csv
import difflib
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil, inf, isfinite
from pathlib import Path
from typing import Any

from grader import ROOT
from grader.course import STUDENT, Course, CourseError
from helpers.given.files import write_atomically

ATTEMPTS = ("newest", "best")

DEFAULTS = """\
# The course. The commands read this file each time they run; `release` writes it once and never changes it.

# At the top of feedback pages and of the report.
title = "Linear classifiers"
term = ""                  # such as "Autumn 2026"

# When work is due: "2026-12-01" is the end of that day, "2026-12-01 18:00" a time. It is the time of this machine
# unless you add an offset, as in "2026-12-01 18:00+01:00". With "" nothing is late.
due = ""

# Which notebooks are released, by number, such as ["00", "01", "02", "03"]; [] is all of them. A new list takes effect
# with the next `release`.
notebooks = []

# Which attempt counts if a student hands in several times: "newest" or "best".
attempts = "newest"

# The table of students, in this folder: a CSV file with the columns id, name and email. Further columns, such as canvas
# or moodle, have the ids that a platform uses; students with the same entry in the column team hand in together. This
# file is optional.
roster = "roster.csv"

[late]
per_day = 0                # percent of the student's points per day late, or part of a day, by the clock here
cap = 100                  # the most that lateness costs, in percent
grace = 15                 # minutes after the due time that cost nothing

# Who may hand in later, by id, in quotes if it has a dot: ada = "2026-12-03".
[extensions]
"""


@dataclass(frozen=True)
class Late:
    """What lateness costs, in percent of the student's points: per day begun, and at most. grace: minutes for free."""

    per_day: float = 0.0
    cap: float = 100.0
    grace: float = 15.0


@dataclass(frozen=True)
class Settings:
    """What course.toml says.

    title, term: for the top of pages. notebooks: those that are released, all if none is named. due: when work is due,
    None if nothing is late. attempts: which one counts, "newest" or "best". roster: the file with the students. late:
    what lateness costs. extensions: by student, when their work is due.
    """

    title: str = "Linear classifiers"
    term: str = ""
    notebooks: tuple[str, ...] = ()
    due: datetime | None = None
    attempts: str = "newest"
    roster: str = "roster.csv"
    late: Late = Late()
    extensions: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """Title and term, as they are at the top of pages."""
        return " · ".join(filter(None, (self.title, self.term)))

    def days_late(self, student: str, handed_in: datetime | None) -> int:
        """Return how many days have begun between a student's due time and a hand-in; 0 within the minutes of grace.

        Days are those of the clock here: where summer time ends in one, it has 25 hours.

        Args:
            student: whose extension counts.
            handed_in: when, with its time zone; None if nobody knows, which is not late.
        """
        due = self.extensions.get(student, self.due)
        if due is None or handed_in is None:
            return 0
        if handed_in - due <= timedelta(minutes=self.late.grace):
            return 0
        begun, ended = (one.astimezone().replace(tzinfo=None) for one in (due, handed_in))
        return max(1, ceil((ended - begun) / timedelta(days=1)))

    def penalty(self, days: int) -> float:
        """Return the share of a student's points that so many days cost, from 0 to 1."""
        return min(days * self.late.per_day, self.late.cap) / 100


UNIQUE = ("email", "canvas", "moodle", "gradescope", "brightspace", "github")
"""Columns of the roster in which no two students have the same."""


@dataclass(frozen=True)
class Person:
    """A student of the roster. ids: what platforms call them, by further columns. team: of all who hand in together."""

    id: str
    name: str = ""
    email: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    team: str = ""


def write_defaults(course: Course) -> None:
    """Write the course.toml of a course that has none."""
    if not course.settings.exists():
        write_atomically(course.settings, DEFAULTS)


def load(course: Course) -> Settings:
    """Return the settings of a course; the defaults if it has no course.toml.

    Raises:
        CourseError: it cannot be read, or something in it has no meaning; the message says where.
    """
    try:
        text = course.settings.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except UnicodeDecodeError:
        raise CourseError(f"{course.settings} is not UTF-8: save it with that encoding.") from None
    return parsed(course, text)


def parsed(course: Course, text: str) -> Settings:
    """Return the settings that a text says, which is or will be a course's course.toml.

    Raises:
        CourseError: something in it has no meaning.
    """
    try:
        return _settings(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise CourseError(_broken(course.settings, text, str(error))) from None
    except ValueError as error:
        raise CourseError(f"{course.settings}: {error}") from None


def roster(course: Course) -> dict[str, Person]:
    """Return the students of the roster by id; none if there is no such file.

    Raises:
        CourseError: it is no table with a column id, an id cannot be one, two students have the same, or course.toml
            names a file that is not there.
    """
    path = course.root / load(course).roster
    try:
        data = path.read_bytes()
        if data.startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
            raise CourseError(f"{path} is an Excel workbook: save it as CSV UTF-8, under the same name.")
        text = _decoded(data).lstrip("\ufeff")
        above = re.match(r"(?:sep=.)?\s*", text)[0]  # type: ignore[index]  # Excel names the mark between cells there
        text, skipped = text.removeprefix(above), above.count("\n")
        first = text.partition("\n")[0]
        mark = max(",;\t", key=first.count)  # as Excel likes
        # Strictly: a quote that is not closed would make one student of all that follow.
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        names = [(name or "").strip().lower().replace("e-mail", "email") for name in rows.fieldnames or ()]
        if "id" not in names:
            raise CourseError(f"{path} has no column id: its first line should be `id,name,email`.")
        if twice := [name for name in ("id", "name", "team", *UNIQUE) if names.count(name) > 1]:
            raise CourseError(f"{path} has two columns {twice[0]}: remove one of them, or give it another name.")
        people: dict[str, Person] = {}
        owners: dict[tuple[str, str], str] = {}
        for values in rows:
            line = rows.line_num + skipped
            if any(values.get(None, ())):
                raise CourseError(
                    f"{path}, line {line}: more cells than the first line has names; put a name"
                    f" with {rows.reader.dialect.delimiter!r} in it in quotes."
                )
            row = {name: (values[key] or "").strip() for name, key in zip(names, rows.fieldnames or (), strict=True)}
            student = row.pop("id")
            if not student and (other := next(filter(None, row.values()), "")):
                raise CourseError(f"{path}, line {line}: {other} has no id; write one, or remove the line.")
            if student in people:
                raise CourseError(f"{path}, line {line}: {student} is listed twice; remove one of the lines.")
            if student and not STUDENT.fullmatch(student):
                raise CourseError(
                    f"{path}, line {line}: {student} cannot be an id: use up to 64 letters, digits, dots, _ and -."
                )
            for name in UNIQUE if student else ():
                value = row.get(name, "").casefold()
                if value and (owner := owners.setdefault((name, value), student)) != student:
                    raise CourseError(f"{path}, line {line}: {owner} has the {name} {value}, too; correct a line.")
            if student:
                name, email, team = (row.pop(key, "") for key in ("name", "email", "team"))
                people[student] = Person(student, name, email, row, team)
    except FileNotFoundError:
        if path.name == Settings.roster:
            return {}
        raise CourseError(f"{path}, which course.toml names as the roster, is not there.") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{path} cannot be read as a table ({error}): save it as CSV UTF-8.") from None
    return people


def _decoded(data: bytes) -> str:
    """The text of a CSV file, which Excel writes in UTF-16 or Windows-1252, too.

    Raises:
        UnicodeDecodeError: it is in none of these.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if b"\0" in data:
            raise
        return data.decode("cp1252")


def _broken(path: Path, text: str, error: str) -> str:
    """Say in one sentence what is wrong with a TOML file, and in which line."""
    what = error.partition(" (at ")[0].rstrip(".")
    place = re.search(r"at line (\d+)", error)
    line = int(place[1]) if place else len(text.removesuffix("\n").split("\n"))
    return f"{path}, line {line}: {what[:1].lower()}{what[1:]}; correct it, or delete the file to get the defaults."


def _settings(plain: dict[str, Any]) -> Settings:
    """Return what a parsed course.toml means.

    Raises:
        ValueError: something in it means nothing; the message is a sentence.
    """
    _known(plain, Settings, "")
    late = _kind(plain, "late", dict, "a table, [late]", {})
    _known(late, Late, "late.")
    extensions = _kind(plain, "extensions", dict, "a table, [extensions]", {})
    texts = {name: _kind(plain, name, str, "a text in quotes") for name in ("title", "term", "attempts", "roster")}
    numbers = {name: _percent(late, name, inf if name == "grace" else 100.0) for name in vars(Late())}
    if (attempts := texts["attempts"]) not in (None, *ATTEMPTS):
        raise ValueError(f'attempts is "{attempts}", but it can only be "newest" or "best".')
    notebooks = _kind(plain, "notebooks", list, 'a list such as ["00", "01"]', [])
    if not all(isinstance(name, str) for name in notebooks):
        raise ValueError('notebooks should be a list of texts, such as ["00", "01"].')
    there = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    names = [*there, *(stem[:2] for stem in there)]
    for name in notebooks:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(there)}."
            raise ValueError(f'notebooks has "{name}", which is none of them: {hint}')
    return Settings(
        notebooks=tuple(notebooks),
        **{name: text for name, text in texts.items() if text is not None},
        due=_moment("due", plain.get("due", "")),
        late=Late(**{name: number for name, number in numbers.items() if number is not None}),
        extensions={
            student: moment
            for student, value in extensions.items()
            if (moment := _moment(f"extensions.{student}", value)) is not None
        },
    )


def _known(table: dict[str, Any], kind: type, prefix: str) -> None:
    names = list(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    for name in table:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {prefix}{near[0]}?" if near else f"there are {', '.join(names)}."
            raise ValueError(f"there is no key {prefix}{name}: {hint}")


def _kind(table: dict[str, Any], name: str, kind: type, wanted: str, default: Any = None) -> Any:
    value = table.get(name, default)
    if value is not default and not isinstance(value, kind):
        raise ValueError(f"{name} should be {wanted}.")
    return value


def _percent(table: dict[str, Any], name: str, most: float) -> float | None:
    value = table.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or not 0 <= value <= most:
        raise ValueError(f"late.{name} should be a number {'from 0 to 100' if most < inf else 'of minutes'}.")
    return float(value)


def _moment(name: str, value: Any) -> datetime | None:
    """Return a point in time; a day alone ends at midnight, and without an offset it is this machine's time."""
    if isinstance(value, str):
        text = value.strip()
        try:
            value = date.fromisoformat(text) if len(text) <= len("2026-12-01") else datetime.fromisoformat(text)
        except ValueError:
            if not text:
                return None
    table, _, student = name.partition(".")
    if student and isinstance(value, dict) and value:
        raise ValueError(f'{table}: an id with a dot needs quotes: write "{student}.{next(iter(value))}" = ...')
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(23, 59, 59))
    if not isinstance(value, datetime):
        raise ValueError(f'{name} is {value!r}, which is not a time: write "2026-12-01" or "2026-12-01 18:00".')
    return value.astimezone()
