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
    N = X.shape[0]
    for i in range(N):
        # full loss of this one image, penalty included: the mean over the images then contains the penalty once
        s = X[i] @ W
        lse = np.logaddexp.reduce(s)
        loss += lse - s[y[i]]
        loss += reg * np.sum(W * W)
        for j in range(W.shape[1]):
            dW[:, j] += np.exp(s[j] - lse) * X[i]
            dW[:, j] += 2 * reg * W[:, j]
        dW[:, y[i]] -= X[i]
    loss /= N
    dW /= N
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
    N = X.shape[0]
    S = X @ W
    order = np.argsort(S, axis=1)
    top = np.take_along_axis(S, order[:, -1:], axis=1)
    rest = np.take_along_axis(S, order[:, :-1], axis=1)
    # the largest term is exp(0) = 1, so log1p of the others is exact even when they are tiny
    lse = top[:, 0] + np.log1p(np.exp(rest - top).sum(axis=1))
    loss = np.sum(lse - S[np.arange(N), y]) / N
    loss += reg * np.sum(W * W)

    P = np.exp(S - lse[:, None])
    true = np.zeros(P.shape, dtype=bool)
    true[np.arange(N), y] = True
    dW = X.T @ np.where(true, P - 1, P)
    dW = dW / N + 2 * reg * W
    return loss, dW
