"""The steps of ours in nbgrader's autograde: take the notebook as it ran, write the verdicts into it, save points."""

import math
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbgrader import utils
from nbgrader.api import BaseCell, Comment, Grade, Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy import select
from traitlets import Unicode

from grader.course import Course
from grader.grading import compute, store
from grader.grading.store import Result
from grader.intake import collect
from helpers.given.judge import message


class Graded(NbGraderPreprocessor):
    """Puts the notebook that ran in the place of the one that was handed in. It comes where nbgrader would run it."""

    key = Unicode(
        help="The name in the store of the submission's result, as `grade` computed it. Without one, as in a plain"
        " `nbgrader autograde`, what is in submitted/ is collected here, and its result computed if need be."
    ).tag(config=True)

    def preprocess(self, nb: nbformat.NotebookNode, resources: dict) -> tuple[nbformat.NotebookNode, dict]:
        """Return the executed notebook; resources carry the verdicts to the next step."""
        course = Course(Path(self.parent.parent.coursedir.root))
        key = self.key or _computed(course, resources["nbgrader"]["student"])
        result = _stored(course, key)
        resources["verdicts"] = result.verdicts
        ran = nbformat.from_dict(result.notebooks[resources["nbgrader"]["notebook"]])
        return ran, resources


def _computed(course: Course, student: str) -> str:
    """The name in the store of the result of what is in submitted/."""
    form = collect.answer_cells(course.release)
    submission = collect.read(course.submitted(student), student, form)
    key = store.key(course, submission)
    if store.stored(course, key) is None:
        store.store(course, key, compute.compute(course.release, course.secret(), submission))
    return key


@lru_cache(maxsize=1)  # nbgrader comes for the notebooks of a submission one after the other
def _stored(course: Course, key: str) -> Result:
    result = store.stored(course, key)
    if result is None:
        raise ValueError(f"the result {key} is no longer in {course.store}")
    return result


class WriteVerdicts(NbGraderPreprocessor):
    """Writes points and message into each automatically graded cell. Comes immediately before SaveGrades.

    nbgrader reads the points from the text of an execute_result and gives full points to a cell that has none, so
    every such cell gets exactly one, and no verdict is 0 points.
    """

    def preprocess_cell(
        self, cell: nbformat.NotebookNode, resources: dict, index: int
    ) -> tuple[nbformat.NotebookNode, dict]:
        """Replace the outputs of an automatically graded cell."""
        if not utils.is_grade(cell) or utils.is_solution(cell):
            return cell, resources
        mark = cell.metadata.nbgrader
        verdict = resources["verdicts"].get(mark.grade_id)
        points = float(verdict.points) if verdict else 0.0
        if not (math.isfinite(points) and 0 <= points <= mark.points):
            raise ValueError(f"{mark.grade_id}: {points} points of {mark.points} cannot be")
        page = message.to_html(verdict) if verdict else "<p>This check was not judged.</p>"
        data = {"text/plain": repr(points), "text/html": page}
        count = cell.get("execution_count") or index
        shown = {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": count}
        cell.outputs = [nbformat.from_dict(shown)]
        return cell, resources


class SaveGrades(NbGraderPreprocessor):
    """Saves points and comments as nbgrader's SaveAutoGrades does, which asks the gradebook for each of them alone."""

    def preprocess(self, nb: nbformat.NotebookNode, resources: dict) -> tuple[nbformat.NotebookNode, dict]:
        """Return the notebook as it is."""
        whose = resources["nbgrader"]
        with _gradebook(whose["db_url"]) as opened:
            saved = opened.find_submission_notebook(whose["notebook"], whose["assignment"], whose["student"])
            grades, comments = (_by_name(opened, kind, saved.id) for kind in (Grade, Comment))
            for cell in nb.cells:
                if utils.is_grade(cell):
                    grade = grades[cell.metadata.nbgrader.grade_id]
                    grade.auto_score, _ = utils.determine_grade(cell, self.log)
                    grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
                if utils.is_solution(cell):
                    same = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
                    untouched = same and not utils.is_task(cell)
                    comments[cell.metadata.nbgrader.grade_id].auto_comment = "No response." if untouched else None
            opened.db.commit()
        return nb, resources


def _by_name(opened: Gradebook, kind: Any, notebook: str) -> dict[str, Any]:
    """The grades or comments of a submitted notebook by the names of their cells, with one query."""
    asked = select(BaseCell.name, kind).join(kind, kind.cell_id == BaseCell.id)
    return dict(opened.db.execute(asked.where(kind.notebook_id == notebook)).all())


@cache
def _gradebook(url: str) -> Gradebook:
    """Return a gradebook to open and close for each notebook: a new one would ask the database for all its tables."""
    return Gradebook(url)
