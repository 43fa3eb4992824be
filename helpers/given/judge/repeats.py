"""Whether a function gives something else in a second call: then nothing holds that is read off several calls."""

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from helpers.given.calling import drivers
from helpers.given.calling.calls import Answer
from helpers.given.judge import measures
from helpers.given.judge.close import agree
from helpers.given.judge.model import Cause, CompiledExercise, Look, Part

NOT_REPEATABLE = "relation.not-repeatable"
ASKS = "What is random, or kept between calls?"
UNSET = (
    "{line} makes an array of whatever is in memory, no line gives it a first value, and what is added comes on top of"
    " that. Which function of NumPy makes zeros?"
)


def differing(exercise: CompiledExercise, answers: Mapping[str, Answer]) -> set[int]:
    """Return the places of results that are different in a second call with the same inputs, or may be."""
    plain = [name for name in answers if exercise.cases[name].driver == drivers.plain.__name__]
    returned = [name for name in plain if not answers[name].error] if exercise.target else []
    found: set[int] = set()
    for one, other in itertools.combinations(returned, 2):
        inputs = exercise.cases[one].inputs, exercise.cases[other].inputs
        if all(map(_same, *inputs)):
            pairs = zip(_results(exercise, answers[one]), _results(exercise, answers[other]), strict=True)
            found |= {place for place, pair in enumerate(pairs) if not _agree(*pair)}
    # Memory may hold the same numbers twice, or zeros.
    return found | {place for name in returned for place, line in enumerate(answers[name].unset) if line}


def told(part: Part, answers: Mapping[str, Answer], look: Look) -> Cause:
    """Return what is to be said of a part whose result does not repeat; look: what it measured."""
    first, place = answers[part.probes[0][0]], part.options["index"]
    if line := first.unset[place] if place < len(first.unset) else "":
        return Cause(UNSET.format(line=f"{line[0].upper()}{line[1:]}"), symptom=NOT_REPEATABLE)
    it = f"Your {part.label} is different in a second call with the same inputs"
    if any(isinstance(value, str) for value in look):
        stop = next(answers[name] for probe in part.probes for name in probe if answers[name].error)
        it += f", and in another call line {stop.line} ({stop.text}) stops" if stop.line else ""
    return Cause(f"{it}. {ASKS}", symptom=NOT_REPEATABLE)


def concerns(part: Part, look: Look, places: set[int]) -> bool:
    """Return whether a wrong part may be wrong because some results do not repeat; look: what it measured."""
    slow = part.measure == measures.without_a_loop.__name__ and isinstance(look[0], np.ndarray) and bool(look[0])
    return part.options.get("index") in places and not slow


def _results(exercise: CompiledExercise, answer: Answer) -> tuple[Any, ...]:
    """As many values as there should be; None for what is none, or where there are more or fewer."""
    value = answer.value if len(exercise.returns) > 1 else (answer.value,)
    fits = isinstance(value, tuple) and len(value) == len(exercise.returns)
    return value if fits else (None,) * len(exercise.returns)


def _agree(one: Any, other: Any) -> bool:
    if not isinstance(one, np.ndarray) or not isinstance(other, np.ndarray):
        return True
    return one.shape == other.shape and agree(one, other, 1.0)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and np.array_equal(one, other)
