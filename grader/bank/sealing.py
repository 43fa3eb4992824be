"""Seals the answers of notebooks before a case set goes to students; helpers/given/judge/sealed.py opens them."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from helpers.given.judge import CompiledExercise, Part, measures, sealed
from helpers.given.judge.close import TOLERANCE_FLOAT32
from helpers.given.judge.model import Sealed

Bucket = tuple[float, ...]

MARGIN = 1 + 1e-9
"""How much farther a bucket reaches than a tolerance, so that no rounding decides at its edge."""


def sealed_answers(right: CompiledExercise, salt: str) -> CompiledExercise:
    """Return a compiled answer that holds neither what is expected nor any known mistake in readable form.

    Args:
        right: an answer of a notebook, with its known mistakes.
        salt: a text that each build has its own of.
    """
    if [part.measure for part in right.parts] == [measures.setting.__name__]:
        return _sealed_table(right, salt)
    # Of the right shape, which may be told, and equal to nothing: no answer that is compared is nan.
    blank = {name: [np.full(one.shape, np.nan) for one in values] for name, values in right.expected.items()}
    if right.judged_later:
        keys = {name: replace(case, inputs=(np.full_like(case.inputs[0], -1),)) for name, case in right.cases.items()}
        return replace(right, expected=blank, known=(), cases=keys)
    boxes = {part.name: _sealed_values(right, part, f"{salt} {right.id} {part.name}") for part in right.parts}
    return replace(right, expected=blank, known=(), sealed=boxes)


def _sealed_values(right: CompiledExercise, part: Part, salt: str) -> Sealed:
    """What is expected of a part, and its known mistakes, by the buckets that their tolerances reach."""
    entries: list[tuple[np.ndarray, tuple[str, str, str]]] = [(right.expected[part.name][0], ("", "", ""))]
    for mistake in right.known:
        ((name, (values,)),) = mistake.values.items()  # a mistake in an answer costs one part
        if name == part.name:
            entries.append((np.asarray(values), (mistake.id, mistake.says, mistake.asks)))
    reaches = [_reach(values, part.atol) for values, _ in entries]
    # A power of two divides without rounding, and tells little of how large the numbers are.
    width = float(2 ** np.ceil(np.log2(2 * max(reaches))))
    contents: dict[Bucket, list] = {}
    for (values, told), reach in zip(entries, reaches, strict=True):
        for numbers in itertools.product(*(_reached(value, reach, width) for value in values.astype(float))):
            contents.setdefault(numbers, []).append([values.tolist(), *told])
    return sealed.seal(salt, width, contents)


def _reach(values: np.ndarray, atol: float) -> float:
    """How far from some values a right answer may be, whatever its precision."""
    size = np.max(np.abs(values), initial=0.0, where=np.isfinite(values))
    return MARGIN * max(atol, TOLERANCE_FLOAT32 * float(size))


def _reached(value: float, reach: float, width: float) -> Iterator[float]:
    """The numbers of the buckets that are within reach of a value."""
    first, last = sealed.bucket(np.array([value - reach, value + reach]), width)
    yield first
    while first < last:
        first += 1.0
        yield first


def _sealed_table(right: CompiledExercise, salt: str) -> CompiledExercise:
    """The table of settings without its entries; those around good settings are sealed, one bucket for each field."""
    (name,) = right.cases
    ((part,), case) = right.parts, right.cases[name]
    rates, regs, table = case.inputs
    contents: dict[Bucket, list] = {}
    for row, column in np.ndindex(len(rates), len(regs)):
        field = table[:, row : row + 2, column : column + 2]
        if np.min(field) <= measures.GOOD_SETTING + 1e-9:
            contents[float(row), float(column)] = field.tolist()
    blank = replace(case, inputs=(rates, regs, np.ones_like(table)))
    box = sealed.seal(f"{salt} {right.id} {part.name}", 1.0, contents)
    return replace(right, cases={name: blank}, sealed={part.name: box})
