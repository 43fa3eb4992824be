"""Softmax probabilities, the softmax (cross-entropy) loss and its gradient, first as loops, then without.

Scores are read as unnormalized log probabilities: for one image with scores s, P(class k) = exp(s_k) / sum_j exp(s_j),
and its loss is minus the natural logarithm of the probability of the true class. The loss of a batch is the mean over
its images plus reg * sum(W * W) (no 1/2, the bias row included).
"""

import numpy as np


def softmax_probabilities(S: np.ndarray) -> np.ndarray:
    """Return the softmax of every row of scores, without overflow however large the scores are.

    P[i, k] = exp(S[i, k]) / sum_j exp(S[i, j]).

    Args:
        S: (N, C) floats, the scores.

    Returns:
        P: (N, C) floats from 0 to 1; each row sums to 1. Does not modify its input.

    >>> softmax_probabilities(np.array([[3.2, 5.1, -1.7]])).round(2)
    array([[0.13, 0.87, 0.  ]])
    >>> softmax_probabilities(np.array([[123.0, 456.0, 789.0]]))[0, 2]
    np.float64(1.0)
    """
    ### BEGIN SOLUTION (03_softmax_loss, task 2)
    P = S - np.max(S, axis=1, keepdims=True)
    np.exp(P, out=P)
    P /= np.sum(P, axis=1, keepdims=True)
    return P
    ### END SOLUTION


def softmax_loss_naive(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray | None]:
    """Return the softmax loss of a batch and its gradient, by loops over images and classes.

    L = 1/N sum_i -log(exp(s_{y_i}) / sum_j exp(s_j)) + reg * sum(W * W), with s = X[i] @ W.

    Args:
        W: (D, C) floats, one class per column.
        X: (N, D) floats, one image per row.
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
    ### BEGIN SOLUTION (03_softmax_loss, task 3)
    N, C = X.shape[0], W.shape[1]
    for i in range(N):
        s = X[i] @ W
        s -= np.max(s)
        total = 0.0
        for j in range(C):
            total += np.exp(s[j])
        loss += np.log(total) - s[y[i]]
    loss /= N
    loss += reg * np.sum(W * W)
    ### END SOLUTION

    dW = None
    ### BEGIN SOLUTION (04_gradient_checking, task 7)
    dW = np.zeros_like(W)
    for i in range(N):
        s = X[i] @ W
        p = np.exp(s - np.max(s))
        p /= np.sum(p)
        for j in range(C):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    dW /= N
    dW += 2 * reg * W
    ### END SOLUTION
    return loss, dW


def softmax_loss_vectorized(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray | None]:
    """Return the softmax loss of a batch and its gradient, without a loop over images.

    The same formula as softmax_loss_naive, on whole arrays, and without overflow. No array is N x N:
    N may be 20,000.

    Args:
        W: (D, C) floats, one class per column.
        X: (N, D) floats, one image per row.
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
    ### BEGIN SOLUTION (03_softmax_loss, task 6)
    N = X.shape[0]
    rows = np.arange(N)
    S = X @ W
    S -= np.max(S, axis=1, keepdims=True)
    right = S[rows, y]
    P = np.exp(S, out=S)
    totals = np.sum(P, axis=1)
    loss = np.mean(np.log(totals) - right)
    loss += reg * np.sum(W * W)
    ### END SOLUTION

    dW = None
    ### BEGIN SOLUTION (04_gradient_checking, task 8)
    dS = np.divide(P, totals[:, np.newaxis], out=P)
    dS[rows, y] -= 1
    dW = X.T @ dS
    dW /= N
    dW += 2 * reg * W
    ### END SOLUTION
    return loss, dW
