"""What lateness costs, by the rule in course.toml, of the points as they are now.

nbgrader fixes penalties when it autogrades, before anybody has read the answers in words. Ours are computed whenever
the table is written, and put into the gradebook, so that nbgrader's own pages and exports show the same.
"""

from datetime import UTC, datetime
from typing import Any

from grader.course import ASSIGNMENT, Course
from grader.settings import Settings


def handed_in(submission: Any) -> datetime | None:
    """Return when a submission of the gradebook was handed in; None if nobody knows."""
    at = submission.timestamp  # nbgrader keeps UTC, without saying so
    return at.replace(tzinfo=UTC) if at else None


def days_late(submission: Any, settings: Settings) -> int:
    """Return how many days late a submission of the gradebook is."""
    return settings.days_late(submission.student.id, handed_in(submission))


def penalty(submission: Any, settings: Settings) -> float:
    """Return the points that lateness costs a submission of the gradebook, rounded to hundredths."""
    return round(submission.score * settings.penalty(days_late(submission, settings)), 2)


def record(course: Course, settings: Settings) -> None:
    """Write due time and penalties into the gradebook, each submission's spread over its notebooks."""
    from nbgrader.api import Gradebook, MissingEntry

    with Gradebook(course.database) as gradebook:
        try:
            assignment = gradebook.find_assignment(ASSIGNMENT)
        except MissingEntry:
            return
        due = settings.due
        assignment.duedate = due and due.astimezone(UTC).replace(tzinfo=None)
        for submission in assignment.submissions:
            points, total = submission.score, penalty(submission, settings)
            for notebook in submission.notebooks:
                notebook.late_submission_penalty = total * notebook.score / points if total else 0.0
        gradebook.db.commit()
