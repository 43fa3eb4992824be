"""What a part of an exercise looks at: each measure turns a few answers into one array and the scale of its numbers.

A measure takes the answers it is given, and the inputs of the first of them; what it returns for the reference is what
is expected of the student. The scale is the size of the numbers that went in, so that the rounding of a difference is
judged by its operands. Where two right answers may differ (which rows were drawn at random), a measure returns what
they have in common.
"""

import time
from typing import NamedTuple

import numpy as np

from helpers.given.calling.calls import Answer, clock
from helpers.given.judge import puzzles
from helpers.given.judge.hyperparameters import shortfall

YARDSTICK_RUNS = 3
STACKED = 2
"""To stack an array of one number for each image, twice, takes 1.3 times as long as the yardstick."""
GOOD_SETTING = 0.04
"""By how much the accuracy of a good setting may stay below the best.

Students are told 0.02. Trained with other random numbers, a setting of the table comes up to 0.02 nearer to the best.
"""
QUICK = 0.03
"""Seconds: a call as short as this is never called slow; array operations on 20,000 images take 0.003 to 0.02."""
TICK = 0.01
"""Seconds: while work is graded, time is read from the kernel, which counts in steps of this."""


class WrongKindError(ValueError):
    """The function returned something that cannot be measured; the message is a sentence for the student."""


class Reading(NamedTuple):
    """What a measure gives.

    value: what is compared: an output, or what changed, with its own shape; float64 (k,) or () for flags and counts.
    scale: of which size the numbers were that went in.
    """

    value: np.ndarray
    scale: float = 1.0


def outputs(answer: Answer, names: tuple[str, ...], only: int | None = None) -> tuple[np.ndarray | None, ...]:
    """Return the named outputs of an answer: arrays of any shape and dtype, or None where the student returned None.

    Args:
        answer: what a call, or a cell, gave.
        names: of the outputs.
        only: which of them is looked at; what the others are does not matter then, and they are None if no numbers.

    Raises:
        WrongKindError: not as many outputs as there are names, or not numbers.
    """
    value = answer.value
    if value is None:
        raise WrongKindError(f"it returned None (is there a return?), expected {_listed(names)}")
    if len(names) == 1:
        value = (value,) if not isinstance(value, tuple) or len(value) != 1 else value
    wanted = f"expected {_listed(names)}"
    if isinstance(value, np.ndarray) and value.ndim and len(value) == len(names) > 1:
        value = tuple(np.asarray(item) for item in value)
    if not isinstance(value, tuple):
        raise WrongKindError(not_all(value, names))
    if len(names) == 1 and len(value) != 1:
        raise WrongKindError(f"it returned {len(value)} values, expected {names[0]} alone")
    if len(value) != len(names):
        raise WrongKindError(f"it returned {len(value)} values, {wanted}")
    if only is not None:
        value = tuple(item if k == only or isinstance(item, np.ndarray) else None for k, item in enumerate(value))
    for item, name in zip(value, names, strict=True):
        if item is not None and not isinstance(item, np.ndarray):
            kind = described(item) + (" of different shapes" if isinstance(item, tuple) else "")
            raise WrongKindError(f"your {name} should be a number or an array of numbers, not {kind}")
    return value


def not_all(value: object, names: tuple[str, ...]) -> str:
    """Return what is said of a value in the place of all results."""
    return f"it returned {described(value)}, expected {_listed(names)}"


def _listed(names: tuple[str, ...]) -> str:
    return f"{len(names)} results: {', '.join(names)}" if len(names) > 1 else names[0]


def described(value: object) -> str:
    """Return a few words for what a function returned."""
    if isinstance(value, np.ndarray):
        return "one number" if value.ndim == 0 else f"one array of shape {value.shape}"
    if isinstance(value, list | tuple | dict):
        return f"{len(value)} values"
    return str(value) if isinstance(value, str) else "no array of numbers"


