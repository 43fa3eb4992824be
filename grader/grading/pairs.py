"""Finds two known mistakes that were made at once, where neither explains a result alone.

Of a loss there are a hundred known mistakes, so recipes.py puts those together from slips. The other functions have a
few dozen, and each two of them can be made and run.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from grader.bank import cases
from grader.bank.model import Exercise, Mistake
from helpers.given import judge
from helpers.given.judge import CompiledExercise, Part
from helpers.given.judge.close import agree
from helpers.given.judge.model import AND, Cause, Look, comparable

MOST_KNOWN = 40
"""Of an exercise with more known mistakes, as a loss, no pairs are tried."""


def pair(
    exercise: Exercise, right: CompiledExercise, parts: Mapping[str, Part], looks: Mapping[str, Look]
) -> dict[str, Cause]:
    """Return for each of some parts that nothing explains the mistakes, if there is one pair that gives all of them.

    Args:
        exercise: whose mistakes.
        right: its cases.
        parts: that nothing explains.
        looks: for each of them what was measured.
    """
    measured = [part for part in parts.values() if all(isinstance(value, np.ndarray) for value in looks[part.name])]
    if not measured or len(exercise.mistakes) > MOST_KNOWN:
        return {}
    names = {part.name for part in parts.values()}
    listed = [one for one in exercise.mistakes if one.says and one.edits and names & set(one.costs)]
    found: dict[frozenset[str], tuple[Mistake, Mistake]] = {}
    for one, two in combinations(listed, 2):
        if one.id == two.id or frozenset((one.id, two.id)) in found:
            continue
        try:
            function = exercise.with_both(one, two)
        except (ValueError, SyntaxError):
            continue
        if all(_gives(right, function, part, looks[part.name]) for part in measured):
            found[frozenset((one.id, two.id))] = one, two
    if len(found) != 1:
        return {}
    (both,) = found.values()
    return {part.name: _cause([one for one in both if part.name in one.costs] or both) for part in measured}


def _gives(right: CompiledExercise, function: Any, part: Part, look: Look) -> bool:
    """Whether a function gives what was measured of a part, asked probe by probe until it does not."""
    for probe, value in zip(part.probes, look, strict=True):
        asked = replace(right, cases={name: right.cases[name] for name in probe})
        answers = judge.gather(asked, lambda case: cases.measurable(function, case.driver, case.inputs))
        (made,), (scale,) = judge.measured(asked, replace(part, probes=(probe,)), answers)
        if not agree(comparable(value), made, scale, part.atol):
            return False
    return True


def _cause(mistakes: list[Mistake] | tuple[Mistake, Mistake]) -> Cause:
    sentences = AND.join(f"{one.says} {one.asks}" for one in mistakes)
    return Cause(sentences, mistakes[0].id, mistakes[1].id if len(mistakes) > 1 else "")
