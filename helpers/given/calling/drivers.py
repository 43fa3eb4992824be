"""How a function of an exercise is called: each driver takes the function or class and its inputs, and returns outputs.

An exercise that builds on another gets plain stand-ins here, never the student's earlier work, so that one open task
costs its own points and no others.

Everywhere W, its direction and its goal are (D, C) floats, X is (N, D) floats, and y is (N,) integers.
"""

import linecache
import re
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np

from helpers.given.calling import lines
from helpers.given.calling.steps import Call, as_of_steps, steps_of

OF_EACH_ROW = "Which single number of each row do you need, and which two indices pick it?"
WITH_A_ROW = ", and with one of shape (N,) it makes N x N: which of them do you need?"
SWAPPED_BATCH = "Did you swap the results? They come in this order: return X_batch, y_batch"
BY_A_DIAGONAL = "A diagonal matrix scales each row, np.eye by 1: which array of shape (N, 1) does the same?"


class SquareArray(Exception):  # noqa: N818 - it is about what was asked, and no error of Python's
    """A function made an array with an entry for each pair of images; lineno: in which line, 0 if that is unknown."""

    def __init__(self, message: str, lineno: int) -> None:
        super().__init__(message)
        self.lineno = lineno


class NoBatch(Exception):  # noqa: N818 - as above
    """What should be a batch is not a pair of arrays."""


def plain(function: Callable, *inputs: Any) -> Any:
    """Call the function on the inputs as they are."""
    return function(*inputs)


def loads(module: object) -> bool:
    """Return True: the module could be imported."""
    return True


def large(function: Callable, W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float, times: int) -> Any:
    """Call a loss on a batch so large that its time tells loops from array operations, and in which no row repeats.

    The batch depends on X alone, and has times as many rows. Its numbers are 64ths, and the last one of each row is 1.
    """
    drawn, labels = _batch(X.tobytes()[:64], len(X) * times, X.shape[1], W.shape[1])
    return function(W, drawn.copy(), labels.copy(), reg)


