"""The table of grades, read from the gradebook: printed, and as grades.csv."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import settings
from grader.course import ASSIGNMENT, Course
from grader.gradebook import penalties, record
from grader.gradebook.record import RecordError
from grader.grading.store import GRADED
from grader.settings import Settings
from helpers.given.files import write_atomically

COLUMNS = ("student", "automatic", "by hand", "waiting", "total", "of", "state", "penalty", "to read again")
PRINTED = ("student", "automatic", "by hand", "penalty", "total", "of", "waiting", "to read again", "state")
"""The same in the order in which they are printed: `automatic + by hand - penalty = total`."""


@dataclass(frozen=True)
class Grade:
    """One student's points: automatic + by_hand - penalty = total.

    waiting: points of cells that somebody still has to read. of: all there are. state: whether the newest hand-in was
    graded, and what of it was not and why. penalty: what lateness costs. again: points of cells that were read, but
    whose answer changed since; the grade that it had counts until somebody gives another.
    """

    student: str
    automatic: float
    by_hand: float
    waiting: float
    total: float
    of: float
    state: str = GRADED
    penalty: float = 0.0
    again: float = 0.0
    days_late: int = 0

    def texts(self) -> dict[str, str]:
        """Return what is in the columns."""
        points = (self.automatic, self.by_hand, self.waiting, self.total, self.of)
        more = (self.penalty, self.again)
        texts = (self.student, *(f"{value:g}" for value in points), self.state, *(f"{value:g}" for value in more))
        return dict(zip(COLUMNS, texts, strict=True))


def grades(course: Course) -> list[Grade]:
    """Return the grades of all students in the gradebook, by student.

    Raises:
        RecordError: the gradebook cannot be read.
        CourseError: course.toml cannot.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SQLAlchemyError

    rules = settings.load(course)
    try:
        with Gradebook(course.database) as gradebook:
            submissions = gradebook.assignment_submissions(ASSIGNMENT)
            return sorted(
                (grade(one, record.state(course, one.student.id), rules) for one in submissions),
                key=lambda grade: grade.student,
            )
    except SQLAlchemyError as error:
        raise RecordError(f"The gradebook cannot be read: {error}") from None


def write_table(grades: Iterable[Grade], path: Path) -> None:
    """Write grades.csv: one line per student, atomically; no name becomes a formula in a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in grades:
        writer.writerow(map(plain, one.texts().values()))
    write_atomically(path, text.getvalue())


def plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; numbers stay what they are."""
    if text[:1] not in ("=", "+", "-", "@", "\t", "\r"):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def table(grades: Iterable[Grade]) -> str:
    """Return the grades as a table to print; of a state why it is so is left out, and so are columns of zeros."""
    rows = [one.texts() for one in grades]
    shown = [name for name in PRINTED if name not in COLUMNS[7:] or any(row[name] != "0" for row in rows)]
    cells = [shown, *([row[name].partition(":")[0] for name in shown] for row in rows)]
    widths = [max(len(line[k]) for line in cells) for k in range(len(shown))]
    lines = []
    for first, *points, state in cells:
        line = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(points, widths[1:-1], strict=True))]
        lines.append("  ".join([*line, state]))
    return "\n".join(lines)


def grade(submission: Any, state: str, rules: Settings) -> Grade:
    """Return the grade of a submission in the gradebook.

    Args:
        submission: nbgrader's.
        state: what was noted of it.
        rules: what lateness costs.
    """
    automatic = by_hand = waiting = again = 0.0
    for notebook in submission.notebooks:
        for one in notebook.grades:
            if one.manual_score is None and not one.extra_credit:
                automatic += one.auto_score or 0.0
            else:
                by_hand += one.score
            if one.needs_manual_grade and one.manual_score is None:
                waiting += one.cell.max_score
            elif one.needs_manual_grade:
                again += one.cell.max_score
    cost = penalties.penalty(submission, rules)
    return Grade(
        student=submission.student.id,
        automatic=automatic,
        by_hand=by_hand,
        waiting=waiting,
        total=round(automatic + by_hand - cost, 6),
        of=submission.max_score,
        state=state,
        penalty=cost,
        again=again,
        days_late=penalties.days_late(submission, rules),
    )
