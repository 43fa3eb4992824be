"""The multiclass SVM (hinge) loss and its gradient, first as loops, then without.

For one image with scores s and true class y the loss sums, over every wrong class j, max(0, s_j - s_y + 1); the loss of
a batch is the mean over its images plus reg * sum(W * W) (no 1/2, the bias row included).
"""

import numpy as np


def svm_loss_naive(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray | None]:
    """Return the SVM loss of a batch and its gradient, by loops over images and classes.

    L = 1/N sum_i sum_{j != y_i} max(0, s_j - s_{y_i} + 1) + reg * sum(W * W), with s = X[i] @ W.

    Args:
        W: (D, C) floats, one class per column.
        X: (N, D) floats, one image per row.
        y: (N,) integers from 0 to C - 1, the true classes.
        reg: regularization strength, 0 or more.

    Returns:
        loss: a number, 0 or more.
        dW: (D, C) floats, the gradient of the loss with respect to W. Does not modify its inputs.

    >>> scores = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    >>> loss, dW = svm_loss_naive(scores, np.eye(3), np.array([0, 1, 2]), reg=0.0)
    >>> round(float(loss), 4)
    5.2667
    """
    loss = 0.0
    ### BEGIN SOLUTION (02_svm_loss, task 1)
    N, C = X.shape[0], W.shape[1]
    for i in range(N):
        s = X[i] @ W
        for j in range(C):
            if j == y[i]:
                continue
            margin = s[j] - s[y[i]] + 1
            if margin > 0:
                loss += margin
    loss /= N
    loss += reg * np.sum(W * W)
    ### END SOLUTION

    dW = None
    ### BEGIN SOLUTION (04_gradient_checking, task 4)
    dW = np.zeros_like(W)
    for i in range(N):
        s = X[i] @ W
        for j in range(C):
            if j == y[i]:
                continue
            if s[j] - s[y[i]] + 1 > 0:
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    dW /= N
    dW += 2 * reg * W
    ### END SOLUTION
    return loss, dW


def svm_loss_vectorized(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray | None]:
    """Return the SVM loss of a batch and its gradient, without a loop over images.

    The same formula as svm_loss_naive, on whole arrays. No array is N x N: N may be 20,000.

    Args:
        W: (D, C) floats, one class per column.
        X: (N, D) floats, one image per row.
        y: (N,) integers from 0 to C - 1, the true classes.
        reg: regularization strength, 0 or more.

    Returns:
        loss: a number, 0 or more.
        dW: (D, C) floats, the gradient of the loss with respect to W. Does not modify its inputs.

    >>> scores = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    >>> loss, dW = svm_loss_vectorized(scores, np.eye(3), np.array([0, 1, 2]), reg=0.0)
    >>> round(float(loss), 4)
    5.2667
    """
    loss = 0.0
    ### BEGIN SOLUTION (02_svm_loss, task 3)
    N = X.shape[0]
    rows = np.arange(N)
    margins = X @ W
    margins -= margins[rows, y][:, np.newaxis] - 1
    np.maximum(margins, 0, out=margins)
    margins[rows, y] = 0
    loss = np.sum(margins) / N
    loss += reg * np.sum(W * W)
    ### END SOLUTION

    dW = None
    ### BEGIN SOLUTION (04_gradient_checking, task 5)
    dS = np.sign(margins, out=margins)
    dS[rows, y] = -np.sum(dS, axis=1)
    dW = X.T @ dS
    dW /= N
    dW += 2 * reg * W
    ### END SOLUTION
    return loss, dW
