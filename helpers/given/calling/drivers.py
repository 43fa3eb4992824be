"""How a function of an exercise is called: each driver takes the function or class and its inputs, and returns outputs.

An exercise that builds on another gets plain stand-ins here, never the student's earlier work, so that one open task
costs its own points and no others.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np


def plain(function: Callable, *inputs: Any) -> Any:
    """Call the function on the inputs as they are."""
    return function(*inputs)


def loads(module: object) -> bool:
    """Return True: the module could be imported."""
    return True


def large(function: Callable, W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float, times: int) -> Any:
    """Call a loss on a batch so large that its time tells loops from array operations, and in which no row repeats.

    The batch depends on X alone, and has times as many rows.
    """
    rng = np.random.default_rng(list(X.tobytes()[:64]))
    rows = len(X) * times
    return function(W, rng.normal(size=(rows, X.shape[1])), rng.integers(W.shape[1], size=rows), reg)


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
    """Draw several batches; return all their rows, all their labels, and the size of each batch."""
    rng = np.random.default_rng(seed)
    return _joined([function(X, y, batch_size, rng) for _ in range(draws)], X.shape[1])


def numeric(function: Callable, x: np.ndarray, h: float, cubic: np.ndarray, linear: np.ndarray) -> Any:
    """Ask for the gradient at x of the stand-in f(x) = sum(cubic * x^3) + (sum(linear * x))^2, with step h."""
    return function(lambda x: np.sum(cubic * x**3) + np.sum(linear * x) ** 2, x, h)


def predict(classifier: type, W: np.ndarray, X: np.ndarray) -> Any:
    """Let a classifier with weights W predict the classes of X."""
    made = classifier()
    made.W = W
    return made.predict(X)


def train(
    classifier: type,
    W: np.ndarray,
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

    The stand-in for the loss returns the numbers in losses, one a step, plus reg. The stand-in for sgd_step is the
    affine rule step[0] * W + step[1] * learning_rate * dW, that for sample_batch a window that moves over the data.

    Returns:
        the list train returned, the weights at each step and after the last (T + 1, D, C), and of all batches the
        rows, the labels and the sizes.
    """
    weights: list[np.ndarray] = []
    seen: list[tuple[np.ndarray, np.ndarray]] = []

    class Recorded(classifier):
        def loss(self, X_batch: np.ndarray, y_batch: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
            weights.append(np.array(self.W))
            seen.append((np.array(X_batch), np.array(y_batch)))
            return float(losses[(len(seen) - 1) % len(losses)] + reg), 2 * (self.W - goal)

    def window(X: np.ndarray, y: np.ndarray, batch_size: int, rng: Any) -> tuple[np.ndarray, np.ndarray]:
        rows = (np.arange(batch_size) + 5 * len(seen)) % len(X)
        return np.take(X, rows, axis=0), np.take(y, rows)

    def affine(W: np.ndarray, dW: np.ndarray, learning_rate: float) -> np.ndarray:
        return step[0] * W + step[1] * learning_rate * dW

    made = Recorded()
    made.W = W.copy()
    with _replaced(sys.modules[classifier.__module__], sample_batch=window, sgd_step=affine):
        history = made.train(X, y, learning_rate=learning_rate, reg=reg, num_iters=len(losses), batch_size=batch_size)
    return history, np.stack([*weights, np.array(made.W)]), *_joined(seen, X.shape[1])


@contextmanager
def _replaced(module: Any, **stand_ins: Callable) -> Iterator[None]:
    before = {name: getattr(module, name) for name in stand_ins if hasattr(module, name)}
    for name in before:
        setattr(module, name, stand_ins[name])
    try:
        yield
    finally:
        for name, function in before.items():
            setattr(module, name, function)


def _joined(pairs: list[tuple[Any, Any]], width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Join batches end to end: rows (M, D), labels (M,), and for each batch the number of rows and of labels (T, 2)."""
    sizes = [(len(X_batch), len(y_batch)) for X_batch, y_batch in pairs]
    rows = np.concatenate([np.reshape(X_batch, (-1, width)) for X_batch, _ in pairs] or [np.empty((0, width))])
    labels = np.concatenate([np.ravel(y_batch) for _, y_batch in pairs] or [np.empty(0)])
    return rows, labels, np.array(sizes).reshape(-1, 2)
