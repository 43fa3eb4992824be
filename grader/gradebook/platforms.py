"""Grades into the files that learning platforms export, for them to read back.

A platform makes new students, or new assignments, of rows and columns that it does not know. So we never write such a
file from nothing: theirs is read, and only grades and feedback in it change.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from grader.gradebook.sheet import Cell, Sheet, SheetError, number
from grader.gradebook.table import Grade, plain
from grader.intake.names import words
from grader.settings import Person


@dataclass(frozen=True)
class Platform:
    """How a platform's file is laid out.

    needs: columns without which it is not that file. keys: columns that say whose row it is, the surest first, and
    what they hold of a person. names: the columns with a student's whole name. grade: the column of the grade, if
    its name is always the same. most: that of the highest grade. feedback: that of the feedback. locked: a column,
    and the value in it of a row that must not change.
    """

    name: str
    needs: tuple[str, ...]
    keys: Mapping[str, Callable[[Person], tuple[str, ...]]]
    names: tuple[str, ...]
    grade: str = ""
    most: str = ""
    feedback: str = ""
    locked: tuple[str, str] = ("", "")


def _number(column: str) -> Callable[[Person], tuple[str, ...]]:
    """The platform's own number of a student, which is nobody's id elsewhere: another student may have that."""
    return lambda person: (person.ids.get(column, ""),)


def _id(column: str) -> Callable[[Person], tuple[str, ...]]:
    """The id that a roster has in a column, or the student's own."""
    return lambda person: (person.ids.get(column) or person.id,)


def _email(person: Person) -> tuple[str, ...]:
    return (person.email,)


def _login(person: Person) -> tuple[str, ...]:
    return (*_id("login")(person), person.email)


def _name(person: Person) -> tuple[str, ...]:
    return (person.name,)


CANVAS = Platform(
    "Canvas",
    needs=("ID", "Section"),
    keys={"ID": _number("canvas"), "SIS User ID": _id("sis"), "SIS Login ID": _login, "Student": _name},
    names=("Student",),
)
MOODLE = Platform(
    "Moodle",
    needs=("Identifier", "Grade", "Last modified (grade)"),
    keys={"Identifier": _number("moodle"), "ID number": _id("idnumber"), "Email address": _email, "Full name": _name},
    names=("Full name",),
    grade="Grade",
    most="Maximum Grade",
    feedback="Feedback comments",
    locked=("Grade can be changed", "no"),
)
GRADESCOPE = Platform(
    "Gradescope",
    needs=("SID", "Email", "Total Score"),
    keys={"SID": _id("gradescope"), "Email": _email},
    names=("First Name", "Last Name"),
    grade="Total Score",
    most="Max Points",
)
PLATFORMS = {"canvas": CANVAS, "moodle": MOODLE, "gradescope": GRADESCOPE}

Key = str | tuple[str, ...]
"""What two values are compared by."""

ASSIGNMENT_COLUMN = re.compile(r"(.*) \((\d+)\)")
"""Canvas' name of the column of an assignment: title and id."""


class Filled(NamedTuple):
    """A platform's file with our grades in it, and notes on what was left as it was or replaced.

    doubtful: some row may be another student's than the one whose grade it got. students: who has a row.
    """

    data: bytes
    notes: list[str]
    doubtful: bool
    students: frozenset[str]


def filled(
    data: bytes,
    platform: Platform,
    grades: Sequence[Grade],
    roster: Mapping[str, Person],
    title: str,
    feedback: Callable[[Grade], str],
) -> Filled:
    """Return a platform's exported file with our grades in it.

    Args:
        data: the file.
        platform: whose it is.
        grades: ours.
        roster: our students by id, perhaps with others of whom only the number on the platform is known; who is not in
            it is found by the id alone.
        title: of the assignment, or the whole name of its column: where the file has several assignments.
        feedback: gives what to say of a grade, if there is a column for that.

    Raises:
        SheetError: it is not such a file.
    """
    sheet = Sheet(data)
    columns = {name.lower(): place for place, name in reversed(list(enumerate(sheet.header)))}
    if missing := [name for name in platform.needs if name.lower() not in columns]:
        raise SheetError(
            f"it has no column {missing[0]!r}, so it is not a file that {platform.name} exported in English"
        )
    students, possible = _parts(sheet, columns.get("id"))
    column = columns[platform.grade.lower()] if platform.grade else _assignment(sheet, columns, possible, title)
    rows, notes = _matched(students, columns, platform, grades, roster)
    doubtful = _swapped(rows, columns, platform, roster)
    notes += doubtful
    replaced: list[str] = []
    for grade, row in rows:
        most = number(_value(row if platform.most else possible, columns.get(platform.most.lower(), column)))
        lock, says = platform.locked
        if _value(row, column).upper() == "EX":
            notes.append(f"{grade.student}: excused in the file, so it stays as it is.")
        elif lock and _value(row, columns.get(lock.lower())).lower() == says:
            notes.append(f"{grade.student}: {platform.name} does not let this grade be changed.")
        else:
            scale = most / grade.of if most and grade.of else 1.0
            sheet.put(row, column, sheet.number(grade.total * scale))
            if platform.feedback.lower() in columns:
                place, said = columns[platform.feedback.lower()], plain(feedback(grade))
                before = _value(row, place)
                # Ours all say of how many points; what was imported with older grades is read again.
                if before and before != said and f" of {grade.of:g} points" not in before:
                    replaced.append(grade.student)
                sheet.put(row, place, said)
            if scale != 1 and not any(note.startswith("The file") for note in notes):
                notes.append(f"The file's highest grade is {most:g}, ours {grade.of:g}: grades are scaled to theirs.")
    if replaced:
        notes.append(
            f"Feedback comments in {platform.name}'s file that are not ours were replaced: {', '.join(replaced)}."
        )
    return Filled(sheet.data(), notes, bool(doubtful), frozenset(grade.student for grade, _ in rows))


