import math

import numpy as np


def softmax_probabilities(S):
    return np.exp(S - np.logaddexp.reduce(S, axis=1, keepdims=True))


def softmax_loss_naive(W, X, y, reg):
    total, dW = 0.0, np.zeros_like(W)
    for x, label in zip(X.tolist(), y.tolist(), strict=True):
        s = [sum(a * b for a, b in zip(x, column, strict=True)) for column in W.T.tolist()]
        top = max(s)
        z = math.fsum(math.exp(v - top) for v in s)
        total += top + math.log(z) - s[label]
        p = [math.exp(v - top) / z for v in s]
        p[label] -= 1.0
        dW += np.outer(x, p)
    N = len(y)
    return total / N + reg * float(np.square(W).sum()), dW / N + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    S = X @ W
    log_p = S - np.logaddexp.reduce(S, axis=1)[:, None]
    P = np.exp(log_p)
    Y = np.zeros_like(P)
    Y[range(len(y)), y] = 1
    return -np.mean(log_p[Y == 1]) + reg * np.sum(W * W), np.tensordot(X, P - Y, axes=(0, 0)) / len(y) + 2 * reg * W
