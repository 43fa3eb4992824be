import numpy as np


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    for i in range(X.shape[0]):
        s = X[i] @ W
        s = s - np.min(s)
        den = sum(np.exp(s))
        loss -= np.log(np.exp(s[y[i]]) / den)
        for j in range(W.shape[1]):
            dW[:, j] += (np.exp(s[j]) / den - (j == y[i])) * X[i]
    loss = loss / X.shape[0] + reg * np.sum(reg * W * W)
    dW = dW / X.shape[0] + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    n = X.shape[0]
    s = X @ W
    s = s - np.argmax(s, axis=1)[:, None]
    es = np.exp(s)
    tot = np.sum(es, axis=1)
    loss = np.mean(np.log(tot) - s[np.arange(n), y]) + reg * np.sum(W * W)
    g = es / tot[:, None]
    g[np.arange(n), y] -= 1
    dW = X.T @ g
    dW /= n
    return loss, dW + 2 * reg * W
