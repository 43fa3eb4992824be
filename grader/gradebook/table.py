"""The table of grades, read from the gradebook: printed, and as grades.csv."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.course import ASSIGNMENT, Course
from grader.gradebook.record import RecordError

COLUMNS = ("student", "automatic", "by hand", "waiting", "total", "of")


@dataclass(frozen=True)
class Grade:
    """One student's points. waiting: points of cells that somebody still has to read; of: all there are."""

    student: str
    automatic: float
    by_hand: float
    waiting: float
    total: float
    of: float


def grades(course: Course) -> list[Grade]:
    """Return the grades of all students in the gradebook, by student.

    Raises:
        RecordError: the gradebook cannot be read.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with Gradebook(course.database) as gradebook:
            submissions = gradebook.assignment_submissions(ASSIGNMENT)
            return sorted((_grade(one) for one in submissions), key=lambda grade: grade.student)
    except SQLAlchemyError as error:
        raise RecordError(f"The gradebook cannot be read: {error}") from None


def write_table(grades: Iterable[Grade], path: Path) -> None:
    """Write grades.csv: one line a student, atomically; no name becomes a formula in a spreadsheet."""
    temporary = path.with_suffix(".part")
    with temporary.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for grade in grades:
            student = f"'{grade.student}" if grade.student[0] in "=+-@" else grade.student
            writer.writerow([student, *(f"{value:g}" for value in list(vars(grade).values())[1:])])
    temporary.replace(path)


def table(grades: Iterable[Grade]) -> str:
    """Return the grades as a table to print."""
    rows = [
        COLUMNS,
        *((grade.student, *(f"{value:g}" for value in list(vars(grade).values())[1:])) for grade in grades),
    ]
    widths = [max(len(row[k]) for row in rows) for k in range(len(COLUMNS))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells))
    return "\n".join(lines)


def _grade(submission: object) -> Grade:
    automatic = by_hand = waiting = 0.0
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            if grade.needs_manual_grade:
                waiting += grade.cell.max_score
            elif grade.cell.cell_type == "code":
                automatic += grade.score
            else:
                by_hand += grade.score
    total, of = submission.score, submission.max_score
    return Grade(submission.student.id, automatic, by_hand, waiting, total, of)
