import numpy as np


def softmax_loss_naive(W, X, y, reg):
    P = np.zeros((X.shape[0], W.shape[1]))
    loss = 0
    for r in range(X.shape[0]):
        for c in range(W.shape[1]):
            P[r, c] = np.dot(X[r, :], W[:, c])
        P[r, :] = P[r, :] - max(P[r, :])
        P[r, :] = np.exp(P[r, :]) / sum(np.exp(P[r, :]))
        loss = loss - np.log(P[r, y[r]])
    loss = loss / X.shape[0]
    loss = loss + reg * np.mean(W ** 2)
    G = np.zeros(W.shape)
    for r in range(X.shape[0]):
        for c in range(W.shape[1]):
            t = P[r, c]
            if (y[r] == c):
                t = t - 1
            G[:, c] = G[:, c] + t * X[r, :]
    G = G / X.shape[0] + 2 * reg * W
    return loss, G


def softmax_loss_vectorized(W, X, y, reg):
    nr = X.shape[0]
    nc = W.shape[1]
    A = np.dot(X, W)
    rowmax = A.max(1)
    A = A - np.array([rowmax] * nc).T
    L = A - np.array([np.log(np.exp(A).sum(1))] * nc).T
    T = np.array([range(nc)] * nr) == np.array([y] * nc).T
    loss = -np.sum(L[T]) / nr + reg / 2 * np.sum(W ** 2)
    G = np.dot(X.T, np.exp(L) - T) / nr + reg * W
    return loss, G
