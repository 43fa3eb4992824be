import numpy as np


def _scores(W, X):
    return X.dot(W)


def _l2_penalty(W, strength):
    return strength * np.sum(np.power(W, 2))


def _l2_penalty_gradient(W, strength):
    return 2 * strength * W


def _log_sum_exp(v, axis=None):
    peak = np.max(v, axis=axis, keepdims=True)
    out = peak + np.log(np.sum(np.exp(v - peak), axis=axis, keepdims=True))
    return np.squeeze(out, axis=axis)


def softmax_loss_naive(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float):
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
    num_images, num_features = X.shape
    num_classes = W.shape[1]
    dW = np.zeros((num_features, num_classes))

    for image in range(num_images):
        s = _scores(W, X[image])
        lse = _log_sum_exp(s)
        loss += lse - s[y[image]]
        for cls in range(num_classes):
            coefficient = np.exp(s[cls] - lse)
            if cls == y[image]:
                coefficient -= 1
            dW[:, cls] += coefficient * X[image]

    loss = loss / num_images + _l2_penalty(W, reg)
    dW = dW / num_images + _l2_penalty_gradient(W, reg)
    return loss, dW


def softmax_loss_vectorized(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float):
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
    num_images = X.shape[0]
    rows = np.arange(num_images)
    s = _scores(W, X)
    lse = _log_sum_exp(s, axis=1)

    loss = np.sum(lse - s[rows, y]) / num_images
    loss += _l2_penalty(W, reg)

    dS = np.exp(s - lse.reshape(-1, 1))
    dS[rows, y] -= 1
    dW = X.T.dot(dS)
    dW += _l2_penalty_gradient(W, reg)
    dW /= num_images
    return loss, dW
