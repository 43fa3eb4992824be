"""Grading again what a course keeps: of one student or all, one exercise or all; and what would change by it."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.bank import EXERCISES
from grader.course import Course
from grader.gradebook import recorded
from grader.gradebook.table import Grade, lined
from grader.grading import store
from grader.grading.attempts import left
from grader.grading.store import Result

TOTAL = "total after the late penalty"


@dataclass(frozen=True)
class Again:
    """What is graded again: of one student, or of all under ""; one exercise, by its id, or all under ""."""

    student: str = ""
    exercise: str = ""


@dataclass(frozen=True)
class Change:
    """What changes for a student: an exercise or the state, before and after."""

    student: str
    what: str
    before: str
    after: str


def changes(student: str, before: Grade | None, after: Result | str, late: float) -> list[Change]:
    """Return what a result changes in the gradebook. Points that a reader gave stay, so they are not in it.

    Where lateness costs something, before or after, the total is in it, too.

    Args:
        student: whose result it is.
        before: what is recorded; None if nothing is.
        after: the result, or why there is none.
        late: the share of the points that lateness costs the attempt, from 0 to 1.
    """
    verdicts = {} if isinstance(after, str) else after.verdicts
    state = f"not gradable: {after}" if isinstance(after, str) else after.state
    if before is None:
        points = sum(one.points for one in verdicts.values())
        first = Change(student, "first result", "-", f"{points:g}")
        return [first, Change(student, TOTAL, "-", f"{left(points, late):g}")] if late else [first]
    states = [text.partition(":")[0] for text in (before.state, state)]
    found = [Change(student, "state", *states)] if states[0] != states[1] else []
    if not verdicts and before.automatic:
        found.append(Change(student, "all exercises", f"{before.automatic:g}", "0"))
    points = before.by_hand
    for name in dict.fromkeys((*EXERCISES, *before.cells)):  # a gradebook may hold exercises that are none any more
        cell = before.cells.get(name)
        was = cell.points if cell else 0.0
        now = verdicts[name].points if name in verdicts else 0.0
        points += 0.0 if cell and cell.by_hand else now
        if verdicts and not math.isclose(was, now, abs_tol=1e-9) and not (cell and cell.by_hand):
            found.append(Change(student, name, f"{was:g}", f"{now:g}"))
    total = left(points, late)
    if (late or before.penalty) and not math.isclose(before.total, total, abs_tol=1e-6):
        found.append(Change(student, TOTAL, f"{before.total:g}", f"{total:g}"))
    return found


def table(found: Sequence[Change]) -> str:
    """Return changes as a table to print, or that there are none."""
    if not found:
        return "No points would change."
    rows = [[one.student, one.what, one.before, one.after] for one in found]
    return lined([["student", "exercise", "before", "after"], *rows], right=(2, 3))


def one_exercise(course: Course, student: str, number: int, outcome: Result | str, exercise: str) -> Result | str:
    """Return what is recorded of a student with one exercise as it comes out now, or a sentence on why it cannot be.

    Args:
        course: where it is recorded.
        student: whose it is.
        number: of the attempt that counts.
        outcome: of grading that attempt.
        exercise: its id.
    """
    before, attempt = recorded.result(course, student), recorded.attempt(course, student)
    if before is None or not attempt or attempt.number != number:
        return f"attempt {number} counts and is not recorded yet: grade it whole first."
    if isinstance(outcome, str):
        return outcome
    if exercise not in outcome.verdicts:
        return f"{exercise} could not be graded: {outcome.state}"
    return replace(before, verdicts={**before.verdicts, exercise: outcome.verdicts[exercise]})


def stored(course: Course, student: str, result: Result) -> str:
    """Put a result that `one_exercise` returned into the store, and return its name there.

    It is the recorded one if nothing changed.
    """
    before = recorded.key(course, student)
    if result == store.stored(course, before):
        return before
    key = hashlib.sha256(f"{before} {store.to_json(result)}".encode()).hexdigest()
    store.store(course, key, result)
    return key
