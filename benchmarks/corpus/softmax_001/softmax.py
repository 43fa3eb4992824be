"""Softmax probabilities, the softmax (cross-entropy) loss and its gradient, first as loops, then without.

Scores are read as unnormalized log probabilities: for one image with scores s, P(class k) = exp(s_k) / sum_j exp(s_j),
and its loss is minus the natural logarithm of the probability of the true class. The loss of a batch is the mean over
its images plus reg * sum(W * W) (no 1/2, the bias row included).
"""

import numpy as np


def softmax_loss_naive(W, X, y, reg):
    """loops version. its 11pm, clean up tomorrow"""
    loss = 0.0
    dW = np.zeros_like(W)
    N = X.shape[0]
    C = W.shape[1]
    for i in range(N):
        s = X[i] @ W
        s = s - s.max()
        e = np.exp(s)
        p = e / e.sum()
        loss += np.log(p[y[i]])
        for c in range(C):
            if c == y[i]:
                dW[:, c] += (p[c] - 1) * X[i]
            else:
                dW[:, c] += p[c] * X[i]
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    N = len(X)
    s = X @ W
    s = s - s.max(axis=1)[:, None]      # big numbers
    logZ = np.log(np.exp(s).sum(axis=1))
    loss = np.mean(logZ - s[np.arange(N), y])
    loss += reg * np.sum(W ** 2)

    g = np.exp(s - logZ[:, None])
    g[np.arange(N), y] -= 1
    return loss, X.T @ g / N + 2 * reg * W
