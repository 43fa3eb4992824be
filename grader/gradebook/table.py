"""The table of grades, read from the gradebook: printed, and as grades.csv."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader import settings
from grader.course import Course
from grader.gradebook import penalties, recorded
from grader.gradebook.database import gradebook
from grader.grading.store import GRADED, NOT_GRADABLE
from grader.intake.text import for_student
from grader.settings import Settings
from helpers.given.files import write_atomically

COLUMNS = ("student", "automatic", "by hand", "waiting", "total", "of", "state", "penalty", "to read again")
PRINTED = ("student", "automatic", "by hand", "penalty", "total", "of", "waiting", "to read again", "state")
"""The same in the order in which they are printed: `automatic + by hand - penalty = total`."""


@dataclass(frozen=True)
class Points:
    """Of one graded cell: a check, or an answer in words.

    waiting: nobody has read it yet. again: somebody had, but the answer changed. comment: what they wrote. notebook:
    the one that it is in.
    """

    points: float
    of: float
    by_hand: bool = False
    waiting: bool = False
    again: bool = False
    comment: str = ""
    notebook: str = ""


@dataclass(frozen=True)
class Grade:
    """One student's points: automatic + by_hand - penalty = total.

    waiting: points of cells that somebody still has to read. of: all there are. state: whether the newest hand-in was
    graded, and what of it was not and why. penalty: what lateness costs. again: points of cells that were read, but
    whose answer changed since; the grade that it had counts until somebody gives another. days_late: days that had
    begun since it was due. handed_in: when, if it is known. cells: the points of each graded cell, by its grade_id.
    beside: what somebody wrote to other cells, as Formgrader has a box at the answer above a check, too.
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
    handed_in: datetime | None = None
    cells: dict[str, Points] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)

    @property
    def gradable(self) -> bool:
        """Whether anything of the hand-in could be graded."""
        return self.state.partition(":")[0] != NOT_GRADABLE

    @property
    def told(self) -> str:
        """The state, as it is told the student; "" if there is nothing to tell."""
        return for_student(self.state[:1].upper() + self.state[1:]) if self.state != GRADED else ""

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
    rules = settings.load(course)
    with gradebook(course) as opened:
        comments, times = _comments(opened.db), _times(opened.db)
        cells = _cells(opened.db, comments)
    return [
        _grade(
            student,
            cells.get(student, {}),
            comments.get(student, {}),
            times[student],
            recorded.state(course, student),
            rules,
        )
        for student in sorted(times)
    ]


def penalties_by_notebook(grades: Iterable[Grade]) -> dict[tuple[str, str], float]:
    """Return what lateness costs for each student and notebook: the whole, by the points of each notebook."""
    costs: dict[tuple[str, str], float] = defaultdict(float)
    for one in grades:
        whole = one.automatic + one.by_hand
        for cell in one.cells.values() if one.penalty else ():
            costs[one.student, cell.notebook] += one.penalty * cell.points / whole
    return costs


def write_table(grades: Iterable[Grade], path: Path) -> None:
    """Write grades.csv: one line per student, atomically; no name becomes a formula in a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in grades:
        writer.writerow(map(plain, one.texts().values()))
    write_atomically(path, text.getvalue())


def plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; numbers stay what they are.

    What separates cells depends on the language of whoever opens the file, so each of its parts may become one.
    """
    try:
        float(text)
    except ValueError:
        return _FORMULA.sub("'", text)
    return text


_FORMULA = re.compile(r"(?:^|(?<=[;|\t\r\n]))(?=\s*[=+@\t\r\uff1d\uff0b\uff0d\uff20-])")
"""Where a formula may begin; in some languages signs of full width begin one, too."""


def table(grades: Iterable[Grade]) -> str:
    """Return the grades as a table to print; of a state why it is so is left out, and so are columns of zeros."""
    rows = [one.texts() for one in grades]
    shown = [name for name in PRINTED if name not in COLUMNS[7:] or any(row[name] != "0" for row in rows)]
    cells = [shown, *([row[name].partition(":")[0] for name in shown] for row in rows)]
    return lined(cells, right=range(1, len(shown) - 1))


