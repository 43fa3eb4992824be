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
    N, D = X.shape
    C = W.shape[1]
    dW = np.zeros_like(W)

    for i in range(N):
        # scores of image i, one class after the other
        s = np.array([np.dot(X[i], W[:, c]) for c in range(C)])
        # -log(e^{s_y} / sum e^{s_j}) = log(sum e^{s_j}) - s_y; subtracting m from all s changes nothing
        m = s.max()
        total = 0.0
        for c in range(C):
            total += np.exp(s[c] - m)
        loss += m + np.log(total) - s[y[i]]

        # dL_i/ds_c = p_c - 1[c == y_i], ds_c/dW[:, c] = X[i]
        for c in range(C):
            p = np.exp(s[c] - m) / total
            dW[:, c] += (p - (c == y[i])) * X[i]

    # mean over the images, then the penalty (once)
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
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
    N = X.shape[0]
    idx = np.arange(N)

    S = X @ W                                   # (N, C)
    S = S - S.max(axis=1, keepdims=True)        # (N, C), a new array
    logsum = np.log(np.exp(S).sum(axis=1))      # (N,)
    loss = np.mean(logsum - S[idx, y]) + reg * np.sum(W * W)

    P = np.exp(S - logsum[:, np.newaxis])       # (N, C), rows sum to 1
    dS = P.copy()
    dS[idx, y] -= 1.0
    dW = X.T @ dS / N + 2 * reg * W             # (D, C)
    return loss, dW
