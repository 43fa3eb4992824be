"""A class whose results are made up and recorded by the real nbgrader, so that no student's code has to run."""

import copy
import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook

from grader.bank import EXERCISES
from grader.course import ASSIGNMENT, Course
from grader.gradebook import record
from grader.grading import rebuild, store
from grader.grading.store import Result
from grader.intake import collect
from grader.intake.submission import Submission, canonical
from helpers.given.judge import PartVerdict, Verdict


def verdicts(wrong: Mapping[str, str] = {}, left_open: tuple[str, ...] = ()) -> dict[str, Verdict]:
    """Return a verdict on every exercise: full points, none where it is open, half for one with a mistake's id."""
    made = {}
    for name, exercise in EXERCISES.items():
        share = 0.0 if name in left_open else 0.5 if name in wrong else 1.0
        mistake = wrong.get(name, "")
        said = "open" if name in left_open else "wrong & <b>told</b>" if mistake else "all checks passed"
        points = share * exercise.points
        parts = (PartVerdict("all of it", points, exercise.points, mistake=mistake, cause="Told." if mistake else ""),)
        made[name] = Verdict(name, points, exercise.points, parts, name in left_open, (f"x  {name}   {said}",))
    return made


def hand_in(
    course: Course,
    student: str,
    wrong: Mapping[str, str] = {},
    left_open: tuple[str, ...] = (),
    words: Mapping[str, str] = {},
    helpers: Mapping[str, bytes] = {},
    at: datetime | None = None,
) -> Submission:
    """Record a hand-in as if it had been graded.

    Args:
        course: has a release.
        student: whose it is.
        wrong: mistakes' ids by exercise. left_open: exercises that are.
        words: answers in words, by grade_id. helpers: edited files by name.
        at: when it was handed in, in UTC.
    """
    form = collect.answer_cells(course.release)
    answers = {stem: {name: words[name] for name in cells if name in words} for stem, cells in form.items()}
    submission = canonical(student, helpers, answers, form)
    result = made_up(course, submission, wrong, left_open)
    key = hashlib.sha256(f"{store.key(course, submission)} {wrong} {left_open}".encode()).hexdigest()
    store.store(course, key, result)
    record.record(course, submission, key, result, f"{at:%Y-%m-%d %H:%M:%S} UTC".encode() if at else None)
    return submission


def made_up(
    course: Course, submission: Submission, wrong: Mapping[str, str] = {}, left_open: tuple[str, ...] = ()
) -> Result:
    """Return a result of a submission, as if it had been graded."""
    notebooks = {stem: rebuild.notebook(course.release, stem, some) for stem, some in submission.answers.items()}
    made = {name: one for name, one in verdicts(wrong, left_open).items() if EXERCISES[name].notebook in notebooks}
    return Result(submission.student, copy.deepcopy(notebooks), made, ())


def read_by_hand(course: Course, student: str, cell: str, points: float, comment: str = "") -> None:
    """Enter a grade, and a comment, as Formgrader does."""
    with Gradebook(course.database) as gradebook:
        for notebook in gradebook.find_submission(ASSIGNMENT, student).notebooks:
            for grade in notebook.grades:
                if grade.cell.name == cell:
                    grade.manual_score, grade.needs_manual_grade = points, False
            for one in notebook.comments:
                if one.cell.name == cell and comment:
                    one.manual_comment = comment
        gradebook.db.commit()


def text(path: Path) -> str:
    """Return a text file's content, line ends as they are."""
    return path.read_bytes().decode()
