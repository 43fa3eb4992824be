"""Says what goes wrong on large scores: what overflows, which 0 is divided by, what hides it."""

import re
from collections.abc import Mapping

import numpy as np

from helpers.given.calling.calls import Answer
from helpers.given.judge import measures
from helpers.given.judge.close import agree
from helpers.given.judge.model import CompiledExercise, Look, Part, comparable

OVERFLOW = (
    "exp overflows on scores such as [1000, 1040, 960]. Which number, subtracted from each score of an image, leaves"
    " every exponent at 0 or below?"
)
CAPPED = (
    "Wrong where the true class has a p such as 1e-18. Is something added to p inside the logarithm, is p limited,"
    " or is such an image left out?"
)
EMPTY_ROW = (
    "All exps of an image become 0 on scores such as [-1000, -1030, -970] in a batch with larger ones. Which maximum"
    " belongs to each image?"
)
NO_NUMBER = re.compile(
    r"^(: |OverflowError|ZeroDivisionError|FloatingPointError|ValueError: (math domain|expected a pos))"
)
"""Errors, or none, by which Python says what NumPy says by inf or nan."""
HAPPENED = (
    (r"overflow encountered in exp|OverflowError: math range", "exp overflows"),
    (r"overflow", "a number overflows"),
    (r"(invalid value|divide by zero) encountered in .*divide|ZeroDivisionError", "something is divided by 0"),
    (r"divide by zero encountered in log|ValueError", "the logarithm of 0 is taken"),
    (r"invalid value encountered in log", "the logarithm of a number below 0 is taken"),
)
"""What NumPy's warnings and Python's errors say, in order."""
UNEQUAL = (
    "No points are lost here. But with scores such as [1000, 1040, 960] and [-1000, -1030, -970] in one batch your loss"
    " is another one than after each image's own maximum is subtracted, which should change nothing. Is there one"
    " maximum for all images, or is something left out, or replaced, where exp becomes 0 or inf?"
)


def raised(part: Part, answers: Mapping[str, Answer]) -> bool:
    """Whether a part that costs nothing has no result because numbers of Python, unlike NumPy's, raise errors."""
    errors = {
        "" if NO_NUMBER.search(f"{one.error}: {one.message}") else one.error
        for one in (answers[name] for probe in part.probes for name in probe)
    }
    return part.guard and not part.points and errors <= {""}


def why(part: Part, answers: Mapping[str, Answer]) -> str:
    """What makes a number infinite or nan, with its line, as the first warning or error tells it; "" if none does."""
    happened = (_happened(answers[name]) for probe in part.probes for name in probe)
    told = next(filter(None, happened), "")
    return f": {told}" if told else ""


def _happened(answer: Answer) -> str:
    """What a warning, and an error after it, say of a call."""
    in_line = re.search(r"\(line (\d+)\)", answer.warned)
    both = (
        (answer.warned, int(in_line[1]) if in_line else 0),
        (f"{answer.error}: {answer.message}" if answer.error else "", answer.line),
    )
    told = []
    for said, line in both:
        happened = next((words for pattern, words in HAPPENED if said and re.search(pattern, said)), "")
        told += [f"{happened}{f' in line {line}' if line else ''}"] if happened else []
    return ", and ".join(told)


def in_its_line(part: Part, answers: Mapping[str, Answer], told: str) -> str:
    """What is said of an exp that overflows, with the line where NumPy warned of it."""
    warned = " ".join(answers[name].warned for probe in part.probes for name in probe)
    found = re.search(r"overflow encountered in exp \(line (\d+)\)", warned)
    return f"In line {found[1]}, {told}" if found and told.startswith("exp overflows") else told


def of_exp(part: Part, answers: Mapping[str, Answer]) -> str:
    """Return what is said of an exp that overflows in the calls of a part, as NumPy warned of it; "" if it did not."""
    warned = any("overflow encountered in exp" in answers[name].warned for probe in part.probes for name in probe)
    return in_its_line(part, answers, OVERFLOW) if warned else ""


def unsteady(exercise: CompiledExercise, part: Part, answers: Mapping[str, Answer], look: Look) -> str:
    """Return what goes wrong on large scores, where NumPy's warnings tell it; otherwise "".

    Args:
        exercise: the compiled exercise.
        part: one that may look at large scores.
        answers: for each case what the student gave; look: what the part measured of them.
    """
    if part.measure != measures.steady.__name__:
        return ""
    if told := of_exp(part, answers):
        return told
    (first, *_), (flags, value, *rest) = part.probes[0], look
    warned_first = answers[first].warned
    divided = bool(re.search(r"(invalid value|divide by zero) encountered in .*divide", warned_first))
    # A loss that is wrong on any scores may take the logarithm of 0 otherwise, as after 1 was subtracted from p.
    scale, right = exercise.scales[part.name][-1], exercise.expected[part.name][-1]
    usual = all(agree(comparable(one), right, scale) for one in rest[-1:])
    of_0 = "divide by zero encountered in log" in warned_first and (usual or bool(np.all(comparable(value) == -np.inf)))
    return EMPTY_ROW if (divided or of_0) and isinstance(flags, np.ndarray) and not flags[0] else ""


def capped(part: Part, answers: Mapping[str, Answer], look: Look) -> str:
    """What goes wrong on large scores where nothing overflows, and no 0 is divided by."""
    warned = any(answers[name].warned for probe in part.probes for name in probe)
    quiet = part.measure == measures.steady.__name__ and not warned
    return CAPPED if quiet and finite(look) else ""


def finite(look: Look) -> bool:
    """Whether all that a part looks at are arrays of finite numbers."""
    return all(isinstance(value, np.ndarray) and bool(np.all(np.isfinite(value))) for value in look)
