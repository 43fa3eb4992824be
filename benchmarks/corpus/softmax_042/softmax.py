import numpy as np

def softmax_loss_naive(W, X, y, reg):
    N = np.size(X, 0)
    C = np.size(W, 1)
    loss = 0
    dW = np.zeros(np.shape(W))
    for i in range(N):
        s = np.dot(X[i, :], W)
        s = s - np.max(s)
        es = np.exp(s)
        loss = loss - s[y[i]] + np.log(np.sum(es))
        p = es / np.sum(es)
        for j in range(C):
            dW[:, j] = dW[:, j] + (p[j] - 1) * X[i, :]
    loss = loss / N + reg * np.sum(W ** 2, 0)
    dW = dW / N + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    N = np.size(X, 0)
    S = np.dot(X, W)
    S = S - np.max(S, 1).reshape((N, 1))
    lse = np.log(np.sum(np.exp(S), 1))
    loss = np.sum(lse - S[np.arange(N), y]) / N + reg * np.sum(W[:] ** 2)
    dS = np.exp(S - lse.reshape((N, 1)))
    dS[np.arange(N), y] = dS[np.arange(N), y] - 1
    dW = np.dot(X, dS) / N + 2 * reg * W
    return loss, dW
