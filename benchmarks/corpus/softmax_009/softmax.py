import numpy as np
from math import exp, log


def softmax_loss_naive(W, X, y, reg):
    N, C = len(X), W.shape[1]
    scores = [[float(np.dot(X[i], W[:, j])) for j in range(C)] for i in range(N)]
    tops = [max(row) for row in scores]
    exps = [[exp(v - t) for v in row] for row, t in zip(scores, tops)]
    sums = [sum(row) for row in exps]
    losses = [log(sums[i]) + tops[i] - scores[i][y[i]] for i in range(N)]
    probs = [[e / total for e in row] for row, total in zip(exps, sums)]
    columns = [sum((probs[i][j] - (1 if y[i] == j else 0)) * X[i] for i in range(N)) for j in range(C)]
    dW = np.stack(columns, axis=1) / N + 2 * reg * W
    loss = sum(losses) / N + reg * sum([w * w for row in W for w in row])
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    rows = [x @ W for x in X]
    rows = [r - r.max() for r in rows]
    lse = [np.log(np.exp(r).sum()) for r in rows]
    loss = np.mean([z - r[t] for z, r, t in zip(lse, rows, y)]) + reg * np.sum(W * W)
    P = np.array([np.exp(r - z) for r, z in zip(rows, lse)])
    onehot = np.array([[1.0 if c == t else 0.0 for c in range(W.shape[1])] for t in y])
    dW = np.dot(X.T, P - onehot) / len(X) + 2 * reg * W
    return loss, dW
