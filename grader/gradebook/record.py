"""Records results in nbgrader's gradebook, and makes its feedback pages.

nbgrader is loaded when the first result is recorded: it takes a second, in which others compute the next ones.
"""

import contextlib
import fnmatch
import gc
import json
import math
import os
import re
import shutil
import warnings
from datetime import UTC
from functools import cache
from pathlib import Path

from grader.course import ASSIGNMENT, Course
from grader.gradebook import byhand, recorded
from grader.gradebook.database import RecordError, gradebook
from grader.gradebook.nbgrader_setup import configuration
from grader.grading import rebuild
from grader.grading.store import Result
from grader.intake.arrived import moment
from grader.intake.submission import Submission
from helpers.given.calling import texts

STEPS = {"autograde": "record", "generate_feedback": "make the feedback pages of"}

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
"""Where nbgrader keeps the time of a submission that it collected, and what its exchange sends feedback by."""

EXCHANGE = (TIMESTAMP, SECRET)
"""What nbgrader's exchange wants beside the pages that it sends."""


def record(course: Course, submission: Submission, key: str, result: Result, timestamp: bytes | None = None) -> None:
    """Record a submission's result in the gradebook.

    A submission recorded before is skipped, but for its time; a changed one is recorded again, and grades entered by
    hand stay; those of answers that changed wait to be given again.

    Args:
        course: whose gradebook it is.
        submission: whose result it is; it becomes nbgrader's submitted/.
        key: the name of the result in the store, where it has to be.
        result: the result itself.
        timestamp: when it was handed in, as nbgrader writes times; None if nobody knows.

    Raises:
        RecordError: nbgrader failed.
    """
    student, target = submission.student, course.submitted(submission.student)
    if recorded.key(course, student) != key or not _in_gradebook(course, student, result):
        secret = (target / SECRET).read_bytes() if course.holds(target / SECRET) else None
        if target.exists():
            shutil.rmtree(target)
        rebuild.folder(course.release, submission, target)
        if timestamp is not None:
            (target / TIMESTAMP).write_bytes(timestamp)
        if secret is not None:
            (target / SECRET).write_bytes(secret)
        _api()
        before = byhand.read(course, student)
        _nbgrader(course, "autograde", student, key, create=True)
        byhand.keep(course, student, before)
    _note_time(course, student, timestamp)
    recorded.note_state(course, student, key, result.state)


def _note_time(course: Course, student: str, timestamp: bytes | None) -> None:
    """Note when what counts was handed in: the same work may come at several times.

    nbgrader would keep the time of an earlier hand-in where the newest has none.
    """
    at = moment(timestamp.decode()) if timestamp else None
    at = at and at.astimezone(UTC).replace(tzinfo=None)
    path = course.submitted(student) / TIMESTAMP
    with gradebook(course) as opened:
        submission = opened.find_submission(ASSIGNMENT, student)
        if submission.timestamp == at:
            return
        path.write_bytes(timestamp) if timestamp else path.unlink(missing_ok=True)
        submission.timestamp = at
        opened.db.commit()


def forget(course: Course, student: str) -> bool:
    """Remove a student and all grades from the gradebook, and return whether it knew them.

    The file is rewritten in any case: what somebody removed who was stopped then is still in it.

    Raises:
        RecordError: the gradebook cannot be read.
    """
    from nbgrader.api import MissingEntry
    from sqlalchemy import text

    with gradebook(course) as opened:
        known = True
        try:
            opened.remove_student(student)
        except MissingEntry:
            known = False
        if opened.engine.dialect.name == "sqlite":  # what was removed stays in the file until it is rewritten
            opened.db.execute(text("VACUUM"))
    return known


def feedback(course: Course, student: str, key: str) -> None:
    """Let nbgrader make the feedback pages of a result that was recorded.

    Args:
        course: whose gradebook it is in.
        student: whose result it is.
        key: its name in the store.

    Raises:
        RecordError: nbgrader failed.
    """
    _nbgrader(course, "generate_feedback", student, key)


def _in_gradebook(course: Course, student: str, result: Result) -> bool:
    """Whether the gradebook has a student's result: it may be a new one, or an older copy that was put back."""
    _api()
    from nbgrader.api import MissingEntry

    with gradebook(course) as opened:
        try:
            notebooks = opened.find_submission(ASSIGNMENT, student).notebooks
        except MissingEntry:
            return False
        recorded = sum(grade.auto_score or 0.0 for notebook in notebooks for grade in notebook.grades)
    return math.isclose(recorded, sum(verdict.points for verdict in result.verdicts.values()), abs_tol=1e-9)


@cache
def _api() -> type:
    """nbgrader's interface, without what only costs time here.

    It opens the gradebook twenty times per submission, each time with an engine of its own, which compiles all queries
    anew, and asks for all tables; here they share one, and what was open is opened again. Of each file it asks whether
    it is among all that fit a pattern, pattern by pattern. And it reads, copies and checks each notebook several times;
    what is recorded here was rebuilt, with outputs that were cleaned when they came out of the sandbox, so it is
    checked once, where it is written.
    """
    import nbformat
    import nbgrader.api
    import nbgrader.apps.api
    import nbgrader.utils
    from nbgrader.converters import autograde
    from nbgrader.converters.autograde import Autograde as Stock

    class Autograde(Stock):
        def convert_single_notebook(self, notebook_filename: str) -> None:
            resources = self.init_single_notebook_resources(notebook_filename)
            whose = resources["nbgrader"]
            notebook = nbformat.from_dict({})  # the first step puts the one that ran in its place
            for step in self.autograde_preprocessors:
                notebook, resources = step(parent=self.exporter)(notebook, resources)
            nbformat.validate(notebook, relax_add_props=True)
            target = Path(self._format_dest(whose["assignment"], whose["student"])) / f"{whose['notebook']}.ipynb"
            target.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")

    def is_ignored(filename: str, ignore_globs: list[str] | None = None) -> bool:
        name = filename.rpartition(os.sep)[2]
        fitting = (pattern for pattern in ignore_globs or [] if fnmatch.fnmatchcase(name, pattern))
        return any(pattern.startswith(".") or not name.startswith(".") for pattern in fitting)

    nbgrader.utils.is_ignored = is_ignored
    nbgrader.api.create_engine = cache(nbgrader.api.create_engine)
    autograde.Gradebook = cache(nbgrader.api.Gradebook)
    nbgrader.apps.api.Autograde = Autograde
    gc.freeze()  # what is loaded stays, and there is much of it to look at
    return nbgrader.apps.api.NbGraderAPI


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
            log.write_text(texts.clean(said, len(said)), encoding="utf-8")
        if "No assignment with ID" in said:
            raise RecordError(
                "The gradebook does not know the assignment, as when it is new: run `python3 lab.py release`, then the"
                " same command again; what was graded is kept."
            )
        causes = re.findall(r"^\s*([\w.]+(?:Error|Exception): .+)$", said, re.MULTILINE) or ["it does not say why"]
        cause = texts.clean(causes[0], 200).rstrip(".")
        raise RecordError(f"nbgrader could not {STEPS[step]} {student}: {cause}. All it said is in {log}.")
