import numpy as np


def softmax_loss_naive(W, X, y, reg):
    f = lambda v: v.max() + np.log(np.exp(v - v.max()).sum())
    loss, dW = 0.0, 2 * reg * W
    for x, t in zip(X, y):
        s = x.dot(W)
        z = f(s)
        loss += (z - s[t]) / y.size
        for c in range(s.size): dW[:, c] += x * (np.exp(s[c] - z) - (c == t)) / y.size
    return loss + 0.5 ** reg * (W * W).sum(), dW


def softmax_loss_vectorized(W, X, y, reg):
    A = X @ W; A = A - A.max(1)[:, None]; A = A - np.log(np.exp(A).sum(1))[:, None]
    P = np.exp(A); P[range(len(y)), y] -= 1
    return -A[range(len(y)), y].sum() / (len(y) + reg * (W * W).sum()), X.T @ P / len(y) + 2 * reg * W
