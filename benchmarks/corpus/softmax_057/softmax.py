from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Regularizer:
    strength: float

    def value(self, W):
        return self.strength * np.sum(W * W)

    def gradient(self, W):
        return self.strength * 2.0 * W


def _row_log_probabilities(W, x):
    """log P(class | x) by two passes over the classes."""
    num_classes = W.shape[1]
    scores = [np.dot(x, W[:, c]) for c in range(num_classes)]
    best = max(scores)
    normalizer = 0.0
    for score in scores:
        normalizer += np.exp(score - best)
    shift = best + np.log(normalizer)
    return [score - shift for score in scores]


def softmax_loss_naive(W, X, y, reg):
    regularizer = Regularizer(reg)
    loss_sum = 0.0
    grad_sum = np.zeros_like(W)
    for i in range(X.shape[0]):
        log_p = _row_log_probabilities(W, X[i])
        loss_sum -= log_p[y[i]]
        for c, lp in enumerate(log_p):
            residual = np.exp(lp)
            if c == y[i]:
                residual -= 1.0
            grad_sum[:, c] += residual * X[i]
    n = X.shape[0]
    return loss_sum / n + regularizer.value(W), grad_sum / n + regularizer.gradient(W)


def softmax_loss_vectorized(W, X, y, reg):
    n = X.shape[0]
    rows = np.arange(n)
    scores = X @ W
    shift = scores.max(axis=1, keepdims=True)
    shift = shift + np.log(np.exp(scores - shift).sum(axis=1, keepdims=True))
    log_p = scores - shift
    loss = -log_p[rows, y].mean() + reg * np.sum(W * W)

    residual = np.exp(log_p)
    residual[rows, y] -= 1.0

    dW = W
    dW *= 2.0 * reg
    dW += X.T @ residual / n
    return loss, dW
