"""Softmax loss.

The bias (last row of W, because of the ones appended to X) is usually not regularized, so I leave it out of the penalty.
"""

import numpy as np


def softmax_loss_naive(W, X, y, reg):
    N, D = X.shape
    _, C = W.shape
    loss = 0.0
    dW = np.zeros((D, C))
    for i in range(N):
        scores = np.zeros(C)
        for c in range(C):
            scores[c] = X[i] @ W[:, c]
        scores -= np.max(scores)
        log_denominator = np.log(np.sum(np.exp(scores)))
        loss += (log_denominator - scores[y[i]]) / N
        for c in range(C):
            dscore = np.exp(scores[c] - log_denominator)
            if c == y[i]:
                dscore -= 1
            dW[:, c] += dscore * X[i] / N
    for d in range(D - 1):
        for c in range(C):
            loss += reg * W[d, c] ** 2
            dW[d, c] += 2 * reg * W[d, c]
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores -= np.max(scores, axis=1, keepdims=True)
    log_probs = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
    weights_only = W.copy()
    weights_only[-1, :] = 0
    loss = -np.mean(log_probs[np.arange(N), y]) + reg * np.sum(weights_only**2)
    dscores = np.exp(log_probs)
    dscores[np.arange(N), y] -= 1
    dW = X.T @ dscores / N + 2 * reg * weights_only
    return loss, dW
