import functools
import itertools

import numpy as np


class Hinge:
    def __init__(self, margin=1.0):
        self.margin = margin

    def __call__(self, s, label):
        return [(j, max(0.0, s[j] - s[label] + self.margin)) for j in range(len(s)) if j != label]


def svm_loss_naive(W, X, y, reg):
    hinge = Hinge()

    def one(i):
        terms = hinge(list(X[i] @ W), int(y[i]))
        d = np.zeros(W.shape)
        for j, cost in terms:
            d[:, j] += (cost > 0) * X[i]
            d[:, y[i]] -= (cost > 0) * X[i]
        return sum(cost for _, cost in terms), d

    results = list(map(one, range(len(X))))
    data = functools.reduce(lambda a, b: a + b, [loss for loss, _ in results]) / len(X)
    penalty = reg * sum(W[d, c] * W[d, c] for d, c in itertools.product(*map(range, W.shape)))
    return data + penalty, np.mean([d for _, d in results], axis=0) + np.multiply(2.0 * reg, W)


def svm_loss_vectorized(W, X, y, reg):
    n = np.arange(X.shape[0])
    margins = np.einsum("nd,dc->nc", X, W)
    margins = margins - margins[n, y][:, np.newaxis] + 1.0
    margins[n, y] = -np.inf
    violated = np.greater(margins, 0)
    loss = np.where(violated, margins, 0.0).sum(axis=-1)
    dS = np.zeros(margins.shape)
    dS[violated] = 1
    dS[n, y] = -np.count_nonzero(violated, axis=1)
    return np.average(loss) + reg * np.vdot(W, W), np.einsum("nd,nc->dc", X, dS) / X.shape[0] + reg * W * 2
