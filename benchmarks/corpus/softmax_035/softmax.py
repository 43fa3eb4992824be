import numpy as np


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    C = W.shape[1]
    loss = 0
    dW = np.zeros(np.shape(W))
    for i in range(1, N):
        s = X[i].dot(W)
        s = s - np.max(s)
        p = np.exp(s) / sum(np.exp(s))
        loss += -np.log(p[y[i]])
        for c in range(0, C):
            p_minus = p[c]
            if c == y[i]:
                p_minus = p_minus - 1
            dW[:, c] += p_minus * X[i]
    loss = loss / N
    loss = loss + reg * np.sum(np.square(W))
    dW = dW / N
    dW = dW + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    s = X.dot(W)
    e = np.exp(s - np.max(s, axis=1).reshape(N, 1))
    p = e / np.sum(e, axis=1)
    loss = np.mean(-np.log(p[range(N), y])) + reg * np.sum(np.square(W))
    p[range(N), y] -= 1
    dW = X.T.dot(p) / N + 2 * reg * W
    return loss, dW
