from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MARGIN = 1.0


@dataclass(frozen=True)
class LossAndGradient:
    value: float
    gradient: np.ndarray

    def __add__(self, other: LossAndGradient) -> LossAndGradient:
        return LossAndGradient(self.value + other.value, self.gradient + other.gradient)

    def scaled(self, factor: float) -> LossAndGradient:
        return LossAndGradient(self.value * factor, self.gradient * factor)

    def as_tuple(self) -> tuple[float, np.ndarray]:
        return self.value, self.gradient


def _squared_norm(W: np.ndarray) -> LossAndGradient:
    return LossAndGradient(float(np.vdot(W, W)), 2.0 * W)


def _pair(W: np.ndarray, x: np.ndarray, wrong: int, right: int) -> LossAndGradient:
    """The hinge of one wrong class against the right one."""
    gradient = np.zeros(W.shape)
    violation = float(x @ (W[:, wrong] - W[:, right])) + MARGIN
    if violation <= 0.0:
        return LossAndGradient(0.0, gradient)
    gradient[:, wrong] = x
    gradient[:, right] = -x
    return LossAndGradient(violation, gradient)


def svm_loss_naive(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
    total = LossAndGradient(0.0, np.zeros(W.shape))
    for x, right in zip(X, y):
        for wrong in range(W.shape[1]):
            if wrong != right:
                total = total + _pair(W, x, wrong, right)
    return (total.scaled(1.0 / X.shape[0]) + _squared_norm(W).scaled(reg)).as_tuple()


def _batch_hinge(W: np.ndarray, X: np.ndarray, y: np.ndarray) -> LossAndGradient:
    is_right = np.arange(W.shape[1]) == y[:, None]
    scores = X @ W
    violation = scores - scores[is_right][:, None] + MARGIN
    violated = (violation > 0.0) & ~is_right
    slope = violated.astype(float) - is_right * violated.sum(axis=1, keepdims=True)
    return LossAndGradient(float(violation[violated].sum()), X.T @ slope)


def svm_loss_vectorized(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
    data = _batch_hinge(W, X, y).scaled(1.0 / X.shape[0])
    return (data + _squared_norm(W).scaled(reg)).as_tuple()
