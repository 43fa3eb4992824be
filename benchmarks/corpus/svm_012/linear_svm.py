import numpy as np


def svm_loss_naive(W, X, y, reg):
    loss, dW = 0.0, np.zeros(W.shape, dtype=W.dtype)
    for xi, yi in zip(X, y):
        s = xi.dot(W)
        for j, sj in enumerate(s):
            if j == yi:
                break
            d = sj - s[yi] + 1
            if d > 0:
                loss += d
                dW[:, j] += xi
                dW[:, yi] -= xi
    loss = loss / X.shape[0] + reg * np.sum(np.square(W))
    dW = dW / X.shape[0] + 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    n = X.shape[0]
    s = X.dot(W)
    h = np.maximum(s - np.take_along_axis(s, y[:, None], axis=1) + 1, 0)
    # every image contributes exactly 1 for its true class, take that off again
    loss = (h.sum() - n) / n + reg * np.sum(np.square(W))
    g = (h > 0).astype(np.float64)
    np.put_along_axis(g, y[:, None], 1 - g.sum(axis=1, keepdims=True), axis=1)
    return loss, X.T.dot(g) / n + 2 * reg * W