@lru_cache(maxsize=3)  # so many does an exercise look at
def _batch(seed: bytes, rows: int, columns: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Images (rows, columns) and labels (rows,); to draw them takes as long as many a vectorized loss."""
    rng = np.random.default_rng(list(seed))
    drawn = rng.integers(-109, 110, size=(rows, columns)) / 64
    drawn[:, -1] = 1
    return drawn, rng.integers(classes, size=rows)


def some(function: Callable, W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float, times: int) -> Any:
    """Call a loss on some of a large batch: with all, an array of N x N takes gigabytes of a student's own machine.

    Raises:
        SquareArray: it made one.
    """
    X, y = np.tile(X, (times, 1)), np.tile(y, times)

    def too_much() -> bool:
        return tracemalloc.get_traced_memory()[1] > len(X) ** 2  # a byte for each pair of images

    with _measured():
        value = function(W, X, y, reg)
        if not too_much():
            return value
    file = getattr(getattr(function, "__code__", None), "co_filename", "")
    with _measured(), lines.watched(file, too_much) as found:
        function(W, X, y, reg)
    line, variables = found[0] if found else (0, {})
    made = f"Line {line} makes an array of N x N, which" if found else "An array of N x N"
    asks = _asks_of_square(file, line, variables, len(X))
    raise SquareArray(f"{made} takes gigabytes with the 20,000 images of this check. {asks}", line)


def _asks_of_square(file: str, line: int, variables: Mapping[str, Any], N: int) -> str:
    """Return what leads on where a line makes an array of N x N; variables: of the function, by their names."""
    text = linecache.getline(file, line)
    if name := lines.unused(lines.tree_of(file), line):
        return f"Nothing reads {name}: what is this line for?"
    if re.search(r":, *y\]", text):
        return OF_EACH_ROW
    if re.search(r"\b(eye|identity|diag|diagflat)\(", text):
        return BY_A_DIAGONAL
    columns = [name for name, item in variables.items() if getattr(item, "shape", ()) == (N, 1)]
    for name in columns:
        if re.search(rf"\b{name}\b(?! *=[^=])", text):
            return f"{name} has shape (N, 1){WITH_A_ROW}"
    if column := re.search(r"keepdims *= *True|\[:, *(np\.newaxis|None)\]", text):
        return f"{column[0]} makes shape (N, 1){WITH_A_ROW}"
    return OF_EACH_ROW


@contextmanager
def _measured() -> Iterator[None]:
    """Let tracemalloc count what is allocated."""
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def images(driver: str, inputs: tuple) -> int:
    """Return how many images a call has in which loops over them are looked for, 0 where they are not."""
    return len(inputs[1]) * inputs[-1] if driver == some.__name__ else 0


def slope(
    function: Callable, W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float, direction: np.ndarray, h: float
) -> tuple[float, float]:
    """Return the slope of a loss along a direction of W, measured with step h, and as its gradient says it.

    With reg above 0 it is the slope of what reg adds.
    """

    def both(strength: float) -> np.ndarray:
        above, below = (np.sum(function(W + step * direction, X, y, strength)[0]) for step in (h, -h))
        gradient = np.asarray(function(W, X, y, strength)[1])
        return np.array([(above - below) / (2 * h), np.sum(gradient * direction)])

    own, claimed = both(reg) - both(0.0) if reg else both(0.0)
    return float(own), float(claimed)


def batches(
    function: Callable, X: np.ndarray, y: np.ndarray, batch_size: int, seed: int, draws: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw several batches, and the first of them again.

    Returns:
        all rows (M, D), all labels (M,), and for each batch the number of rows and of labels (T, 2).
    """
    rng = np.random.default_rng(seed)
    each = [(X, y), *((X.copy(), y.copy()) for _ in range(draws))]  # of arrays that no other call can have changed
    drawn = [_pair(function(*arrays, batch_size, rng)) for arrays in each[:-1]]
    again = _pair(function(*each[-1], batch_size, np.random.default_rng(seed)))
    return _joined([*drawn, again], X.shape[1])


def twice(function: Callable, W: np.ndarray, dW: np.ndarray, learning_rate: float) -> Any:
    """Ask for a step twice, and return the second one: it should be the first one again."""
    function(W.copy(), dW.copy(), learning_rate)
    return function(W, dW, learning_rate)


def numeric(function: Callable, x: np.ndarray, h: float, cubic: np.ndarray, linear: np.ndarray) -> Any:
    """Ask for the gradient at x of the stand-in f(x) = sum(cubic * x^3) + (sum(linear * x))^2, with step h.

    Args:
        function: the student's.
        x, cubic, linear: floats, of one shape, whichever it is.
        h: the step.
    """
    return function(lambda x: np.sum(cubic * x**3) + np.sum(linear * x) ** 2, x, h)


def moved(function: Callable, x: np.ndarray, h: float) -> int:
    """Ask for the gradient of some f at x, with step h, and return whether f was asked anywhere but at x: 1 or 0."""
    start, away = x.copy(), [0]

    def f(x: np.ndarray) -> float:
        away[0] |= np.shape(x) != start.shape or not np.allclose(x, start, rtol=1e-12, atol=1e-14)
        return float(np.sum(x))

    function(f, x, h)
    return int(away[0])


def train(
    classifier: type,
    W: np.ndarray | None,
    X: np.ndarray,
    y: np.ndarray,
    learning_rate: float,
    reg: float,
    batch_size: int,
    losses: np.ndarray,
    goal: np.ndarray,
    step: tuple[float, float],
) -> tuple[Any, ...]:
    """Train from W on a stand-in loss with gradient 2 (W - goal), and return all that can be seen of it.

    The stand-in for the loss returns the numbers in losses, one per step, plus reg. The stand-in for sgd_step is the
    affine rule step[0] * W + step[1] * learning_rate * dW, that for sample_batch a window that moves over the data, its
    rows backwards, to be told from a slice, and is where it was if the generator draws what it drew.
    A loss that is called past self.loss returns 100 more. A call that only watches counts for nothing.
    losses: (T,) floats.

    Returns:
        the list train returned, the weights at each step and after the last (T + 1, D, C), how many calls of self.loss
        there were for one step, and of all batches the rows, the labels and the sizes.
    """
    calls: list[Call] = []
    places: dict[float, int] = {}  # where batches begin: a generator that is made anew gives the same ones again

    class Recorded(classifier):
        def loss(self, X_batch: np.ndarray, y_batch: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
            return recorded(self.W, X_batch, y_batch, reg)

        loss.__qualname__ = "self.loss"  # students read it where an argument is missing

    Recorded.__name__ = classifier.__name__

    def recorded(W: np.ndarray, X_batch: np.ndarray, y_batch: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
        if X_batch is None:
            raise NotImplementedError("no batch yet")
        around, number = divmod(len(calls), len(losses))
        own = float(losses[number] + 10 * around)
        calls.append(Call(np.array(W), np.array(X_batch), np.array(y_batch), own, own + reg))
        return own + reg, 2 * (W - goal)

    def passed_by(*inputs: Any) -> tuple[float, np.ndarray]:
        loss, dW = recorded(*inputs)
        calls[-1] = calls[-1]._replace(loss=loss + 100)  # to be told from self.loss
        return loss + 100, dW

    def sample_batch(X: np.ndarray, y: np.ndarray, batch_size: int, rng: Any) -> tuple[np.ndarray, np.ndarray]:
        drawn = rng.random() if hasattr(rng, "random") else len(calls)
        rows = (batch_size - 1 - np.arange(batch_size) + places.setdefault(drawn, 5 * len(places))) % len(X)
        return np.take(X, rows, axis=0), np.take(y, rows)

    def sgd_step(W: np.ndarray, dW: np.ndarray, learning_rate: float) -> np.ndarray:
        return step[0] * W + step[1] * learning_rate * dW

    made = Recorded()
    made.W = None if W is None else W.copy()
    names = [f"{name}_loss_{way}" for name in ("svm", "softmax") for way in ("naive", "vectorized")]
    losses_alone = dict.fromkeys(names, passed_by)
    modules = {name: ModuleType(name) for name in ("svm", "softmax")}
    for module in modules.values():
        vars(module).update(losses_alone)
    stand_ins = {"sample_batch": sample_batch, "sgd_step": sgd_step, **losses_alone, **modules}
    with _replaced(sys.modules[classifier.__module__], **stand_ins):
        history = made.train(X, y, learning_rate=learning_rate, reg=reg, num_iters=len(losses), batch_size=batch_size)
    steps = steps_of(calls, np.array(made.W), batch_size, lambda W: W - 2 * learning_rate * (W - goal))
    weights, batches = [one.W for one in steps], [(one.X, one.y) for one in steps]
    if len(steps) < len(calls):
        history = as_of_steps(history, calls, steps)
    often = max(1, len(calls) // max(len(losses), len(steps)))
    return history, np.stack([*weights, np.array(made.W)]), often, *_joined(batches, X.shape[1])


def learn(
    classifier: type,
    X: np.ndarray,
    y: np.ndarray,
    learning_rate: float,
    reg: float,
    num_iters: int,
    batch_size: int,
) -> Any:
    """Train from scratch with the student's own loss, batches and step, and return the weights (D, C)."""
    made = classifier()
    made.train(X, y, learning_rate=learning_rate, reg=reg, num_iters=num_iters, batch_size=batch_size)
    return made.W


@contextmanager
def _replaced(module: Any, **stand_ins: Any) -> Iterator[None]:
    before = {name: getattr(module, name) for name in stand_ins if hasattr(module, name)}
    for name in before:
        setattr(module, name, stand_ins[name])
    try:
        yield
    finally:
        for name, function in before.items():
            setattr(module, name, function)


def _pair(batch: Any) -> tuple[Any, Any]:
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        several = f"{len(batch)} values" if isinstance(batch, tuple | list) else f"one {type(batch).__name__}"
        kind = f"an array of shape {batch.shape}" if isinstance(batch, np.ndarray) else several
        kind = "None: is there a return?" if batch is None else kind
        raise NoBatch(f"Expected two arrays, X_batch and y_batch; it returned {kind}")
    y_batch = np.asarray(batch[1])
    if y_batch.ndim == 2 and np.ndim(batch[0]) == 1:
        raise NoBatch(SWAPPED_BATCH)
    if y_batch.ndim > 1:
        raise NoBatch(f"y_batch should have shape (B,), one label for each image; its shape is {y_batch.shape}")
    if y_batch.dtype.kind == "f":
        raise NoBatch("y_batch should hold whole numbers, as y does; its numbers are floats")
    return tuple(batch)


def _joined(pairs: list[tuple[Any, Any]], width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Join batches end to end: rows (M, D), labels (M,), and for each batch the number of rows and of labels (T, 2)."""
    pairs = [(np.asarray(X_batch), np.asarray(y_batch)) for X_batch, y_batch in pairs]
    # What is no batch, such as a single image, counts as one of no images.
    sizes = [(len(one) if one.ndim == 2 else 0, len(other) if other.ndim else 0) for one, other in pairs]
    whole = [one for one, _ in pairs if one.ndim == 2 and one.shape[1] == width]
    rows = np.concatenate([*whole, np.empty((0, width))])
    labels = np.concatenate([np.ravel(other) for _, other in pairs] or [np.empty(0)])
    return rows, labels, np.array(sizes).reshape(-1, 2)
