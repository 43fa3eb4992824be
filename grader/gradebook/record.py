"""Records results in nbgrader's gradebook, and makes its feedback pages.

nbgrader is loaded when the first result is recorded: it takes a second, in which others compute the next ones.
"""

import contextlib
import json
import math
import re
import shutil
import warnings
from functools import cache
from pathlib import Path

from grader.course import ASSIGNMENT, Course
from grader.gradebook.nbgrader_setup import configuration
from grader.grading import rebuild, store
from grader.intake.collect import Submission


class RecordError(RuntimeError):
    """nbgrader could not record; the message holds the cause in its own words."""


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
    result = store.stored(course, key)
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
        api = _api()(config=configuration(course, key))
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
            f"nbgrader could not record {student}: {causes[0].rstrip('.')}. All it said stands in {log}; what was"
            " graded is kept, run the same command again."
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
