"""The two steps of ours in nbgrader's autograde: take the notebook as it ran, and write the verdicts into it."""

import math
from pathlib import Path

import nbformat
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from grader import collect, results
from grader.course import Course
from helpers.checks import message


class Graded(NbGraderPreprocessor):
    """Puts the notebook that ran in the place of the one that was handed in. Stands where nbgrader would run it.

    The result comes from the store; if it is not there, it is computed, so that `nbgrader autograde` works by itself.
    """

    def preprocess(self, nb: nbformat.NotebookNode, resources: dict) -> tuple[nbformat.NotebookNode, dict]:
        """Return the executed notebook; resources carry the verdicts to the next step."""
        course = Course(Path(self.parent.parent.coursedir.root))
        student = resources["nbgrader"]["student"]
        editable = collect.editable_cells(course.release)
        submission = collect.read(course.submitted(student), student, editable)
        result = results.result(course, submission)
        resources["verdicts"] = result.verdicts
        ran = nbformat.from_dict(result.notebooks[resources["nbgrader"]["notebook"]])
        return ran, resources


class WriteVerdicts(NbGraderPreprocessor):
    """Writes points and message into each automatically graded cell. Stands immediately before SaveAutoGrades.

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
        cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=count)]
        return cell, resources
