"""What a wrong loss function shows: its losses, its gradient beside the slopes of its own loss, and how it trains."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from helpers.given.calling.drivers import slope
from helpers.given.plots.gradients import compared

REG = 50.0
"""Large, so that what the penalty adds is seen."""
STEP, RATE, STRENGTH, STEPS = 1e-5, 0.1, 0.01, (0, 10, 20, 30)
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
    """Return W (4, 3), X (5, 4) and y (5,): sizes that all differ, so that few wrong axes run."""
    rng = np.random.default_rng(231)
    return rng.normal(size=(4, 3)), rng.normal(size=(5, 4)), np.array([2, 0, 1, 1, 0])


def look(loss: Loss) -> tuple[np.ndarray, ...]:
    """Return the numbers that symptoms are read from.

    They are the loss at W = 0, the loss of a batch and what the penalty adds to it; for the data term, and for what the
    penalty adds, the gradient and the slopes of the loss beside it (2, 4, 3); and the losses while it trains.

    Raises:
        ValueError: the function does not give a finite number and a finite array of the shape of W.
    """

    def asked(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
        return _checked(*loss(W.copy(), X.copy(), y.copy(), reg), W.shape)

    W, X, y = batch()
    data, whole = asked(W, X, y, 0.0)[0], asked(W, X, y, REG)[0]
    entries = np.eye(W.size).reshape(-1, *W.shape)
    checks = []
    for reg in (0.0, REG):
        slopes = [slope(asked, W, X, y, reg, entry, STEP) for entry in entries]
        checks.append(np.array([[claimed for _, claimed in slopes], [own for own, _ in slopes]]).reshape(2, *W.shape))
    trained, V = [], np.zeros_like(W)
    for _ in range(STEPS[-1] + 1):
        value, dW = asked(V, X, y, STRENGTH)
        trained.append(value)
        V = V - RATE * dW
    return np.array([asked(0 * W, X, y, 0.0)[0], data, whole - data]), *checks, np.array(trained)


LOSSES = "loss at W = 0", "loss of 5 images, reg = 0"
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
    number, gradient = np.array(loss, dtype=float), np.array(dW, dtype=float)
    if number.shape or gradient.shape != shape or not (np.isfinite(number) and np.isfinite(gradient).all()):
        raise ValueError("no loss and gradient")
    return float(number), gradient
