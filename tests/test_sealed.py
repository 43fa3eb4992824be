"""Answers in the public cases: nobody reads them there, and a check says of every value what the grading will say."""

import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from grader.bank import EXERCISES, cases
from helpers.given import judge
from helpers.given.calling import calls
from helpers.given.judge import caseset, close

ANSWERS = [name for name, exercise in EXERCISES.items() if not exercise.target and name != "find_the_bug"]
"""The answers that a check judges."""
NUMBERS = [name for name in ANSWERS if name != "best_setting"]


@pytest.fixture(scope="module")
def plain():
    """Answers as the grading has them, by name."""
    return {name: cases.with_mistakes(EXERCISES[name], cases.public_seed(EXERCISES[name])) for name in ANSWERS}


@pytest.fixture(scope="module")
def shipped():
    """Answers as students get them, as bytes, one for each."""
    return {name: caseset.dump({name: cases.public(EXERCISES[name], "a salt")}, "") for name in ANSWERS}


@pytest.fixture(scope="module")
def public(shipped):
    """Answers as a check loads them, by name."""
    return {name: caseset.loads(data).exercises[name] for name, data in shipped.items()}


def given(exercise, *values):
    plain = tuple(calls.to_plain(value) for value in values)
    return dict.fromkeys(exercise.cases, calls.Answer(plain))


def values_told(exercise):
    """Part, numbers and absolute tolerance of what is right and of each known mistake."""
    for part in exercise.parts:
        yield part, exercise.expected[part.name][0], part.atol
        for mistake in exercise.known:
            if part.name in mistake.values:
                yield part, mistake.values[part.name][0], 0.5 * part.atol


def around(numbers, atol):
    """Values inside and outside the tolerance, and as near to its edge as floats are, in both precisions."""
    size = np.max(np.abs(numbers), initial=0.0, where=np.isfinite(numbers))
    for dtype, relative in ((np.float64, close.TOLERANCE), (np.float32, close.TOLERANCE_FLOAT32)):
        tolerance = max(atol, relative * size)
        for times in (-1, -0.5, 0, 0.5, 1, 3):
            for ulps in (-1, 0, 1):
                value = (numbers + times * tolerance).astype(dtype)
                yield value + ulps * np.spacing(np.where(np.isfinite(value), value, 1).astype(dtype))


@pytest.mark.parametrize("name", NUMBERS)
def test_a_check_says_of_every_value_what_the_grading_says(name, plain, public):
    right, exercise = plain[name], EXERCISES[name]
    passed = {part.name: set() for part in right.parts}
    for part, numbers, atol in values_told(right):
        for value in around(np.asarray(numbers, dtype=np.float64), atol):
            values = [value if index == part.options["index"] else one for index, one in enumerate(exercise.values)]
            answers = given(right, *values)
            verdict = judge.judge(right, answers)
            assert judge.judge(judge.opened(public[name], answers), answers) == verdict
            passed[part.name].add(next(one.points for one in verdict.parts if one.name == part.name) > 0)
    assert all(seen == {True, False} for seen in passed.values())


@pytest.mark.parametrize("name", NUMBERS)
def test_odd_answers_open_nothing_and_are_told_the_same(name, plain, public):
    size = len(plain[name].returns)
    odd = [None, "text", np.nan, np.inf, -np.inf, [1.0, 2.0], [], [np.nan] * 3, np.zeros((2, 2)), 1e308, 2**63, True]
    for value in odd:
        answers = given(plain[name], *[value] * size)
        opened = judge.opened(public[name], answers)
        assert judge.judge(opened, answers) == judge.judge(plain[name], answers), value
    for values in ((), (1.0,) * (size + 1)):
        answers = given(plain[name], *values)
        assert judge.opened(public[name], answers) == public[name]


def test_a_setting_is_judged_by_the_fields_that_it_opens(plain, public):
    right = plain["best_setting"]
    rates, regs, _ = right.cases["answer"].inputs
    steps = np.linspace(-0.1, 1.1, 25)
    points = set()
    grids = [grid[0] * (grid[-1] / grid[0]) ** steps for grid in (rates, regs)]
    for rate in [*rates, *grids[0], 0.0, -1.0, np.nan, [0.01]]:
        for reg in [*regs, *grids[1][::4], np.inf, None]:
            answers = given(right, rate, reg)
            verdict = judge.judge(right, answers)
            assert judge.judge(judge.opened(public["best_setting"], answers), answers) == verdict
            points.add(verdict.points)
    assert points == {0, 1}


def readable(data, right):
    """What the bytes of case sets tell of an answer: numbers in any format, and texts of mistakes."""
    found = set()
    singles = [np.frombuffer(data[start : start + (len(data) - start) // 4 * 4], "<f4") for start in range(4)]
    doubles = [np.frombuffer(data[start : start + (len(data) - start) // 8 * 8], "<f8") for start in range(8)]
    looks = [view for one in (*singles, *doubles) for view in (one, one.byteswap())]
    for _, numbers, _ in values_told(right):
        for number in np.ravel(numbers).astype(float):
            if number.is_integer() or np.isinf(number):
                continue  # too common; where they may be is tested below
            with np.errstate(all="ignore"):
                found |= {number for look in looks if np.any(np.abs(look - number) <= 1e-7 * abs(number))}
            texts = (repr(number), f"{number:.4f}", f"{number:.2f}", f"{number:.4g}", repr(np.float32(number)))
            found |= {text for text in texts if re.search(rf"(?<![\d.]){re.escape(text)}(?!\d)".encode(), data)}
    for mistake in right.known:
        texts = (mistake.id, mistake.says, mistake.asks)
        found |= {text for text in texts if text.encode() in data}
    return found


def test_no_answer_can_be_read_in_the_bytes_of_the_public_cases(plain, shipped):
    for name in NUMBERS:
        assert readable(shipped[name], plain[name]) == set()
        unsealed = caseset.dump({name: plain[name]}, "")
        told = {mistake.says for mistake in plain[name].known}
        assert told <= readable(unsealed, plain[name])  # so it would be found


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_in_the_open_is_the_same_whatever_the_answer_is(name, public, plain):
    exercise, right = public[name], plain[name]
    assert exercise.parts == right.parts == EXERCISES[name].parts
    if name == "best_setting":
        assert np.all(exercise.cases["answer"].inputs[2] == 1)
    else:
        assert exercise.cases["answer"].inputs == ()
        assert exercise.known == ()
        assert all(scales == [0.0] for scales in exercise.scales.values())
        assert all(np.all(np.isnan(one)) for values in exercise.expected.values() for one in values)
        answers = given(exercise, *[0.123 * np.ones_like(value, dtype=float) for value in EXERCISES[name].values])
        opened = judge.opened(exercise, answers)
        assert (opened.known, opened.cases) == ((), exercise.cases)


def test_boxes_of_a_part_are_of_one_length(public):
    for exercise in public.values():
        for box in exercise.sealed.values():
            assert len({len(data) for data in box.boxes.values()}) == 1


@pytest.mark.parametrize("numbers", [[5.0, 1, 9], np.array([[5], [1], [9]]), [Fraction(5), Decimal(1), 9]])
def test_an_answer_may_be_any_kind_of_numbers(numbers, plain):
    verdict = judge.judge(plain["winners"], given(plain["winners"], numbers))
    assert verdict.passed
