"""Softmax loss. Shared helpers live in numerics.py next to this file."""

import logging

import numpy as np

from .numerics import logsumexp, one_hot

log = logging.getLogger(__name__)


def softmax_loss_naive(W, X, y, reg):
    total = 0.0
    dW = np.zeros_like(W)
    for x, label in zip(X, y):
        scores = x @ W
        norm = logsumexp(scores)
        total += norm - scores[label]
        for c, score in enumerate(scores):
            dW[:, c] += (np.exp(score - norm) - (c == label)) * x
    log.debug("data loss %s", total)
    return total / len(X) + reg * np.sum(W * W), dW / len(X) + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    scores = X @ W
    norm = logsumexp(scores, axis=1)
    data = np.mean(norm - scores[np.arange(len(X)), y])
    residual = np.exp(scores - norm[:, None]) - one_hot(y, W.shape[1])
    return data + reg * np.sum(W * W), X.T @ residual / len(X) + 2 * reg * W
