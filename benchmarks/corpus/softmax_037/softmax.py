"""Softmax loss with preallocated buffers (allocation showed up in my profile)."""

import numpy as np

_BUFFERS = {}


def _buffer(name, shape):
    key = (name, shape)
    if key not in _BUFFERS:
        _BUFFERS[key] = np.zeros(shape)
    return _BUFFERS[key]


def softmax_loss_naive(W, X, y, reg):
    num_images, num_classes = X.shape[0], W.shape[1]
    dW = _buffer("dW", W.shape)
    loss = 0.0
    for i in range(num_images):
        scores = X[i] @ W
        scores = scores - scores.max()
        log_sum = np.log(np.exp(scores).sum())
        loss += log_sum - scores[y[i]]
        for c in range(num_classes):
            dW[:, c] += (np.exp(scores[c] - log_sum) - (c == y[i])) * X[i] / num_images
    dW += 2 * reg * W
    return loss / num_images + reg * np.sum(W * W), dW.copy()


def softmax_loss_vectorized(W, X, y, reg):
    num_images, num_classes = X.shape[0], W.shape[1]
    S = _buffer("S", (num_images, num_classes))
    np.matmul(X, W, out=S)
    np.subtract(S, S.max(axis=1, keepdims=True), out=S)
    picked = S[np.arange(num_images), y]
    np.exp(S, out=S)
    totals = S.sum(axis=1, keepdims=True)
    loss = (np.log(totals).sum() - picked.sum()) / num_images + reg * np.sum(W * W)
    np.divide(S, totals, out=S)
    S[np.arange(num_images), y] -= 1
    dW = X.T @ S
    dW /= num_images
    dW += 2 * reg * W
    return loss, dW
