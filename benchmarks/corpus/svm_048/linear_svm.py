import numpy as np


def svm_loss_naive(W, X, y, reg):
    batch = X.shape[0]
    loss = 0.0
    dW = np.zeros_like(W)
    for b in range(batch):
        out = X[b] @ W
        for c in range(out.shape[0]):
            if c == y[b]:
                continue
            loss += max(0, out[c] - out[y[b]] + 1)
        # backward through the scores: p - onehot
        p = np.exp(out - out.max())
        p /= p.sum()
        p[y[b]] -= 1
        dW += np.outer(X[b], p)
    loss = loss / batch + np.sum(W * W)
    dW = dW / batch + 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    batch = X.shape[0]
    out = X @ W
    margins = np.maximum(0, out - out[np.arange(batch), y][:, None] + 1)
    loss = margins.sum() / batch + reg * np.sum(W * W)
    margins[np.arange(batch), y] = 0
    margins[np.arange(batch), y] = -margins.sum(axis=1)
    dW = X.T @ margins / batch + 2 * reg * W
    return loss, dW
