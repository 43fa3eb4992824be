"""Says what makes a value no candidate for being right: its kind, its shape, its place, or a nan in it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.given.calling import drivers
from helpers.given.calling.calls import Answer
from helpers.given.judge import compared, example, measures, relations
from helpers.given.judge.measures import WrongKindError
from helpers.given.judge.model import Cause, CompiledExercise, Look, Part

ONE_NUMBER = "one number"
MISSING = ": which sum, mean or maximum is still missing?"
MISSING_OR = ": is a sum or mean still missing, or does an index take several entries?"
ALL_LABELS = (
    ". Each round of a loop over the images adds one number: does an index take the labels of all of them, as p[y]"
    " does, where it should take one?"
)
TO_ONE = np.sum, np.mean, np.max, lambda array: np.sum(array) / len(array) ** 2
"""What makes the right number of an array, if that alone is missing."""
EACH = {"N": "each image", "C": "each class", "D": "each of an image's D numbers"}
KIND = "kind of result"
"""A part without points, for what is said of a result that counts as right."""


def odd(
    part: Part,
    probe: tuple[str, ...],
    value: np.ndarray | WrongKindError,
    right: np.ndarray,
    answers: Mapping[str, Answer],
    inputs: Mapping[str, Any],
) -> Cause | None:
    """What makes a value no candidate for being right: its kind, its shape, or a nan in it."""
    label = part.label or part.name
    if isinstance(value, WrongKindError):
        missed = next((answers[name].unreturned for name in probe if answers[name].unreturned), "")
        told, symptom = str(value), "result.kind"
        if missed:
            told = f"it returned None for {missed}, although your code fills it. Is there an earlier return,"
            told += f" or a line {missed} = None below?"
    elif part.measure == measures.weights.__name__ and value.shape[1:] == right.shape[1:] and len(value) != len(right):
        rounds, calls = len(right) - 1, len(value) - 1
        told = f"in {rounds} steps self.loss was called {calls} times, each with different weights or images. Which"
        told += " of these calls does a step need?"
        if calls > rounds and np.all(np.any(value[1:] != value[:-1], axis=(1, 2))):
            told = f"your code changed self.W {calls} times where num_iters is {rounds}. Is there a second loop inside"
            told += " the one over num_iters, and how many steps should one round take?"
        symptom = "result.calls"
    elif value.shape != right.shape and (value.size > 1 or right.shape):
        transposed = value.shape == right.shape[::-1]
        wanted = right.shape or ONE_NUMBER
        has, is_ = ("have", "are") if example.several(label) else ("has", "is")
        own = f"{has} shape {value.shape}, expected" if value.shape else f"{is_} one number, expected shape"
        what = f"your {label} {own} {wanted}"
        alike = [name for name, item in inputs.items() if value.ndim == 2 and np.shape(item) == value.shape]
        beside = "; it is transposed" if transposed else f"; {alike[0]} has that shape" if len(alike) == 1 else ""
        if value.shape[:-1] == right.shape != ():
            beside = ": a whole row for each image, where one number should be left"
        if label == "history" and value.shape == (1,) != right.shape:
            beside = ": is the list made anew in each round, or filled below the loop?"
        if not value.shape and np.shape(inputs.get("W", 0.0)) == right.shape:
            beside = "; a gradient has an entry for each weight: what the loss does when that weight alone changes"
        told = f"{what}{beside}"
        own_of_W = not right.shape and value.shape == np.shape(inputs.get("W", 0.0))  # as reg * W * W has
        if part.measure == measures.change.__name__ and not own_of_W:
            shape = f"has shape {value.shape}" if value.shape else "is one number"
            told = f"your {label} cannot be judged while the result {shape}"
        symptom = "result.transposed" if transposed else "result.shape"
    elif value.dtype == np.float16:
        told, symptom = f"your {label} is float16, which holds three digits: too few here", "result.float16"
    elif part.measure != measures.answer.__name__ and not np.all(np.isfinite(value)) and np.all(np.isfinite(right)):
        word = "nan" if np.any(np.isnan(value)) else "infinite"
        alone = " where N = 1" if relations.sizes(inputs).get("N") == 1 else ""
        warned = next((answers[name].warned for name in probe if answers[name].warned), "")
        why = f"NumPy warned: {warned}{_warning(warned)}" if warned else "an overflow, a division by 0 or a log of 0"
        hidden = part.measure == measures.change.__name__  # the difference of two results
        what = f"your {label} cannot be judged while the result is" if hidden else f"your {label} is"
        told, symptom = f"{what} {word}{alone}: {why}", f"result.{word}"
    else:
        return None
    return Cause(f"{capital(told)}{'' if told.endswith('?') else '.'}", symptom=symptom)


def each(exercise: CompiledExercise, part: Part, look: Look, told: str) -> str:
    """What is said of several numbers where one is expected, with what each of them is for, and with a question.

    That a sum is missing is said only if the sum is right.
    """
    end = f"expected {ONE_NUMBER}"
    if end not in told:
        return told
    found = [
        relations.Seen(value, right, scale, dict(relations.sizes(compared.inputs_of(exercise, probe[0]))), {})
        for probe, value, right, scale in zip(
            part.probes, look, exercise.expected[part.name], exercise.scales[part.name], strict=True
        )
        if isinstance(value, np.ndarray) and value.size
    ]
    counted = [letter for letter in EACH if all(one.value.shape == (one.sizes.get(letter),) for one in found)]
    wanted = f"one number for {EACH[counted[0]]}, expected one" if len(counted) == 1 and len(found) > 1 else end
    sums = (all(replace(one, value=np.asarray(to_one(one.value))).agrees() for one in found) for to_one in TO_ONE)
    asks = MISSING if any(sums) else ALL_LABELS if counted == ["N"] and exercise.name.endswith("_naive") else MISSING_OR
    before, _, after = told.rstrip(".").partition(end)
    return f"{before}{wanted}{after}{asks}"


def mistyped(part: Part, answer: Answer) -> str:
    """The line that writes =+ or =- and gives what a part looks at its value, "" if there is none."""
    lines, place = answer.mistyped, part.options.get("index", 0)
    return lines[place] if place < len(lines) else ""


def swapped(exercise: CompiledExercise, part: Part, answer: Answer) -> bool:
    """Return whether two outputs are in each other's place: one has the number of axes that the other should have."""
    values = answer.value
    several = len(exercise.returns) == 2 and isinstance(values, tuple) and len(values) == 2
    if not exercise.target or part.guard or not several or "index" not in part.options:
        return False
    own, other = (values[index] for index in (part.options["index"], 1 - part.options["index"]))
    wanted = exercise.expected[part.name][0].ndim
    return isinstance(other, np.ndarray) and other.ndim == wanted and (own is None or np.ndim(own) != wanted)


