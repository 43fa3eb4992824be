import numpy as np


def hinge(z):
    return z if z > 0 else 0.0


def svm_loss_naive(W, X, y, reg):
    D, C = W.shape
    scores = [[x @ w for w in W.T] for x in X]
    L = [sum(hinge(s - row[t] + 1) for c, s in enumerate(row) if c != t) for row, t in zip(scores, y)]
    # (image, wrong class) pairs that hurt
    pairs = [(i, c) for i, row in enumerate(scores) for c, s in enumerate(row) if c != y[i] and s - row[y[i]] + 1 > 0]
    up = [sum((X[i] for i, c in pairs if c == k), np.zeros(D)) for k in range(C)]
    down = [sum((X[i] for i, c in pairs if y[i] == k), np.zeros(D)) for k in range(C)]
    dW = np.column_stack([u - d for u, d in zip(up, down)]) / len(X)
    return sum(L) / len(L) + 0.5 * reg * sum(w ** 2 for w in W.flat), dW + reg * W


def svm_loss_vectorized(W, X, y, reg):
    n, (_, C) = len(X), W.shape
    S = X @ W
    ok = np.stack([y == c for c in range(C)], axis=1)
    H = np.where(ok, 0.0, np.maximum(S - (S * ok).sum(1, keepdims=True) + 1, 0.0))
    P = 1.0 * (H > 0)
    dW = X.T @ (P - ok * P.sum(1, keepdims=True)) / n
    return H.sum() / n + 0.5 * reg * np.sum(W ** 2), dW + reg * W
