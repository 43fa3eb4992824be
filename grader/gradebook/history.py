"""A student's results over time: a line for each attempt, and for each time that grading it gave something else."""

from grader.course import Course, CourseError
from grader.gradebook import recorded
from grader.gradebook.table import lined
from grader.grading.attempts import differences
from grader.intake.arrived import Attempt, Shelf

HEAD = ("attempt", "handed in", "graded", "points", "state", "what changed")


def history(course: Course, student: str) -> str:
    """Return a student's results as a table to print, the newest last; points are the automatic ones.

    Raises:
        CourseError: nothing of the student is kept.
    """
    attempts = {one.number: one for one in Shelf(course, writes=False).attempts(student)}
    if not attempts:
        raise CourseError(f"Nothing of {student} is kept in {course.arrived}.")
    results = recorded.history(course, student)
    rows, before = [], None
    for one in results:
        points = one["points"]
        changed = differences(before, points) if before is not None else ""
        number, total = one["attempt"], f"{sum(points.values()):g}"
        state = one["state"].partition(":")[0]
        rows.append([str(number), _handed_in(attempts.get(number)), one["graded"], total, state, changed])
        before = points
    for number in attempts.keys() - {one["attempt"] for one in results}:
        attempt = attempts[number]
        state = "not gradable" if attempt.problem else "never counted"
        rows.append([str(number), _handed_in(attempt), "", "", state, attempt.problem])
    rows.sort(key=lambda row: row[2] or attempts[int(row[0])].came)  # each has one of them
    return lined([HEAD, *rows], right=(0, 3))


def _handed_in(attempt: Attempt | None) -> str:
    return (attempt.counted or f"by {attempt.came}") if attempt else "not kept any more"
