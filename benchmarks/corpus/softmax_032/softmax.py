import numpy as np
from numpy.linalg import norm


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    C = W.shape[1]
    cost = 0
    g = np.zeros_like(W)
    for n in range(1, N + 1):
        x = X[n - 1, :]
        a = np.matmul(x, W)
        b = np.max(a)
        logsum = b + np.log(np.sum(np.exp(a - b)))
        cost = cost + (logsum - a[y[n - 1]])
        for c in range(1, C + 1):
            g[:, c - 1] = g[:, c - 1] + x * np.exp(a[c - 1] - logsum)
        g[:, y[n - 1]] = g[:, y[n - 1]] - x
    cost = cost / N + 0.5 * reg * norm(W, 'fro') ** 2
    g = g / N + reg * W
    return cost, g


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    A = np.matmul(X, W)
    B = np.amax(A, axis=1, keepdims=True)
    LS = B + np.log(np.sum(np.exp(A - B), axis=1, keepdims=True))
    ind = (np.arange(N), y)
    cost = np.sum(LS.flatten() - A[ind]) / N + reg * norm(W)
    R = np.exp(A - LS)
    R[ind] = R[ind] - 1
    g = np.matmul(X.T, R) / N + 2 * reg * W
    return cost, g
