import numpy as np


def _weights_only(W):
    """The last row holds the biases, and biases are not regularized."""
    out = W.copy()
    out[-1, :] = 0
    return out


def svm_loss_naive(W, X, y, reg):
    V = _weights_only(W)
    loss = 0.0
    dW = np.zeros_like(W)
    for i, x in enumerate(X):
        scores = x @ W
        for j in range(W.shape[1]):
            slack = scores[j] - scores[y[i]] + 1
            if j != y[i] and slack > 0:
                loss += slack
                dW[:, j] += x
                dW[:, y[i]] -= x
    loss = loss / len(X) + reg * np.sum(V * V)
    dW += 2 * reg * V
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    V = W[:-1]
    n = len(X)
    scores = X @ W
    slack = (scores - scores[np.arange(n), y][:, None] + 1).clip(0)
    slack[np.arange(n), y] = 0
    sign = np.sign(slack)
    sign[np.arange(n), y] = -sign.sum(1)
    loss = slack.sum() / n + reg * np.sum(V * V)
    dW = X.T @ sign / n
    dW += 2 * reg * W
    return loss, dW
