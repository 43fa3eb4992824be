"""What is known of each student's result in the gradebook: course/store/recorded/STUDENT.json.

Which result it is, its state, which attempt counts and why, and all that was recorded before.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from grader.course import Course
from grader.grading import store
from grader.grading.store import GRADED, Result
from helpers.given.files import write_atomically


def note_state(course: Course, student: str, key: str, state: str) -> None:
    """Note what the table says of a student's newest hand-in.

    Args:
        course: whose table it is.
        student: whose hand-in it is.
        key: the name of its result in the store.
        state: such as "graded".
    """
    _write(course, student, key=key, state=state)


def note_attempt(course: Course, student: str, number: int, of: int, shared: int = 1, taken: str = "") -> None:
    """Note which attempt of a student counts, how many there are, for how many students it counts, and what of it was
    taken from where one would not look for it.
    """
    _write(course, student, attempt=number, of=of, shared=shared, taken=taken)


def note_choice(course: Course, student: str, rule: str, compared: Mapping[int, tuple[float, str]]) -> None:
    """Note by which rule it was decided which attempt of a student counts, and among which.

    Args:
        course: where it is noted.
        student: whose attempts they are.
        rule: "newest" or "best".
        compared: by number, the points of each that was graded for it, and when it was handed in.
    """
    some = [{"attempt": number, "points": float(points), "time": time} for number, (points, time) in compared.items()]
    _write(course, student, rule=rule, compared=some)


def note_result(course: Course, student: str, number: int, key: str, result: Result) -> None:
    """Add a result of a student's attempt to the history, unless it is the last one there.

    The same work handed in again has the same result, and is another attempt.
    """
    past = history(course, student)
    if not past or (past[-1]["key"], past[-1]["attempt"]) != (key, number):
        points = {name: verdict.points for name, verdict in result.verdicts.items()}
        graded = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        one = {"attempt": number, "key": key, "graded": graded, "state": result.state, "points": points}
        _write(course, student, history=[*past, one])


def history(course: Course, student: str) -> list[dict[str, Any]]:
    """Return the results of a student that were recorded, the newest last: attempt, key, graded, state, and points of
    each exercise.
    """
    return _read(course, student).get("history", [])


class Counted(NamedTuple):
    """Which attempt of a student counts, and of how many.

    shared: for how many students it counts. rule: by which it was chosen. compared: among which, by number, with points
    and time. taken: sentences on what of it was taken from elsewhere.
    """

    number: int
    of: int
    shared: int
    rule: str
    compared: dict[int, tuple[float, str]]
    taken: str


def attempt(course: Course, student: str) -> Counted | None:
    """Return which attempt of a student counts, and how many there are; None if nobody noted it."""
    noted = _read(course, student)
    if "attempt" not in noted:
        return None
    compared = {one["attempt"]: (one["points"], one["time"]) for one in noted.get("compared", [])}
    shared, rule, taken = noted.get("shared", 1), noted.get("rule", "newest"), noted.get("taken", "")
    return Counted(noted["attempt"], noted["of"], shared, rule, compared, taken)


def state(course: Course, student: str) -> str:
    """Return what was noted of a student's newest hand-in; one that nbgrader recorded by itself is graded."""
    return _read(course, student).get("state", GRADED)


def key(course: Course, student: str) -> str:
    """Return the name in the store of the result of a student's newest hand-in, "" if it is not known."""
    return _read(course, student).get("key", "")


def result(course: Course, student: str) -> Result | None:
    """Return the result of a student's newest hand-in, None if it is not in the store any more, or another's."""
    found = store.stored(course, key(course, student))
    return found if found and found.student == student else None


def _path(course: Course, student: str) -> Path:
    return course.store / "recorded" / f"{student}.json"


def _write(course: Course, student: str, **about: Any) -> None:
    write_atomically(_path(course, student), json.dumps({**_read(course, student), **about}))


def _read(course: Course, student: str) -> dict[str, Any]:
    path = _path(course, student)
    if not os.path.lexists(path):
        return {}
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        whole = all(isinstance(noted.get(name, kind()), kind) for name, kind in _KINDS.items())
        whole = whole and ("attempt" in noted) == ("of" in noted)
        for part, kinds in (("history", _PAST), ("compared", _COMPARED)):
            whole = whole and all(isinstance(one[name], kind) for one in noted.get(part, []) for name, kind in kinds)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        whole = False
    lost = {"key": "lost", "state": f"not known, as {path.name} in {path.parent} is damaged: grade this student again"}
    return noted if whole else lost


_KINDS = {
    **{"key": str, "state": str, "attempt": int, "of": int, "shared": int, "rule": str, "taken": str},
    **{"history": list, "compared": list},
}
_PAST = (("attempt", int), ("key", str), ("graded", str), ("state", str), ("points", dict))
_COMPARED = (("attempt", int), ("points", float), ("time", str))