def _swapped(
    rows: Sequence[tuple[Grade, list[Cell]]],
    columns: Mapping[str, int],
    platform: Platform,
    roster: Mapping[str, Person],
) -> list[str]:
    """What is said of rows with the number of one student of ours and the whole name of another."""
    owners: dict[tuple[str, ...], list[str]] = {}
    for person in roster.values():
        owners.setdefault(words(person.name), []).append(person.id)
    notes = []
    for grade, row in rows:
        name = " ".join(_value(row, columns.get(column.lower())) for column in platform.names).strip()
        others = owners.get(words(name), []) if words(name) else []
        if others and grade.student not in others:
            notes.append(
                f"{grade.student}: its row in the file has the name {name!r}, which is that of {' and '.join(others)}:"
                " is it the right number in roster.csv?"
            )
    if len(notes) > 1:
        notes.append(f"{len(notes)} rows have the names of others: is a column of roster.csv shifted by a row?")
    return notes


def _parts(sheet: Sheet, number: int | None) -> tuple[list[list[Cell]], list[Cell]]:
    """The rows of students, and Canvas' row with the points possible, empty if there is none.

    It has no number, which every student has: somebody may call themselves so.
    """
    possible: list[Cell] = []
    students = []
    for row in sheet.rows[1:]:
        named = row[0].value.strip().lower() == "points possible"
        if named and number is not None and not _value(row, number):
            possible = row
        else:
            students.append(row)
    return students, possible


def _assignment(sheet: Sheet, columns: Mapping[str, int], possible: list[Cell], title: str) -> int:
    """The column of our assignment in Canvas' file.

    Raises:
        SheetError: there is none, or more than one that may be it, or it cannot be changed.
    """
    places = [place for place, name in enumerate(sheet.header) if ASSIGNMENT_COLUMN.fullmatch(name)]
    places = [place for place in places if place > columns["section"]]
    named = [place for place in places if title.lower() in sheet.header[place].lower()]
    fitting = named if len(places) > 1 else places
    if len(fitting) != 1:
        names = ", ".join(repr(sheet.header[place]) for place in (fitting or places))
        what = f"say which column it is with --column: {names}" if names else "make the assignment in Canvas first"
        raise SheetError(f"it has {len(fitting) or 'no'} columns for {title!r}: {what}")
    if "(read only)" in _value(possible, fitting[0]).lower():
        raise SheetError(f"its column {sheet.header[fitting[0]]!r} is read only, and Canvas would ignore it")
    return fitting[0]


def _matched(
    rows: list[list[Cell]],
    columns: Mapping[str, int],
    platform: Platform,
    grades: Sequence[Grade],
    roster: Mapping[str, Person],
) -> tuple[list[tuple[Grade, list[Cell]]], list[str]]:
    """Each grade with its row; only what fits one row and one student counts. And a note on those without one."""
    found, without, free = [], [], {id(row): row for row in rows}
    people = {grade.student: Person(grade.student) for grade in grades} | dict(roster)
    indices: dict[str, dict[Key, list[list[Cell]]]] = {}
    owners = {
        name: Counter(key for person in people.values() for key in {_key(name, text) for text in values(person)})
        for name, values in platform.keys.items()
    }
    for name in platform.keys:
        index = indices.setdefault(name, {})
        for row in rows if name.lower() in columns else []:
            index.setdefault(_key(name, _value(row, columns[name.lower()])), []).append(row)
    for grade in grades:
        person = people[grade.student]
        for name, values in platform.keys.items():
            keys = {key for text in values(person) if (key := _key(name, text)) and owners[name][key] < 2}
            fitting = {id(row) for key in keys for row in indices[name].get(key, [])}
            if len(fitting & free.keys()) == 1 == len(fitting):
                found.append((grade, free.pop(fitting.pop())))
                break
        else:
            without.append(grade.student)
    note = f"Without a row that is certainly theirs; add their {platform.name} ids to the roster: {', '.join(without)}."
    return found, [note] if without else []


def _key(column: str, value: str) -> Key:
    """What of a value counts when it is compared.

    Of "Participant 123456" it is the number, of a number not the zeros at its beginning, which spreadsheets leave out,
    and of a name the words, in any order.
    """
    if column in ("Student", "Full name"):
        return words(value)
    value = value.strip().casefold()
    value = re.sub(r"^\D+(?=\d+$)", "", value) if column == "Identifier" else value
    return value.lstrip("0") or value if value.isdecimal() else value


def _value(row: list[Cell], column: int | None) -> str:
    return row[column].value.strip() if column is not None and column < len(row) else ""
