"""Compares a student's answers with what is expected, part by part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from helpers.given.calling.calls import HOLDS_FOR_ALL, Answer
from helpers.given.judge import diagnosis, measures, misfits, mistakes, overflow, repeats
from helpers.given.judge.close import agree
from helpers.given.judge.measures import WrongKindError
from helpers.given.judge.model import (
    AND,
    LATER,
    Case,
    CompiledExercise,
    CompiledMistake,
    Look,
    Part,
    PartVerdict,
    Verdict,
    comparable,
)

MAY_FOLLOW = (
    "structure.",
    "relation.order",
    "relation.right",
    "relation.edge",
    "relation.gradient",
    "relation.not-the-gradient",
)
"""How symptoms begin that may come from an input that was changed on the way."""


def judge(
    exercise: CompiledExercise,
    answers: Mapping[str, Answer],
    known: Callable[[], Sequence[CompiledMistake]] | None = None,
    further: mistakes.Further | None = None,
    together: mistakes.Together | None = None,
) -> Verdict:
    """Compare answers, one a case, with what was expected; a verdict without its message lines.

    Args:
        exercise: the compiled exercise.
        answers: for each case of the exercise the student's answer.
        known: gives the known mistakes when a part has failed; by default those compiled into the exercise.
        further: says what else explains a part; the check in a notebook has nothing of the kind.
        together: the same of parts that are still unexplained, all at once.
    """
    if is_open(exercise, answers):
        first = _first(exercise, answers)
        line = first.line if first.error else 0
        parts = tuple(PartVerdict(part.name, 0.0, part.points, line=line) for part in exercise.parts)
        return Verdict(exercise.id, 0.0, exercise.points, parts, is_open=True)
    known = known or (lambda: exercise.known)
    with np.errstate(all="ignore"):  # a student's nan or inf is no reason to warn
        return _judge(exercise, answers, known, further, together)


def _judge(
    exercise: CompiledExercise,
    answers: Mapping[str, Answer],
    known: Callable[[], Sequence[CompiledMistake]],
    further: mistakes.Further | None,
    together: mistakes.Together | None,
) -> Verdict:
    looks = {part.name: _look(exercise, part, answers)[0] for part in exercise.parts}
    wrong = [part for part in exercise.parts if not _right(exercise, part, looks[part.name])]
    names = {part.name for part in wrong}
    waiting = [part for part in exercise.parts if part.follows in names and not part.points]
    wrong = [part for part in wrong if part.follows not in names or not _right(exercise, part, looks[part.name][:1])]
    wrong = [part for part in wrong if part not in waiting]
    places = repeats.differing(exercise, answers) if wrong else set()
    kept = diagnosis.kept(exercise, wrong, answers, looks)
    wrong = [part for part in wrong if part.name not in kept]
    causes = mistakes.named(exercise, wrong, looks, known(), further, together) if wrong else {}
    shaky = [part for part in wrong if repeats.concerns(part, looks[part.name], places)]
    kept |= diagnosis.excused(wrong, causes, known()) if causes else {}
    wrong = [part for part in wrong if part.name not in kept]
    verdicts = {
        part.name: diagnosis.failed(exercise, part, answers, looks[part.name], causes.get(part.name))
        if part in wrong
        else kept.get(part.name) or diagnosis.earned(part, answers)
        for part in exercise.parts
    }
    verdicts |= diagnosis.unrepeated(exercise, shaky, answers, looks, causes)
    verdicts |= {part.name: diagnosis.waits(exercise, part, answers) for part in waiting}
    changed = _changed_inputs(exercise, answers, wrong, verdicts)
    for part in wrong:
        told = verdicts[part.name]
        if part.telling and told.mistake == part.mistake and part.follows and verdicts[part.follows].mistake:
            verdicts[part.name] = replace(told, cause="Wrong on such scores too, perhaps for the same reason.")
    _told_once(verdicts)
    if any(one.numbers for one in verdicts.values()):  # the example of another part is shown beside it, and is wrong
        for name, one in verdicts.items():
            verdicts[name] = replace(one, cause=one.cause.replace(diagnosis.RIGHT_ON_EXAMPLE, "Wrong on other inputs"))
    others = [verdicts[part.name] for part in exercise.parts if not part.guard]
    for part in exercise.parts:
        named = part.measure == measures.drawn.__name__ and part.name in causes
        if part.guard and part.name != changed and not named and not any(one.points for one in others):
            unsteady = overflow.unsteady(exercise, part, answers, looks[part.name]) if part in wrong else ""
            mistake = part.mistake if unsteady else ""  # that it overflows is true of a result that is wrong, too
            verdicts[part.name] = PartVerdict(part.name, 0.0, part.points, cause=unsteady or LATER, mistake=mistake)
    stop = next((answer for answer in answers.values() if answer.text and not answer.error), None)
    if stop and not any(answer.error for answer in answers.values()):  # or that stop costs points here
        rest = exercise.returns[1]
        costs = (
            f"Your function stops at line {stop.line} ({stop.text}), which costs the points of {rest}, and none here."
        )
        verdicts[rest] = PartVerdict(rest, 0.0, 0.0, cause=costs)
    if kind := misfits.of_a_kind(exercise, answers):
        verdicts[misfits.KIND] = PartVerdict(misfits.KIND, 0.0, 0.0, cause=kind)
    parts = tuple(verdicts.values())
    return Verdict(exercise.id, sum(part.points for part in parts), exercise.points, parts)


def _changed_inputs(
    exercise: CompiledExercise, answers: Mapping[str, Answer], wrong: list[Part], verdicts: dict[str, PartVerdict]
) -> str:
    """Tell of inputs that were changed, and of what may follow; return the name of the part that says so, or "".

    Where the exercise has no such part, it is told in one that costs no points.
    """
    kept = [part for part in exercise.parts if part.measure == measures.unchanged.__name__]
    name = next((part.name for part in kept if part in wrong and verdicts[part.name].mistake), "")
    beside = "" if kept else diagnosis.changed(exercise, exercise.cases, answers)
    if not name and not beside:
        return ""
    name = name or "inputs unchanged"
    following = [part.name for part in wrong if part.name != name and _may_follow(verdicts[part.name])]
    for one in following:
        says = f"This may follow from an input that was changed (see {name})."
        verdicts[one] = replace(verdicts[one], cause=says, symptom="result.after-change")
    if beside:
        costs = "" if wrong else ", which costs no points here"
        told = f"The call changed {beside}{costs}. Which line writes in place, perhaps under another name, as after"
        told += f" A = {beside.partition(' ')[0]}?"
        verdicts[name] = PartVerdict(name, 0.0, 0.0, cause=told, mistake="inputs.changed")
    return name


def _may_follow(told: PartVerdict) -> bool:
    return not told.cause or (not told.mistake and told.symptom.startswith(MAY_FOLLOW))


def _told_once(verdicts: dict[str, PartVerdict]) -> None:
    """Let what NumPy warned of be said of one part only, and so a mistake that is one of two in another part.

    And what is explained is not called wrong on other inputs.
    """
    explained = False  # by what is wrong with a part before: that of the penalty says nothing of the data
    alone = {one.cause for one in verdicts.values()}
    warnings: set[str] = set()
    for name, one in verdicts.items():
        clause, _, why = one.cause.partition(": ")
        if one.symptom in ("result.nan", "result.infinite"):
            if why in warnings:
                verdicts[name] = replace(one, cause=f"{clause}.")
            warnings.add(why)
        elif explained and one.symptom == "relation.right-on-example":
            verdicts[name] = replace(one, cause="Wrong, perhaps for the same reason.")
        elif rest := [told for told in one.cause.split(AND) if told not in alone]:
            verdicts[name] = replace(one, cause=AND.join(rest))
        explained |= bool(one.mistake)


def gather(exercise: CompiledExercise, ask: Callable[[Case], Answer]) -> dict[str, Answer]:
    """Return an answer for every case, large cases last; after a stop that holds for all, the rest is not asked.

    Args:
        exercise: the compiled exercise.
        ask: calls the student's function on a case.
    """
    answers: dict[str, Answer] = {}
    stop: Answer | None = None
    for name, case in sorted(exercise.cases.items(), key=lambda item: item[1].driver == "large"):
        skip = stop and (case.driver == "large" or stop.error in HOLDS_FOR_ALL)
        answers[name] = stop if stop and skip else _of_task(exercise, ask(case))
        if answers[name].error and case.driver != "slope":  # that one is asked only to say more
            stop = stop or answers[name]
    return answers


def _of_task(exercise: CompiledExercise, answer: Answer) -> Answer:
    """An answer without a stop in lines that belong to another task: an error is charged once, where it is made.

    Of a function that gives its first result no more than a first value, no line is known to belong to the other.
    """
    first = len(exercise.returns) > 1 and exercise.task == exercise.returns[0]
    own = first and answer.error and answer.value is not None and 0 not in answer.unwritten
    return replace(answer, error="") if own else answer


def is_open(exercise: CompiledExercise, answers: Mapping[str, Answer]) -> bool:
    """Return whether the student has not begun: a stub's NotImplementedError, or an output that is still None.

    An answer is open if none of its values is there.
    """
    first = _first(exercise, answers)
    if first.error:
        return first.error == "NotImplementedError" and not first.meant
    if not exercise.target and isinstance(first.value, tuple):
        given = dict(enumerate(first.value))
        return all(given.get(part.options.get("index", 0)) is None for part in exercise.parts)
    index = exercise.parts[0].options.get("index", 0)
    several = isinstance(first.value, tuple) and len(first.value) > index
    value = first.value[index] if several else first.value
    if value is not None or first.unreturned or not exercise.target:
        return value is None and not first.unreturned
    return several and len(exercise.returns) > 1 and not misfits.swapped(exercise, exercise.parts[0], first)


def _first(exercise: CompiledExercise, answers: Mapping[str, Answer]) -> Answer:
    return answers[exercise.parts[0].probes[0][0]]


class Measured(NamedTuple):
    """What a part's measure gives for some answers, and the scale of the numbers that went in, for each probe."""

    values: list[np.ndarray | str]
    scales: list[float]


