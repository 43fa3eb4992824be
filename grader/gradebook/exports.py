"""Grades for others to read: into the files of learning platforms, as points by exercise, and as JSON.

What is exported is kept in the course's exports/, and brought up to date there by `lab.py refresh`.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from grader import settings
from grader.bank import EXERCISES
from grader.course import Course
from grader.gradebook import platforms, recorded
from grader.gradebook.sheet import SheetError
from grader.gradebook.table import Grade, plain
from grader.intake.arrived import Shelf
from grader.settings import Person, Settings
from helpers.given.files import write_atomically

VERSION = 1
"""Of the layout of the JSON; docs/architecture.md has its schema."""

FORMATS = (*platforms.PLATFORMS, "csv", "json")


class Export(NamedTuple):
    """Where an export is, and notes on what of a platform's file was left as it was, or is missing.

    doubtful: some row may be another student's than the one whose grade it got. students: who has a row in a
    platform's file, None of another export, which has all.
    """

    path: Path
    notes: list[str]
    doubtful: bool = False
    students: frozenset[str] | None = None


def export(course: Course, form: str, grades: list[Grade], file: Path, column: str = "") -> Export:
    """Write an export.

    Args:
        course: whose grades they are.
        form: one of FORMATS.
        grades: all of the course.
        file: the platform's exported file, which stays as it is; for "csv" and "json" only its name counts.
        column: the name of the assignment's column, where a platform's file has several.

    Raises:
        SheetError: the file cannot be filled.
        CourseError: course.toml or the roster cannot be read.
    """
    rules, people = settings.load(course), settings.roster(course)
    target = course.exports / form / file.name
    notes: list[str] = []
    if form == "csv":
        write_atomically(target, by_exercise(grades, people, sheet_columns(course)))
    elif form == "json":
        plain = plain_data(course, rules, grades, people)
        write_atomically(target, json.dumps(plain, indent=1) + "\n")
        if lost := [one["id"] for one in plain["students"] if one["automatic"] and not one["verdicts"]]:
            notes.append(f"Without verdicts, as the store has lost their results; grade them again: {', '.join(lost)}.")
    else:
        beside = target.with_name(f".{target.name}.column")  # what `refresh` fills it by
        column = column or (beside.read_text(encoding="utf-8") if beside.is_file() else "")
        platform, people = platforms.PLATFORMS[form], _numbered(course, form) | people
        try:
            filled = platforms.filled(file.read_bytes(), platform, grades, people, column or rules.title, summary)
        except SheetError as error:
            raise SheetError(f"{file} cannot be filled: {error}.") from None
        if column:
            write_atomically(beside, column)  # first: without it `refresh` could fill another column of the target
        write_atomically(target, filled.data)
        return Export(target, filled.notes, filled.doubtful, filled.students)
    return Export(target, notes)


def _numbered(course: Course, platform: str) -> dict[str, Person]:
    """The students whose hand-ins came with a platform's number, which their ids were made of without a roster."""
    parted = {student: who.partition(" ") for student, who in Shelf(course, writes=False).known().items()}
    return {
        student: Person(student, ids={platform: number})
        for student, (what, _, number) in parted.items()
        if what == platform and number.isdecimal()
    }


def refresh(course: Course, grades: list[Grade]) -> list[str]:
    """Bring all exports that there are up to date; return a note on each that cannot be filled any more."""
    notes = []
    for form in FORMATS:
        for path in sorted((course.exports / form).glob("[!.]*")):
            try:
                export(course, form, grades, path)
            except SheetError as error:
                notes.append(str(error))
    return notes


def name(exercise: str) -> str:
    """Return what people call an exercise, such as "svm_loss_naive (loss)"; an answer in words by its own name."""
    found = EXERCISES.get(exercise)
    if found is None or not found.target:
        return exercise.replace("_", " ")
    last = found.target.rpartition(".")[2]
    return f"{last}.{found.method}" if found.method else f"{last} ({found.task})" if found.task else last


def summary(grade: Grade) -> str:
    """Return a grade in a few sentences, for a platform's column of feedback: first why it is not the grade of all."""
    said = [*filter(None, [grade.told]), f"{grade.total:g} of {grade.of:g} points."]
    if grade.penalty:
        days = f"{grade.days_late} day{'s' if grade.days_late > 1 else ''}"
        said.append(f"Late by {days}: {grade.penalty:g} points less.")
    short = [f"{name(key)} {one.points:g} of {one.of:g}" for key, one in grade.cells.items() if one.points < one.of]
    short = short if grade.gradable else []  # nobody looked for what is wrong
    unread = [name(key) for key, one in grade.cells.items() if one.waiting or one.again]
    short = [text for text in short if not any(text.startswith(f"{one} ") for one in unread)]
    said += [f"Points lost: {'; '.join(short)}."] if short else []
    said += [f"Not read yet: {'; '.join(unread)}."] if unread else []
    return " ".join(said)


def sheet_columns(course: Course) -> list[str]:
    """Return all graded cells of the release, in the order of the notebooks."""
    names = []
    for path in sorted(course.release.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            mark = cell["metadata"].get("nbgrader", {})
            names += [mark["grade_id"]] if mark.get("grade") else []
    return names


def by_exercise(grades: Iterable[Grade], people: Mapping[str, Person], cells: list[str]) -> str:
    """Return a table with a row per student, also those of the roster who handed in nothing, a column per exercise."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["id", "name", "email", "total", "of", "automatic", "by hand", "penalty", "state", *cells])
    found = {grade.student: grade for grade in grades}
    for student in sorted(found.keys() | people.keys()):
        person, grade = people.get(student, Person(student)), found.get(student)
        who = [student, person.name, person.email]
        if grade is None:
            writer.writerow([*map(plain, who), "", "", "", "", "", "nothing handed in", *[""] * len(cells)])
            continue
        points = (grade.total, grade.of, grade.automatic, grade.by_hand, grade.penalty)
        each = [grade.cells.get(cell) for cell in cells]
        earned = ["" if one is None or one.waiting else f"{one.points:g}" for one in each]
        writer.writerow([*map(plain, who), *(f"{value:g}" for value in points), plain(grade.state), *earned])
    return text.getvalue()


def plain_data(
    course: Course, rules: Settings, grades: Iterable[Grade], people: Mapping[str, Person]
) -> dict[str, Any]:
    """Return the verdicts and grades of a course as a dict for JSON."""
    due = rules.due.isoformat() if rules.due else None
    return {
        "version": VERSION,
        "course": {"title": rules.title, "term": rules.term, "due": due},
        "students": [_student(course, grade, people.get(grade.student, Person(grade.student))) for grade in grades],
    }


def _student(course: Course, grade: Grade, person: Person) -> dict[str, Any]:
    result = recorded.result(course, grade.student)
    verdicts = result.verdicts if result else {}
    points = ("state", "total", "of", "automatic", "by_hand", "waiting", "again", "penalty", "days_late")
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        **{field: getattr(grade, field) for field in points},
        "cells": {key: vars(one) for key, one in grade.cells.items()},
        "verdicts": [verdict.to_dict() for verdict in verdicts.values()],
    }
