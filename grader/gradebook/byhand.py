"""Grades given by hand, across a new hand-in: one stays as it is where the answer is the one that was read.

When nbgrader records a submission again, it marks all grades given by hand as to be given again. Here the mark is taken
off those whose answer did not change; the others are what the table calls "to read again".
"""

from pathlib import Path
from typing import Any

from grader.course import ASSIGNMENT, Course
from grader.gradebook.database import gradebook

Read = dict[tuple[str, str], tuple[str, float | None]]
"""By notebook and cell, what a person saw who gave a grade: the cell's source, and its automatic points."""


def read(course: Course, student: str) -> Read:
    """Return what was read of a student's newest hand-in; nothing if there is none."""
    with gradebook(course) as opened:
        return {cell: seen for cell, seen, _ in _given(course, opened, student, waiting=False)}


def keep(course: Course, student: str, before: Read) -> None:
    """Keep grades given by hand where the answer is still what was read before.

    Args:
        course: whose gradebook it is.
        student: whose submission was recorded again.
        before: what `read` returned before that.
    """
    if before:
        with gradebook(course) as opened:
            for cell, seen, grade in _given(course, opened, student, waiting=True):
                if before.get(cell) == seen:
                    grade.needs_manual_grade = False
            opened.db.commit()


def _given(course: Course, opened: Any, student: str, waiting: bool) -> list[tuple[tuple[str, str], tuple, Any]]:
    """The grades given by hand that wait, or do not wait, to be given again: cell, what is there to see, and grade."""
    from nbgrader.api import MissingEntry

    try:
        notebooks = opened.find_submission(ASSIGNMENT, student).notebooks
    except MissingEntry:
        return []
    found = []
    for notebook in notebooks:
        grades = [one for one in notebook.grades if one.manual_score is not None and one.needs_manual_grade == waiting]
        sources = _sources(course.autograded(student) / f"{notebook.name}.ipynb") if grades else {}
        found += [
            ((notebook.name, one.cell.name), (sources.get(one.cell.name, ""), one.auto_score), one) for one in grades
        ]
    return found


def _sources(path: Path) -> dict[str, str]:
    """The sources of a notebook's graded cells by grade_id; of one that is gone, none."""
    import nbformat  # it takes a third of a second to load, in every process that grades

    try:
        cells = nbformat.read(path, as_version=4).cells
    except FileNotFoundError:
        return {}
    marked = [(cell.metadata.get("nbgrader", {}), cell.source) for cell in cells]
    return {mark["grade_id"]: source for mark, source in marked if mark.get("grade")}
