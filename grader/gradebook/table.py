"""The table of grades, read from the gradebook: printed, and as grades.csv."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import ASSIGNMENT, Course
from grader.gradebook import record
from grader.gradebook.record import RecordError
from grader.grading.store import GRADED
from helpers.given.files import write_atomically

COLUMNS = ("student", "automatic", "by hand", "waiting", "total", "of", "state")


@dataclass(frozen=True)
class Grade:
    """One student's points.

    waiting: points of cells that somebody still has to read. of: all there are. state: whether the newest hand-in was
    graded, and what of it was not and why.
    """

    student: str
    automatic: float
    by_hand: float
    waiting: float
    total: float
    of: float
    state: str = GRADED

    def texts(self) -> tuple[str, ...]:
        """Return what is in the columns."""
        points = (self.automatic, self.by_hand, self.waiting, self.total, self.of)
        return self.student, *(f"{value:g}" for value in points), self.state


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
            return sorted(
                (_grade(one, record.state(course, one.student.id)) for one in submissions),
                key=lambda grade: grade.student,
            )
    except SQLAlchemyError as error:
        raise RecordError(f"The gradebook cannot be read: {error}") from None


def write_table(grades: Iterable[Grade], path: Path) -> None:
    """Write grades.csv: one line a student, atomically; no name becomes a formula in a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for grade in grades:
        student, *others = grade.texts()
        writer.writerow([f"'{student}" if student[0] in "=+-@" else student, *others])
    write_atomically(path, text.getvalue())


def table(grades: Iterable[Grade]) -> str:
    """Return the grades as a table to print; of a state why it is so is left out."""
    rows = [COLUMNS, *((*cells, state.partition(":")[0]) for *cells, state in (grade.texts() for grade in grades))]
    widths = [max(len(row[k]) for row in rows) for k in range(len(COLUMNS))]
    lines = []
    for first, *points, state in rows:
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(points, widths[1:-1], strict=True))]
        lines.append("  ".join([*cells, state]))
    return "\n".join(lines)


def _grade(submission: Any, state: str) -> Grade:
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
    return Grade(submission.student.id, automatic, by_hand, waiting, total, of, state)
