"""Both losses share one small result type, so that value and gradient can never get out of step."""

from typing import NamedTuple

import numpy as np


class Term(NamedTuple):
    value: float
    gradient: np.ndarray

    def __add__(self, other):
        return Term(self.value + other.value, self.gradient + other.gradient)

    def scaled(self, factor: float) -> "Term":
        return Term(self.value * factor, self.gradient * factor)


def _penalty(W: np.ndarray) -> Term:
    return Term(float((W * W).sum()), 2.0 * W)


def _single_image(W: np.ndarray, x: np.ndarray, label: int) -> Term:
    class_scores = [float(x @ W[:, c]) for c in range(W.shape[1])]
    highest = max(class_scores)
    weights = [np.exp(score - highest) for score in class_scores]
    normalizer = sum(weights)

    gradient = np.empty_like(W)
    for c, weight in enumerate(weights):
        gradient[:, c] = x * (weight / normalizer)
    gradient[:, label] -= x

    return Term(highest + np.log(normalizer) - class_scores[label], gradient)


def softmax_loss_naive(W, X, y, reg):
    total = Term(0.0, np.zeros_like(W))
    for x, label in zip(X, y):
        total = total + _single_image(W, x, int(label))
    result = total.scaled(1 / len(X)) + _penalty(W).scaled(reg)
    return result.value, result.gradient


def softmax_loss_vectorized(W, X, y, reg):
    scores = X @ W
    highest = np.max(scores, axis=1, keepdims=True)
    weights = np.exp(scores - highest)
    normalizer = weights.sum(axis=1, keepdims=True)
    is_true_class = np.arange(W.shape[1]) == y[:, None]

    per_image = (np.log(normalizer) + highest).ravel() - scores[is_true_class]
    data = Term(per_image.sum(), X.T @ (weights / normalizer - is_true_class))
    result = data.scaled(1 / len(X)) + _penalty(W).scaled(reg)
    return float(result.value), result.gradient