def measured(exercise: CompiledExercise, part: Part, answers: Mapping[str, Answer]) -> Measured:
    """Return what a part's measure gives for some answers.

    Where a call stopped, the exception is there as a text. This is how expected values and known mistakes are compiled.
    """
    look, scales = _look(exercise, part, answers)
    return Measured([comparable(value) for value in look], scales)


def _right(exercise: CompiledExercise, part: Part, look: Look) -> bool:
    triples = zip(map(comparable, look), exercise.expected[part.name], exercise.scales[part.name], strict=False)
    return all(agree(*triple, part.atol) for triple in triples)


def _look(exercise: CompiledExercise, part: Part, answers: Mapping[str, Answer]) -> tuple[Look, list[float]]:
    measure = getattr(measures, part.measure)
    only = None if exercise.target else part.options.get("index")  # of a cell's answers each is judged alone
    values: Look = []
    scales: list[float] = []
    for probe in part.probes:
        asked = [answers[name] for name in probe]
        error = next((f"{answer.error}: {answer.message}" for answer in asked if answer.error), "")
        value: np.ndarray | str | WrongKindError
        scale = 0.0
        try:
            if error and "beside" in part.options:
                value = np.array(1.0)  # it is told of the result beside
            elif error:
                value = error
            else:
                results = [measures.outputs(answer, exercise.returns, only) for answer in asked]
                value, scale = measure(results, asked, exercise.cases[probe[0]].inputs, **part.options)
        except WrongKindError as wrong:
            value = wrong
        values.append(value)
        scales.append(scale)
    return values, scales