def capital(sentence: str) -> str:
    """A sentence with a capital letter at its beginning, and all others as they are."""
    return f"{sentence[0].upper()}{sentence[1:]}"


def _warning(warned: str) -> str:
    """What a warning of NumPy means, where its words say too little."""
    if "invalid value encountered in log" not in warned:
        return ""
    return (
        ". That is the logarithm of a number below 0, which no probability is. Was 1 subtracted earlier from the same"
        " array, perhaps under a second name, or is exp missing?"
    )


def of_a_kind(exercise: CompiledExercise, answers: Mapping[str, Answer]) -> str:
    """What is to be said of results that count as right, and are no plain number or array; "" if they are."""
    index = exercise.parts[0].options.get("index")
    if not exercise.target or index is None:
        return ""
    what = dict(enumerate(exercise.returns)).get(index, "result")
    plain = [one for name, one in answers.items() if exercise.cases[name].driver == drivers.plain.__name__]
    if plain and all(index in one.matrices for one in plain):
        told = f"But your {what} is an np.matrix, in which * is the matrix product and every slice has two axes."
        return f"No points are lost here. {told} Later products may go wrong: np.asarray turns it into an array."
    results = [one.value if isinstance(one.value, tuple) else (one.value,) for one in plain]
    shapes = {one[index].shape if len(one) > index and isinstance(one[index], np.ndarray) else () for one in results}
    if exercise.expected[exercise.parts[0].name][0].shape or shapes not in ({(1,)}, {(1, 1)}):
        return ""
    told = f"But your {what} is an array of shape {shapes.pop()}, where one number is expected."
    return f"No points are lost here. {told} Which line keeps an axis?"
