"""check(...): tell a student whether a function or an answer is right, and what is wrong with it if it is not."""

import base64
import sys
from functools import cache
from typing import Any

import numpy as np
from IPython.display import display

from helpers.given import judge, loading, progress, stale
from helpers.given.alarm import graded, one_line
from helpers.given.calling import calls, wire
from helpers.given.calling.calls import Answer, Location
from helpers.given.calling.wire import ANSWER_MIME
from helpers.given.judge import CompiledExercise, Verdict, caseset, measures, message, puzzles
from helpers.given.sentences import WIDTH, say

STATES = {"": "is still open", "NotImplementedError": "is still open", "TimeoutError": "does not end"}
STOPS = "stops, and its check says why"
"""The state after any other error."""
WRONG = "is not right yet, and its check says why"
"""The state of what runs and is wrong, for a cell that needs what is right."""
MISFITS = "does not return what it should, and its check says why"
"""The state after a result of another size: a cell would stop somewhere else, at code that is right."""
WAITS = "this cell waits for it."
TALL = "tall"
"""A case that is not square, as the lecture's is: there much fits by chance that stops in a notebook's own arrays."""
RAN: list[tuple[Any, list[Any]]] = []
"""What ran when a cell asked: at grading no file changes, and a notebook asks for the same functions in many cells."""


class CheckFailed(Exception):  # noqa: N818 - students read the name
    """A check failed while nbgrader runs the notebook; shown as the message alone."""

    def _render_traceback_(self) -> list[str]:
        return str(self).split("\n")


class Message:
    """A message that shows as text in a terminal and as HTML in a notebook."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    def __repr__(self) -> str:
        return message.to_text(self.verdict)

    def _repr_html_(self) -> str:
        return message.to_html(self.verdict)


@one_line()
def check(subject: Any, *details: Any, hint: int = 0) -> float | None:
    """Check a function of helpers/ or an answer, and show what is right and what is not.

    Args:
        subject: a function or class of helpers/, or the name of an answer.
        details: for a function written in several sittings which one, such as "loss"; for an answer its values.
        hint: 1 to 3 for a hint that says more each time.

    Raises:
        ValueError: there is no check for this.
        CheckFailed: the check failed, and nbgrader is running the notebook (NBGRADER_EXECUTION is set).
    """
    verdict = (_answer if isinstance(subject, str) else _function)(subject, details, hint)
    exercise = exercises()[verdict.exercise]
    if hint:
        say(message.hint(exercise, hint))
    recorded = exercise.judged_later and not verdict.is_open
    if graded() and not verdict.passed and not recorded:
        raise CheckFailed(message.to_text(verdict))
    display(Message(verdict))
    # A number is what nbgrader's own autograde gives for the cell, and without one all of its points.
    return 0.0 if recorded and graded() == "autograde" else None


@one_line()
def done(*subjects: Any, right: bool = False) -> bool:
    """Return whether functions of helpers/ run at all, and whether a single result has the right size.

    If one does not, say in a sentence which, and where it is. Most cells go on with what is wrong, as they show it.

    Args:
        subjects: functions, or pairs of a function and a task, such as (svm.svm_loss_naive, "gradient").
        right: whether the results have to be right, too: for a cell that would mislead, such as by measurements with a
            wrong tool, or that can be run only once. Loops, overflow and changed inputs do not count.
    """
    for subject in subjects:
        target, *details = subject if isinstance(subject, tuple) else (subject,)
        if graded() and any(target is one and details == of for one, of in RAN):
            continue
        exercise = _find(target, tuple(details)) if details else fitting(target)[0]
        if problem := loading.problem(exercise.target):
            say(f"{problem} This cell waits for it.")
            return False
        first = exercise.parts[0].probes[0][0]
        state = ""
        for name in (first, *({TALL} & set(exercise.cases))):
            answer = progress.ask(target, exercise.cases[name])
            is_open = name == first and judge.is_open(exercise, {name: answer})
            if answer.error or is_open or _misfits(exercise, name, answer):
                state = STATES.get(answer.error, STOPS) if answer.error or is_open else MISFITS
                state = STOPS if answer.meant else state  # it is another one that is open
                break
        if not state and right and not graded() and _wrong(exercise, target):
            state = WRONG
        if state:
            told = f"{exercise.name} {state} ({exercise.place}):"
            print(told, WAITS, sep=" " if len(f"{told} {WAITS}") <= WIDTH else "\n   ")
            return False
        if graded():
            RAN.append((target, details))
    return True


def _wrong(exercise: CompiledExercise, target: Any) -> bool:
    """Whether results of a function are wrong; what guards say, such as of loops, is no result."""
    answers = judge.gather(exercise, lambda case: progress.ask(target, case))
    parts = zip(exercise.parts, judge.judge(exercise, answers, lambda: ()).parts, strict=True)
    return any(verdict.points < part.points and not part.guard for part, verdict in parts)


def _misfits(exercise: CompiledExercise, name: str, answer: Answer) -> bool:
    """Whether a function that returns one thing returned None for a case, or an array of another size."""
    part = exercise.parts[0]
    if len(exercise.returns) > 1 or part.measure != measures.output.__name__ or (name,) not in part.probes:
        return False
    right = exercise.expected[part.name][part.probes.index((name,))]
    return answer.value is None or (isinstance(answer.value, np.ndarray) and answer.value.size != right.size)


@one_line()
def _progress() -> None:
    """Show how far the series is done."""
    display(progress.progress(exercises().values()))


@one_line()
def _publish(name: str, *values: Any) -> None:
    """Show an answer as data: the grader reads it, and judges it where no student's code runs."""
    _, plain = _given(name, values)
    content = {"exercise": name, "values": base64.b64encode(wire.pack(plain)).decode()}
    display({ANSWER_MIME: content, "text/plain": ""}, raw=True)