def output(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """One output of one call."""
    value = _present(results[0][index])
    return Reading(value, _size(value))


def steady(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """Of two calls twice 0 or 1: is one output of the first finite, did NumPy warn of no overflow in the second?

    In the second a probability is 0; its logarithm is no mistake, so its value says nothing. Of one call its output.
    """
    if len(answers) == 1:
        return output(results, answers, given, index=index)
    finite = np.all(np.isfinite(_present(results[0][index])))
    overflows = ["overflow" in one.warned for one in answers[:2]]
    # Where the first warns, too, and is finite, it is a line that the output does not need.
    return _flags(finite, not overflows[1] or (overflows[0] and finite))


def answer(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """One value of an answer in a notebook, in whatever shape it was written down: a number is an array of one.

    Its tolerance is that of what is expected; a scale, which is stored in the open, would tell how large that is.
    """
    value = _present(results[0][index], "it is still open").ravel()
    if np.any(np.isnan(value)):
        raise WrongKindError("it is nan: an overflow, a division by 0 or a log of 0")
    return Reading(value, 0.0)


def change(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """How much one output changes from the second call to the first (what regularization or a bias adds)."""
    first, second = _present(results[0][index]), _present(results[1][index])
    if first.shape != second.shape:
        raise WrongKindError(f"its shape changes from {second.shape} to {first.shape} between two calls")
    return Reading(np.asarray(first.astype(np.float64) - second), max(_size(first), _size(second)))


def kinks(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """A gradient (D, C) without what margins of exactly 0 add to it, where X is the identity and scores are W.

    The slope of max(0, m) at m = 0 may be any number from 0 to 1, if the column of the right class has it, too.
    """
    dW, (W, X, y, _) = _present(results[0][index]).astype(np.float64), given
    if dW.shape != W.shape:
        raise WrongKindError(f"its shape is {dW.shape}")
    own = W[np.arange(len(y)), y]
    for i, j in np.argwhere(W - own[:, np.newaxis] + 1 == 0):
        slope = np.clip(dW[i, j], 0, 1 / len(X))
        dW[i, j] -= slope
        dW[i, y[i]] += slope
    return Reading(dW, _size(dW))


def unchanged(results: list[tuple], answers: list[Answer], given: tuple) -> Reading:
    """How many of the inputs the call changed."""
    after = answers[0].inputs
    pairs = zip(given, after, strict=True) if len(given) == len(after) else [(0, 1)]
    return Reading(np.array(float(sum(not same(*pair) for pair in pairs))))


def without_a_loop(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """Of several calls 1 if a loop works something out for each image, or all took as long as one takes.

    A loop in the student's file is counted, so that it costs the same everywhere. Where there is none it may be NumPy
    that runs one, and only the time tells: STACKED times that of a short loop on this machine. Of one call alone its
    output: a quick answer has to be the right one.
    """
    if len(answers) == 1:
        return output(results, answers, given, index=index)
    if answers[-1].loops:
        return _flag(True)
    W, X, _, _, times = given
    quickest = min(answer.seconds for answer in answers[:-1])  # the last is of a few images, and asked before
    short = _loop_seconds(W, np.tile(X, (times, 1))) if quickest > QUICK else 0.0
    return _flag(quickest > QUICK and quickest > TICK + short * STACKED)


def flatness(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """How far the entries of one output are from all equal; 1 more if NumPy warned on the way, as of 0 / 0."""
    value = _present(results[0][index]).astype(np.float64)
    return Reading(np.array(np.ptp(value) + bool(answers[0].warned) if value.size else np.nan))


def stretched(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """One output, each entry along its first axis stretched to 0 ... 255: what is left when scales do not matter.

    It is rounded to bytes, which are small in a case set, unless there is a nan in it.
    """
    value = _present(results[0][index]).astype(np.float64)
    if value.size == 0:
        return Reading(value)
    flat = value.reshape(len(value), -1) if value.ndim > 1 else value.reshape(1, -1)
    low, high = flat.min(axis=1, keepdims=True), flat.max(axis=1, keepdims=True)
    levels = np.rint((flat - low) / np.where(high > low, high - low, 1) * 255).reshape(value.shape)
    return Reading(levels.astype(np.uint8) if np.all(np.isfinite(levels)) else levels)


def finite(results: list[tuple], answers: list[Answer], given: tuple, *, index: int, beside: int = -1) -> Reading:
    """1 if every entry of one output is a finite number, or if the output beside it differs from the second call.

    Then something is told of that one.
    """
    one, other = (result[beside] if beside >= 0 else None for result in (results[0], results[-1]))
    if beside >= 0 and (one is None or other is None or one.shape != other.shape or not np.allclose(one, other)):
        return _flag(True)
    return _flag(np.all(np.isfinite(_present(results[0][index]))))


def bytes_kind(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """1 if one output is an array of uint8."""
    return Reading(np.array(float(_present(results[0][index]).dtype == np.uint8)))


def best_of_each_row(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """1 if one output (N,) is for each row of given[0] (N, C) the place of a highest entry, whichever of several."""
    value, S = _present(results[0][index]).astype(np.float64), given[0]
    if value.shape != S.shape[:1] or not np.all(np.isin(value, np.arange(S.shape[1]))):
        return _flag(False)
    return _flag(np.all(S[np.arange(len(S)), value.astype(int)] == np.max(S, axis=1)))


def whole_numbers(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """1 if one output holds integers."""
    return _flag(_present(results[0][index]).dtype.kind in "iu")


def matching(results: list[tuple], answers: list[Answer], given: tuple, *, first: int, size_at: int) -> Reading:
    """Of batches of given[size_at] rows from X = given[first], y = given[first + 1], three times 0 or 1.

    Is every size right, is every row one of X, has every row its own label?
    """
    X, y = given[first : first + 2]
    rows, labels, sizes = _batches(results[0])
    known = _row_numbers(rows, X)
    right_size = np.all(sizes == given[size_at])
    rows_of_X = np.all(known >= 0) and len(rows) > 0
    own_label = len(labels) == len(rows) and np.array_equal(y[known], labels)
    return _flags(right_size, rows_of_X, own_label)


def spread(results: list[tuple], answers: list[Answer], given: tuple, *, first: int) -> Reading:
    """Of batches from X = given[first], four times 0 or 1.

    Do they differ, come from over half of X, hold its first row, and its last? Of a batch that is always the same it is
    chance whether it holds these two, so that is not asked.
    """
    each = _numbered(results[0], given[first])
    seen = np.unique(np.concatenate([*each, []]))
    differ = any(not np.array_equal(each[0], batch) for batch in each[1:])
    ends = (differ and end in seen for end in (0, len(given[first]) - 1))
    return _flags(differ, len(seen) > len(given[first]) / 2, *ends)


def drawn(results: list[tuple], answers: list[Answer], given: tuple, *, first: int) -> Reading:
    """What spread says, and three times more 0 or 1.

    Is the last batch, drawn again from the start, the same as the first? Do all come from the first batch_size images,
    or from as many as an image has numbers?
    """
    X, batch_size = given[first], given[first + 2]
    flags = spread(results, answers, given, first=first).value
    each = _numbered(results[0], X)
    highest = np.max(np.concatenate([*each, [-1]]))
    again = len(each) > 1 and np.array_equal(each[0], each[-1])
    return Reading(np.concatenate([flags, [again, highest < batch_size, highest < X.shape[1]]]))


def _numbered(result: tuple, X: np.ndarray) -> list[np.ndarray]:
    """The row numbers of each batch."""
    rows, _, sizes = _batches(result)
    return np.split(_row_numbers(rows, X), np.cumsum(sizes[:-1, 0]).astype(int)) if len(sizes) else []


def fresh_batches(results: list[tuple], answers: list[Answer], given: tuple, *, first: int, size_at: int) -> Reading:
    """What matching says, and thrice more 0 or 1: do batches differ, have they other images, are there several?"""
    one = matching(results, answers, given, first=first, size_at=size_at).value
    two = spread(results, answers, given, first=first).value
    each = _numbered(results[0], given[first])
    more = len(np.unique(np.concatenate([*each, []]))) > given[size_at]
    return Reading(np.concatenate([one, two[:1], [more, len(each) > 1]]))


def weights(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """One output: weights, step by step. Where given[0] had none to start from, two times 0 or 1.

    Has W the shape of the goal given[7], and did it start small and random?
    """
    value = _present(results[0][index])
    if given[0] is not None:
        return Reading(value, _size(value))
    size = float(np.std(value[0])) if value.ndim and len(value) else 0.0
    return _flags(value.shape[1:] == np.shape(given[7]), 1e-5 < size < 0.1)


def setting(results: list[tuple], answers: list[Answer], given: tuple) -> Reading:
    """1 if a learning rate and a regularization strength come within 2 points of the best that is known."""
    named = dict(zip(("best_learning_rate", "best_reg"), results[0], strict=True))
    values = [_present(value, f"your {name} is still open") for name, value in named.items()]
    rate, reg = (float(value) if value.ndim == 0 else np.nan for value in values)
    return Reading(np.array(float(shortfall(rate, reg, given) <= GOOD_SETTING)))


def puzzle(results: list[tuple], answers: list[Answer], given: tuple, *, index: int) -> Reading:
    """1 if a choice is the one that fits its puzzle: the id at the end says which of the key given[0] it is."""
    typed = puzzles.decoded(results[0][-1])
    if not typed:
        raise WrongKindError("there is no id next to it, so nobody knows which puzzle it is about")
    right = given[0][puzzles.which(typed)[index]]
    return Reading(np.array(float(puzzles.a_choice(_present(results[0][index])) == right)))


def _flags(*true: bool | np.bool_) -> Reading:
    """Some answers to yes-or-no questions, each as 0 or 1."""
    return Reading(np.array(true, dtype=np.float64))


def _flag(true: bool | np.bool_) -> Reading:
    """The answer to a yes-or-no question, as 0 or 1."""
    return Reading(np.array(float(true)))


def _present(value: np.ndarray | None, missing: str = "it is still None") -> np.ndarray:
    if value is None:
        raise WrongKindError(missing)
    return value


def _size(value: np.ndarray) -> float:
    return float(np.max(np.abs(value.astype(np.float64)), initial=0.0, where=np.isfinite(value)))


def same(before: object, after: object) -> bool:
    """Return whether an input is after a call what it was before."""
    if isinstance(before, np.ndarray):
        if not isinstance(after, np.ndarray) or before.dtype.kind != "f" or before.shape != after.shape:
            return isinstance(after, np.ndarray) and np.array_equal(before, after)
        # What was moved by h, and back by h, may differ in the last digit.
        return after.dtype.kind == "f" and np.allclose(before, after, rtol=1e-13, atol=1e-15, equal_nan=True)
    return type(before) is type(after) and before == after


def _batches(result: tuple) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows (M, D), labels (M,) and sizes (T, 2) as the drivers that record batches return them, last of all."""
    rows, labels, sizes = (_present(value) for value in result[-3:])
    if rows.ndim != 2 or labels.ndim != 1 or sizes.ndim != 2 or sizes.shape[1] != 2 or sizes.dtype.kind not in "iu":
        raise WrongKindError("these are not batches")
    return rows, labels, sizes


def _row_numbers(rows: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Which row of X each row is, -1 for none. The first column of X numbers its rows."""
    if rows.shape[1] != X.shape[1] or not np.all(np.isfinite(rows)):
        return np.full(len(rows), -1)
    numbers = np.clip(np.rint(rows[:, 0]), 0, len(X) - 1).astype(int)
    return np.where(np.all(np.isclose(X[numbers], rows), axis=1), numbers, -1)


def _loop_seconds(W: np.ndarray, X: np.ndarray) -> float:
    """Seconds that a loop over the images takes which does next to nothing for each.

    Real ones take 1.4 times as long and more; to stack an array of one number for each image takes two thirds of it.
    """
    runs = [_yardstick(W, X) for _ in range(YARDSTICK_RUNS)]
    # A busy machine stretches what the clock on the wall shows, perhaps that of the call too: in doubt it was quick.
    return max(runs) if clock is time.perf_counter else min(runs)


def _yardstick(W: np.ndarray, X: np.ndarray) -> float:
    """Time such a loop, once."""
    start = clock()
    for x in X:
        (x @ W).max()
    return clock() - start
