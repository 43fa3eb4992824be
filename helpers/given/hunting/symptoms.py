"""What a wrong loss function shows: its losses, its gradient beside the slopes of its own loss, and how it trains."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from helpers.given.plots.gradients import compared

REG = 50.0
"""Large, so that what the penalty adds is seen."""
STEP = 1e-5
RATE, STRENGTH, STEPS = 0.1, 0.01, (0, 5, 10, 20)
"""Of the training: learning rate, strength, and the steps whose losses are told."""
WIDTH = 26

Loss = Callable[[np.ndarray, np.ndarray, np.ndarray, float], tuple[float, np.ndarray]]


class Symptom(NamedTuple):
    """What is looked at, what is seen, and what there should be."""

    name: str
    seen: str
    right: str

    def __str__(self) -> str:
        beside = "" if self.seen == self.right or "\n" in self.seen else f"   should be {self.right}"
        below = "\n" + " " * (WIDTH + 1)  # what a gradient check says takes two lines when something is wrong
        return f"{self.name:<{WIDTH}} {self.seen.replace(chr(10), below)}{beside}"


def batch() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return W (2, 3), X (4, 2) and y (4,): few numbers, and sizes that all differ, so that few wrong axes run."""
    rng = np.random.default_rng(231)
    return rng.normal(size=(2, 3)), rng.normal(size=(4, 2)), np.array([2, 0, 1, 1])


def look(loss: Loss) -> tuple[np.ndarray, ...]:
    """Return the numbers that symptoms are read from.

    Returns:
        the loss at W = 0, the loss of a batch and what the penalty adds to it (3,); for the data term, and for what the
        penalty adds, the gradient and the slopes of the loss beside it (2, 2, 3); and the losses while it trains (21,).
        All are float64.

    Raises:
        ValueError: the function does not give a finite number and a finite array of the shape of W.
    """

    def asked(W: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
        return _checked(*loss(W.copy(), X.copy(), y.copy(), reg), W.shape)

    def beside(reg: float) -> np.ndarray:
        """The gradient, and the slopes of the loss by centred differences."""
        steps = STEP * np.eye(W.size).reshape(-1, *W.shape)
        slopes = [(asked(W + step, reg)[0] - asked(W - step, reg)[0]) / (2 * STEP) for step in steps]
        return np.array([asked(W, reg)[1], np.reshape(slopes, W.shape)])

    W, X, y = batch()
    data = asked(W, 0.0)[0]
    losses = np.array([asked(0 * W, 0.0)[0], data, asked(W, REG)[0] - data])
    at_zero, whole = beside(0.0), beside(REG)
    trained, V = [], np.zeros_like(W)
    for _ in range(STEPS[-1] + 1):
        value, dW = asked(V, STRENGTH)
        trained.append(value)
        V = V - RATE * dW
    return losses, at_zero, whole - at_zero, np.array(trained)


LOSSES = "loss at W = 0", "loss of 4 images, reg = 0"
PENALTY = f"what reg = {REG:g} adds", "gradient check, penalty"
NAMES = *LOSSES, PENALTY[0], "gradient check, reg = 0", PENALTY[1], f"training, steps {'/'.join(map(str, STEPS))}"


def read(seen: Iterable[np.ndarray], right: Iterable[np.ndarray]) -> tuple[Symptom, ...]:
    """Return the symptoms in some numbers (see look), beside those of the right function."""
    return tuple(Symptom(*row) for row in zip(NAMES, _texts(seen), _texts(right), strict=True))


def _texts(numbers: Iterable[np.ndarray]) -> list[str]:
    losses, *checks, trained = numbers
    return [
        *(f"{loss:.4f}" for loss in losses),
        *("\n".join(compared(check[0], check[1], examples=0)) for check in checks),
        " / ".join(f"{trained[step]:.3g}" for step in STEPS),
    ]


def _checked(loss: Any, dW: Any, shape: tuple[int, ...]) -> tuple[float, np.ndarray]:
    number, gradient = np.array(loss, dtype=float).item(), np.array(dW, dtype=float)
    if gradient.shape != shape or not (np.isfinite(number) and np.isfinite(gradient).all()):
        raise ValueError("no loss and gradient")
    return number, gradient
