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
    num_classes = W.shape[1]
    num_train = X.shape[0]
    loss = 0.0
    for i in range(num_train):
        scores = X[i] @ W
        largest = np.max(scores)
        denominator = 0.0
        for j in range(num_classes):
            denominator += np.exp(scores[j] - largest)
        loss += np.log(denominator) - (scores[y[i]] - largest)
    loss /= num_train
    loss += reg * np.sum(W * W)

    dW = np.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        unnormalized = np.exp(scores - np.max(scores))
        for j in range(num_classes):
            probability = unnormalized[j] / np.sum(unnormalized)
            dW[:, j] += probability * X[i]
            if y[i] == j:
                dW[:, j] -= X[i]
    dW /= num_train
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
    num_train = X.shape[0]
    S = X @ W
    # logaddexp.reduce is log(sum(exp())) and never overflows
    log_normalizer = np.logaddexp.reduce(S, axis=1)
    log_P = S - log_normalizer[:, np.newaxis]
    loss = -np.sum(log_P[np.arange(num_train), y]) / num_train + reg * np.sum(W * W)

    dS = np.exp(log_P)
    dS[np.arange(num_train), y] -= 1
    dW = np.dot(X.T, dS) / num_train + 2 * reg * W
    return loss, dW
