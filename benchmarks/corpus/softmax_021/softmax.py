import numpy as np

def softmax_loss_naive(W, X, y, reg):
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
    nclass = W.shape[1]
    dW = np.zeros_like(W)
    for i in range(X.shape[0]):
        s = X[i] @ W
        mx = s.max()
        t = 0
        for j in range(nclass):
            t = t + np.exp(s[j] - mx)
        loss += -(s[y[i]] - mx - np.log(t))
        for j in range(nclass):
            pj = np.exp(s[j] - mx) / t
            dW[:, j] += pj * X[i]
            if j == y[i]:
                dW[:, j] -= X[i]
            # regularisation
            loss += reg * np.sum(W * W)
    loss /= X.shape[0]
    dW /= X.shape[0]
    dW += 2 * reg * W
    # YOUR CODE HERE (04_gradient_checking, task 5)
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
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
    s = X @ W
    n = s.shape[0]
    s -= s.max(axis=1, keepdims=True)
    p = np.exp(s)
    tot = p.sum(axis=1, keepdims=True)
    p /= tot
    loss += (np.log(tot).sum() - s[range(n), y].sum()) / n
    loss += reg * np.sum(W * W)

    dW = None
    p[range(n), y] -= 1      # loss is already done, so this is ok
    dW = X.T @ p / n
    dW += 2 * reg * W
    return loss, dW