check.progress = _progress
check.publish = _publish


@cache
def exercises() -> dict[str, CompiledExercise]:
    """Return the exercises with their public cases, by id; read once.

    Raises:
        FileNotFoundError: the file with the cases is missing or damaged.
    """
    try:
        return caseset.load().exercises
    except (FileNotFoundError, wire.WireError):
        raise FileNotFoundError(
            f"{caseset.PUBLIC.name} is missing or damaged in helpers/given: unpack the assignment again, "
            "or in the source tree run: python3 lab.py notebooks"
        ) from None


def fitting(target: Any) -> list[CompiledExercise]:
    """Return the exercises on a function or class, one for each of its tasks.

    Raises:
        ValueError: there are none.
    """
    found = [exercise for exercise in exercises().values() if exercise.target and _is(exercise.target, target)]
    if not found:
        raise ValueError(f"there is no check for {getattr(target, '__name__', target)!r}")
    return found


def _find(target: Any, details: tuple) -> CompiledExercise:
    found = fitting(target)
    if len(found) == 1 and not details:
        return found[0]
    for exercise in found:
        if (exercise.task,) == details:
            return exercise
    raise ValueError(f"say which of its tasks to check: {' or '.join(repr(one.task) for one in found)}")


def _is(name: str, target: Any) -> bool:
    module, _, attribute = name.partition(".")
    loaded = getattr(sys.modules.get(f"helpers.{module}"), attribute, None)
    own_name = f"{getattr(target, '__module__', '')}.{getattr(target, '__qualname__', '')}"
    return loaded is target or own_name == f"helpers.{name}"


def _function(target: Any, details: tuple, hint: int) -> Verdict:
    exercise = _find(target, details)
    if problem := loading.problem(exercise.target):
        return message.not_loaded(exercise, problem)
    answers = judge.gather(exercise, lambda case: progress.ask(target, case))
    subject = getattr(target, exercise.task, target) if isinstance(target, type) else target
    file = f"helpers/{exercise.target.partition('.')[0]}.py"
    where = calls.location(subject, exercise.place, file, exercise.second_result)
    return message.explained(judge.judge(exercise, answers), exercise, where, hint=hint)


def _answer(name: str, values: tuple, hint: int) -> Verdict:
    exercise, plain = _given(name, values)
    if old := stale.in_this_cell():
        return message.stale(exercise, old)
    if exercise.judged_later:
        verdict = message.recorded(exercise, plain)
    else:
        answers = dict.fromkeys(exercise.cases, Answer(plain))
        verdict = judge.judge(judge.opened(exercise, answers), answers)
        verdict = message.explained(verdict, exercise, Location(), hint=hint)
    if not graded():
        progress.remember(exercise, verdict)
    return verdict


def _given(name: str, values: tuple) -> tuple[CompiledExercise, tuple]:
    """An exercise by its name, and the values of an answer to it as plain data."""
    exercise = exercises().get(name)
    if exercise is None or exercise.target:
        raise ValueError(f"there is no answer called {name!r} to check")
    if exercise.judged_later:
        return exercise, puzzles.coded(values)
    return exercise, tuple(calls.to_plain(list(value) if isinstance(value, tuple) else value) for value in values)
