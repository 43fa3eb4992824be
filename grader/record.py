"""Records results in nbgrader's gradebook, makes its feedback pages, and writes the table of grades.

nbgrader is loaded when the first result is recorded: it takes a second, in which others compute the next ones.
"""

import contextlib
import csv
import json
import math
import re
import shutil
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader import course as courses
from grader import rebuild, results
from grader.collect import Submission
from grader.course import ASSIGNMENT, Course

COLUMNS = ("student", "automatic", "by hand", "waiting", "total", "of")


class RecordError(RuntimeError):
    """nbgrader could not record; the message holds the cause in its own words."""


@dataclass(frozen=True)
class Grade:
    """One student's points. waiting: points of cells that somebody still has to read; of: all there are."""

    student: str
    automatic: float
    by_hand: float
    waiting: float
    total: float
    of: float


def record(course: Course, submission: Submission, key: str) -> None:
    """Record a submission's result in the gradebook.

    A submission recorded before is skipped; a changed one is recorded again, and grades entered by hand stay.

    Args:
        course: whose gradebook it is.
        submission: whose result it is; it becomes nbgrader's submitted/.
        key: the name of the result in the store, where it has to be.

    Raises:
        RecordError: nbgrader failed.
    """
    note = course.store / "recorded" / f"{submission.student}.json"
    if _noted(note) == key and _in_gradebook(course, submission.student, key):
        return
    target = course.submitted(submission.student)
    if target.exists():
        shutil.rmtree(target)
    rebuild.folder(course.release, submission, target)
    _nbgrader(course, "autograde", submission.student, key, create=True)
    _write(note, key)


def feedback(course: Course, student: str, key: str) -> None:
    """Make the feedback pages of a result that was recorded, unless they were made before.

    Args:
        course: whose gradebook it is in.
        student: whose result it is.
        key: its name in the store.

    Raises:
        RecordError: nbgrader failed.
    """
    note = course.store / "feedback" / f"{student}.json"
    if _noted(note) != key or not (course.root / "feedback" / student).exists():
        _nbgrader(course, "generate_feedback", student, key)
        _write(note, key)


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


def _in_gradebook(course: Course, student: str, key: str) -> bool:
    """Whether the gradebook has a student's result: it may be a new one, or an older copy that was put back."""
    _api()
    from nbgrader.api import Gradebook, MissingEntry

    with Gradebook(course.database) as gradebook:
        try:
            notebooks = gradebook.find_submission(ASSIGNMENT, student).notebooks
        except MissingEntry:
            return False
        recorded = sum(grade.auto_score or 0.0 for notebook in notebooks for grade in notebook.grades)
    result = results.stored(course, key)
    return result is not None and math.isclose(
        recorded, sum(verdict.points for verdict in result.verdicts.values()), abs_tol=1e-9
    )


@cache
def _api() -> type:
    """nbgrader's interface. It opens the gradebook twenty times a submission, each time with an engine of its own,
    which compiles all queries anew; here they share one.
    """
    import nbgrader.api
    from nbgrader.apps import NbGraderAPI

    nbgrader.api.create_engine = cache(nbgrader.api.create_engine)
    return NbGraderAPI


def _nbgrader(course: Course, step: str, student: str, key: str, **options: bool) -> None:
    from sqlalchemy.exc import SAWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader's own relationships, harmless
        api = _api()(config=courses.configuration(course, key))
        answer = getattr(api, step)(ASSIGNMENT, student, force=True, **options)
    if not answer["success"]:
        said = "".join(answer.get(name) or "" for name in ("log", "error"))
        log = course.root / "nbgrader.log"
        with contextlib.suppress(OSError):
            log.write_text(said, encoding="utf-8")
        if "No assignment with ID" in said:
            raise RecordError(
                "The gradebook does not know the assignment, as when it is new: run `python3 lab.py release`, then the"
                " same command again; what was graded is kept."
            )
        causes = re.findall(r"^\s*([\w.]+(?:Error|Exception): .+)$", said, re.MULTILINE) or ["it does not say why"]
        raise RecordError(
            f"nbgrader could not record {student}: {causes[0]}. All it said stands in {log}; what was graded is kept,"
            " run the same command again."
        )


def _noted(note: Path) -> str | None:
    try:
        return json.loads(note.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _write(note: Path, key: str) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    temporary = note.with_suffix(".part")
    temporary.write_text(json.dumps(key), encoding="utf-8")
    temporary.replace(note)
