import numpy as np


def svm_loss_naive(W, X, y, reg):
    """returns loss and the direction of steepest descent (what we need for the update)"""
    N, D = X.shape
    _, C = W.shape
    hinge_sum = 0.0
    descent = np.zeros((D, C))
    for n in range(N):
        s = X[n] @ W
        for c in range(C):
            if c == y[n]:
                continue
            z = 1 + s[c] - s[y[n]]
            if z > 0:
                hinge_sum += z
                descent[:, c] -= X[n]
                descent[:, y[n]] += X[n]
    loss = hinge_sum / N + reg * np.sum(W * W)
    descent /= N
    descent -= 2 * reg * W
    return loss, descent


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    s = X @ W
    idx = np.arange(N)
    z = np.maximum(0, s[idx, y][:, None] - s + 1)
    z[idx, y] = 0
    loss = z.sum() / N + reg * np.sum(W * W)
    a = (z > 0).astype(float)
    a[idx, y] = -a.sum(axis=1)
    return loss, X.T @ a / N + 2 * reg * W
