"""Brings what people read up to date with the gradebook: penalties, feedback pages, grades.csv and exports."""

import shutil
from collections.abc import Container, Iterable
from datetime import UTC
from functools import cache
from typing import NamedTuple

from grader import ROOT, settings
from grader.course import Course
from grader.gradebook import exports, feedback, penalties, record, recorded, table
from grader.gradebook.feedback import Work
from grader.gradebook.table import Grade
from grader.grading import attempts
from grader.progress import Progress
from grader.releasing import leaks, series
from grader.settings import Person, Settings
from helpers.given.calling import texts
from helpers.given.files import write_atomically

NAMED = 5
"""Students who are named in a sentence about several."""


class Published(NamedTuple):
    """All grades of a course, and a note on everything that was not graded or not written."""

    grades: list[Grade]
    notes: list[str]


def points(course: Course) -> list[Grade]:
    """Charge lateness as course.toml says now, and return all grades.

    Raises:
        CourseError: course.toml cannot be read.
        RecordError: the gradebook cannot.
    """
    grades = table.grades(course)
    penalties.record(course, settings.load(course), table.penalties_by_notebook(grades))
    return grades


def outdated(course: Course, grades: Iterable[Grade]) -> list[str]:
    """Return a sentence for each key of course.toml that was changed and needs another command for it: the notebooks,
    and which attempts count, if other ones may by now.

    Raises:
        CourseError: course.toml cannot be read.
    """
    return [*other_notebooks(course), *_other_attempts(course, grades)]


def other_notebooks(course: Course) -> list[str]:
    """Return a sentence if the release has other notebooks than course.toml names.

    Raises:
        CourseError: course.toml cannot be read.
    """
    named = [path.stem[:2] for path in series.notebooks(ROOT / "notebooks", settings.load(course).notebooks)]
    there = sorted(path.stem[:2] for path in course.release.glob("*.ipynb"))
    if named == there or not there:
        return []
    what = f"course.toml names the notebooks {', '.join(named)}, and those of the release are {', '.join(there)}"
    return [f"{what}: these count until `python3 lab.py release` makes another one."]


def unknown(rules: Settings, known: Container[str]) -> list[str]:
    """Return a sentence for each extension of somebody who is not known."""
    return [
        f"course.toml extends the time of {student}, who is not in the roster and handed in nothing; is the id right?"
        for student in rules.extensions
        if student not in known
    ]


def _other_attempts(course: Course, grades: Iterable[Grade]) -> list[str]:
    rules = settings.load(course)
    others = [grade.student for grade in grades if _chosen_otherwise(course, rules, grade.student)]
    named = ", ".join(others[:NAMED]) + (" and others" if len(others) > NAMED else "")
    what = f'course.toml says attempts = "{rules.attempts}", so attempts other than the recorded ones may count'
    return [f"{what} for {named}: run `python3 lab.py grade --again`."] if others else []


def _chosen_otherwise(course: Course, rules: Settings, student: str) -> bool:
    """Whether a student's attempt was chosen by another rule, or is not the best any more, as after an extension."""
    counted = recorded.attempt(course, student)
    if counted is None or counted.of == 1:
        return False
    if counted.rule != rules.attempts:
        return True
    costs = penalties.shares(student, {number: time for number, (_, time) in counted.compared.items()}, rules)
    weighed = {number: (points, costs[number]) for number, (points, _) in counted.compared.items()}
    return rules.attempts == "best" and attempts.best(weighed) != counted.number


def publish(course: Course) -> Published:
    """Write all pages, grades.csv and exports again.

    Raises:
        CourseError: course.toml or the roster cannot be read.
        RecordError: the gradebook cannot.
    """
    grades, rules, people = points(course), settings.load(course), settings.roster(course)
    table.write_table(grades, course.grades)
    notes = unknown(rules, people.keys() | {grade.student for grade in grades})
    progress = Progress("feedback", len(grades))
    for grade in grades:
        notes += _pages(course, rules, grade, people.get(grade.student, Person(grade.student)))
        progress.step()
    return Published(grades, [*notes, *outdated(course, grades), *exports.refresh(course, grades)])


def _pages(course: Course, rules: Settings, grade: Grade, person: Person) -> list[str]:
    """Write one student's pages; return why there are none, if so."""
    student, title = grade.student, rules.heading
    shown, key = work(course, grade, person), recorded.key(course, student)
    if key and not shown.notebooks:
        return [f"{student}: no feedback page was written, as the result is no longer in {course.store}: grade again."]
    if found := next(leaks.text_leaks("page", feedback.said(grade, shown), _solutions()), None):
        return [f"{student}: no feedback page was written, as it would hold {found.partition(': ')[2]}."]
    folder = course.feedback(student)
    for stem, text in feedback.pages(title, grade, shown).items():
        write_atomically(folder / f"{stem}.html" if stem else folder.parent / "feedback.html", text)
    for name in record.EXCHANGE:
        if course.holds(course.submitted(student) / name):
            shutil.copy(course.submitted(student) / name, folder / name)
    return []


def work(course: Course, grade: Grade, person: Person | None = None) -> Work:
    """Return what a student handed in, and what was said of it."""
    person = person or Person(grade.student)
    result = recorded.result(course, grade.student)
    files = filter(course.holds, sorted((course.submitted(grade.student) / "helpers").glob("*.py")))
    helpers = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in files}
    return Work(
        who=f"{person.name} ({person.id})" if person.name else person.id,
        notebooks=result.notebooks if result else {},
        helpers={name: texts.clean(text, len(text)) for name, text in helpers.items()},
        verdicts=result.verdicts if result else {},
        history=_history(course, grade),
    )


def _history(course: Course, grade: Grade) -> str:
    """When a submission was handed in, which attempt it is, and what was taken from elsewhere, if that is known."""
    said = [f"Handed in {grade.handed_in.astimezone(UTC):%Y-%m-%d %H:%M} UTC."] if grade.handed_in else []
    attempt = recorded.attempt(course, grade.student)
    said += [f"Attempt {attempt.number} of {attempt.of} counts."] if attempt and attempt.of > 1 else []
    said += [f"This hand-in counts for {attempt.shared} students."] if attempt and attempt.shared > 1 else []
    said += [attempt.taken] if attempt and attempt.taken else []
    return " ".join(said)


@cache
def _solutions() -> set[str]:
    return leaks.solution_lines(ROOT / "helpers", sorted((ROOT / "notebooks").glob("*.ipynb")))
