import numpy as np


def softmax_loss_naive(W, X, y, reg):
    L, dW = 0, np.zeros_like(W)
    for i, t in enumerate(y):
        p = np.exp((a := X[i] @ W) - a.max()); p /= p.sum()
        q = p; q[t] -= 1
        dW += np.outer(X[i], q)
        L -= np.log(p[t])
    return L / len(y) + reg * (W**2).sum(), dW / len(y) + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    n, E = np.arange(len(y)), np.exp((S := X @ W) - (M := S.max()))
    return (np.log(E.sum(1)) + M - S[n, y]).mean() + reg * (W**2).sum(), X.T @ (E / E.sum(1)[:, None] - (np.arange(len(W.T)) == y[:, None])) / len(y) + 2 * reg * W
