"""What lateness costs, by the rule in course.toml, of the points as they are now.

nbgrader fixes penalties when it autogrades, before anybody has read the answers in words. Ours are computed whenever
the table is written, and put into the gradebook, so that nbgrader's own pages and exports show the same.
"""

from collections.abc import Mapping
from datetime import UTC

from grader.course import ASSIGNMENT, Course
from grader.gradebook.database import gradebook
from grader.intake.arrived import moment
from grader.settings import Settings


def penalty(points: float, days: int, rules: Settings) -> float:
    """Return what being so many days late costs of some points, rounded to hundredths."""
    return round(points * rules.penalty(days), 2)


def shares(student: str, times: Mapping[int, str], rules: Settings) -> dict[int, float]:
    """Return the share of a student's points that lateness costs each attempt, from 0 to 1.

    Args:
        student: whose extension counts.
        times: when each was handed in, by number, as nbgrader writes times; "" is never late.
        rules: what lateness costs.
    """
    return {number: rules.penalty(rules.days_late(student, moment(time))) for number, time in times.items()}


def record(course: Course, rules: Settings, costs: Mapping[tuple[str, str], float]) -> None:
    """Write the due time and penalties into the gradebook; what is there already is not written again.

    Args:
        course: whose gradebook it is.
        rules: the due time.
        costs: the penalty for each student and notebook.
    """
    from nbgrader.api import Assignment, Notebook, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select, update

    due = rules.due and rules.due.astimezone(UTC).replace(tzinfo=None)
    of, whose = SubmittedNotebook, SubmittedAssignment
    there = select(of.id, of.late_submission_penalty, whose.student_id, Notebook.name)
    there = there.join(whose, whose.id == of.assignment_id).join(Notebook, Notebook.id == of.notebook_id)
    with gradebook(course) as opened:
        opened.db.execute(update(Assignment).where(Assignment.name == ASSIGNMENT).values(duedate=due))
        for row, before, student, notebook in opened.db.execute(there).all():
            cost = costs.get((student, notebook), 0.0)
            if (before or 0.0) != cost:
                change = update(SubmittedNotebook).where(SubmittedNotebook.id == row)
                opened.db.execute(change.values(late_submission_penalty=cost))
        opened.db.commit()
