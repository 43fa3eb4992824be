"""Softmax probabilities, the softmax (cross-entropy) loss and its gradient, first as loops, then without.

Scores are read as unnormalized log probabilities: for one image with scores s, P(class k) = exp(s_k) / sum_j exp(s_j),
and its loss is minus the natural logarithm of the probability of the true class. The loss of a batch is the mean over
its images plus reg * sum(W * W) (no 1/2, the bias row included).
"""

import numpy as np


def softmax_loss_naive(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray | None]:
    """Return the softmax loss of a batch and its gradient, by loops over images and classes.

    L = 1/N sum_i -log(exp(s_{y_i}) / sum_j exp(s_j)) + reg * sum(W * W), with s = X[i] @ W.

    Args:
        W: (D, C) floats, one class a column.
        X: (N, D) floats, one image a row.
        y: (N,) integers from 0 to C - 1, the true classes.
        reg: regularization strength, 0 or more.

    Returns:
        loss: a number, 0 or more.
        dW: (D, C) floats, the gradient of the loss with respect to W. Does not modify its inputs.

    >>> scores = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    >>> loss, dW = softmax_loss_naive(scores, np.eye(3), np.array([0, 1, 2]), reg=0.0)
    >>> round(float(loss), 4)
    2.7587
    """
    loss = 0.0
    dW = np.zeros_like(W)
    for i in range(len(X)):
        sc = X[i] @ W
        sc -= np.max(sc)
        sm = 0
        for j in range(W.shape[1]):
            sm += np.exp(sc[j])
        loss += -(np.exp(sc[y[i]]) / sm)
        for j in range(W.shape[1]):
            dW[:, j] += np.exp(sc[j]) / sm * X[i]
    loss /= len(X)
    loss += reg * np.sum(W * W)
    dW /= len(X)
    dW += 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray | None]:
    """Return the softmax loss of a batch and its gradient, without a loop over images.

    The same formula as softmax_loss_naive, on whole arrays, and without overflow.

    Args:
        W: (D, C) floats, one class a column.
        X: (N, D) floats, one image a row.
        y: (N,) integers from 0 to C - 1, the true classes.
        reg: regularization strength, 0 or more.

    Returns:
        loss: a number, 0 or more.
        dW: (D, C) floats, the gradient of the loss with respect to W. Does not modify its inputs.

    >>> scores = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    >>> loss, dW = softmax_loss_vectorized(scores, np.eye(3), np.array([0, 1, 2]), reg=0.0)
    >>> round(float(loss), 4)
    2.7587
    """
    loss = 0.0
    sc = X @ W
    sc -= np.max(sc, axis=1, keepdims=True)
    ex = np.exp(sc)
    loss = np.mean(np.log(ex.sum(axis=1)) - sc[np.arange(len(X)), y]) + reg * np.sum(W * W)
    raise NotImplementedError("softmax_loss_vectorized is still open: 03_softmax_loss, task 6.")

    dW = ex / ex.sum(axis=1, keepdims=True)
    dW[np.arange(len(X)), y] -= 1
    dW = X.T @ dW / len(X) + 2 * reg * W
    return loss, dW
