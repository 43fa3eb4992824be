import numpy as np
from itertools import product


def svm_loss_naive(W, X, y, reg):
    L, g = 0.0, np.zeros(W.shape)
    for n, k in product(range(X.shape[0]), range(W.shape[1])):
        if k == y[n]:
            continue
        L += X[n] @ W[:, k] - X[n] @ W[:, y[n]] + 1
        g[:, k] += X[n]
        g[:, y[n]] -= X[n]
    return L / X.shape[0] + reg * np.sum(W * W), g / X.shape[0] + reg * W


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    n = np.arange(N)
    s = np.einsum('nd,dk->nk', X, W)
    m = np.maximum(s - s[n, y, None] + 1, 0)
    m[n, y] = 0
    L = np.einsum('nk->', m) / N + reg * np.abs(W).sum()
    a = (m >= 0).astype(float)
    a[n, y] = 0
    a[n, y] = -a.sum(axis=1)
    return L, np.einsum('nd,nk->dk', X, a) / N + 2 * reg * W
