"""Grading again what a course keeps: of one student or all, one exercise or all; and what would change by it."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.bank import EXERCISES
from grader.course import Course
from grader.gradebook import record
from grader.gradebook.table import Grade, lined
from grader.grading import store
from grader.grading.store import Result


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


def changes(student: str, before: Grade | None, after: Result | str) -> list[Change]:
    """Return what a result changes in the gradebook. Points that a reader gave stay, so they are not in it.

    Args:
        student: whose result it is.
        before: what is recorded; None if nothing is.
        after: the result, or why there is none.
    """
    verdicts = {} if isinstance(after, str) else after.verdicts
    state = f"not gradable: {after}" if isinstance(after, str) else after.state
    if before is None:
        return [Change(student, "first result", "-", f"{sum(one.points for one in verdicts.values()):g}")]
    states = [text.partition(":")[0] for text in (before.state, state)]
    found = [Change(student, "state", *states)] if states[0] != states[1] else []
    if not verdicts:
        return [*found, Change(student, "all exercises", f"{before.automatic:g}", "0")] if before.automatic else found
    for name in dict.fromkeys((*EXERCISES, *before.cells)):  # a gradebook may hold exercises that are none any more
        cell = before.cells.get(name)
        was = cell.points if cell else 0.0
        now = verdicts[name].points if name in verdicts else 0.0
        if not math.isclose(was, now, abs_tol=1e-9) and not (cell and cell.by_hand):
            found.append(Change(student, name, f"{was:g}", f"{now:g}"))
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
    recorded, attempt = record.result(course, student), record.attempt(course, student)
    if recorded is None or not attempt or attempt.number != number:
        return f"attempt {number} counts and is not recorded yet: grade it whole first."
    if isinstance(outcome, str):
        return outcome
    if exercise not in outcome.verdicts:
        return f"{exercise} could not be graded: {outcome.state}"
    return replace(recorded, verdicts={**recorded.verdicts, exercise: outcome.verdicts[exercise]})


def stored(course: Course, student: str, result: Result) -> str:
    """Put a result that `one_exercise` returned into the store, and return its name there.

    It is the recorded one if nothing changed.
    """
    before = record.key(course, student)
    if result == store.stored(course, before):
        return before
    key = hashlib.sha256(f"{before} {store.to_json(result)}".encode()).hexdigest()
    store.store(course, key, result)
    return key