def lined(rows: Sequence[Sequence[str]], right: Collection[int]) -> str:
    """Return rows as lines to print, in columns; right: the columns that are flush right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = enumerate(zip(row, widths, strict=True))
        line = [cell.rjust(width) if place in right else cell.ljust(width) for place, (cell, width) in cells]
        lines.append("  ".join(line).rstrip())
    return "\n".join(lines)


def _in_notebooks(chosen: Any, to: Any) -> Any:
    """Join grades or comments with whose notebook they are in."""
    from nbgrader.api import Notebook, SubmittedAssignment, SubmittedNotebook

    there = chosen.join(SubmittedNotebook, SubmittedNotebook.id == to.notebook_id)
    there = there.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    return there.join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)


def _comments(database: Any) -> dict[str, dict[str, str]]:
    """What was written to cells, by student and grade_id."""
    from nbgrader.api import Comment, SolutionCell, SubmittedAssignment
    from sqlalchemy import select

    written = select(SubmittedAssignment.student_id, SolutionCell.name, Comment.manual_comment)
    written = _in_notebooks(
        written.select_from(Comment).join(SolutionCell, SolutionCell.id == Comment.cell_id), Comment
    )
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for student, name, comment in database.execute(written.where(Comment.manual_comment != "")):
        found[student][name] = comment
    return found


def _cells(database: Any, comments: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Points]]:
    """The points of all graded cells, by student and grade_id.

    One query for the whole class; through nbgrader's objects it would be dozens for each student.
    """
    from nbgrader.api import Grade, GradeCell, Notebook, SubmittedAssignment
    from sqlalchemy import select

    asked = select(SubmittedAssignment.student_id, GradeCell.name, Notebook.name, GradeCell.max_score, Grade)
    asked = _in_notebooks(asked.select_from(Grade).join(GradeCell, GradeCell.id == Grade.cell_id), Grade)
    found: dict[str, dict[str, Points]] = defaultdict(dict)
    for student, name, notebook, most, one in database.execute(asked.order_by(Notebook.name, GradeCell.name)):
        given = one.manual_score is not None
        found[student][name] = Points(
            points=one.score,
            of=most,
            by_hand=given or bool(one.extra_credit),
            waiting=one.needs_manual_grade and not given,
            again=one.needs_manual_grade and given,
            comment=comments.get(student, {}).get(name, ""),
            notebook=notebook,
        )
    return found


def _times(database: Any) -> dict[str, datetime | None]:
    """When each student's work was handed in, None if nobody knows; nbgrader keeps UTC, without saying so."""
    from nbgrader.api import SubmittedAssignment
    from sqlalchemy import select

    rows = database.execute(select(SubmittedAssignment.student_id, SubmittedAssignment.timestamp))
    return {student: at and at.replace(tzinfo=UTC) for student, at in rows}


def _grade(
    student: str,
    cells: dict[str, Points],
    comments: Mapping[str, str],
    at: datetime | None,
    state: str,
    rules: Settings,
) -> Grade:
    automatic = sum(one.points for one in cells.values() if not one.by_hand)
    by_hand = sum(one.points for one in cells.values() if one.by_hand)
    days = rules.days_late(student, at)
    cost = penalties.penalty(automatic + by_hand, days, rules)
    return Grade(
        student=student,
        automatic=automatic,
        by_hand=by_hand,
        waiting=sum(one.of for one in cells.values() if one.waiting),
        total=round(automatic + by_hand - cost, 6),
        of=sum(one.of for one in cells.values()),
        state=state,
        penalty=cost,
        again=sum(one.of for one in cells.values() if one.again),
        days_late=days,
        handed_in=at,
        cells=cells,
        beside={name: comment for name, comment in comments.items() if name not in cells},
    )
