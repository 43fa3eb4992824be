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
    W32 = W.astype(np.float32)          # float32 is plenty and the images are bytes anyway
    X32 = X.astype(np.float32)
    loss = np.float32(0)
    dW = np.zeros(W.shape, dtype=np.float32)
    for i in range(len(X32)):
        s = X32[i] @ W32
        s = s - s.max()
        e = np.exp(s)
        loss += np.log(e.sum()) - s[y[i]]
        for c in range(len(s)):
            dW[:, c] += X32[i] * (e[c] / e.sum())
        dW[:, y[i]] -= X32[i]
    loss = loss / len(X32) + np.float32(reg) * np.sum(W32 * W32)
    dW = dW / len(X32) + 2 * np.float32(reg) * W32
    print(f"naive: loss {loss:.4f}, largest gradient entry {abs(dW).max():.4f}")
    return float(loss), dW


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
    W32, X32 = np.float32(W), np.float32(X)
    s = X32 @ W32
    print("scores", s.shape, s.dtype, "from", s.min(), "to", s.max())
    s = s - s.max(axis=1, keepdims=True)
    log_z = np.log(np.sum(np.exp(s), axis=1, keepdims=True))
    rows = np.arange(len(X32))
    loss = np.mean(log_z[:, 0] - s[rows, y]) + reg * np.sum(W32 * W32)

    grad_s = np.exp(s - log_z)
    grad_s[rows, y] -= 1
    dW = X32.T @ grad_s / len(X32) + 2 * np.float32(reg) * W32
    return float(loss), dW.astype(W.dtype)
