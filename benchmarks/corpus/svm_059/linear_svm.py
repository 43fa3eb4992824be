import numpy as np


def svm_loss_naive(W, X, y, reg):
    N, C = len(X), W.shape[1]
    S = [x @ W for x in X]
    loss = sum(sum({max(0, S[i][j] - S[i][y[i]] + 1) for j in range(C) if j != y[i]}) for i in range(N)) / N
    dW = np.zeros(W.shape)
    for i, j in [(i, j) for i in range(N) for j in range(C) if j != y[i] and S[i][j] - S[i][y[i]] + 1 > 0]:
        dW[:, j] += X[i]
        dW[:, y[i]] -= X[i]
    return loss + reg * np.sum(W * W), dW / N + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    N = len(X)
    S = X @ W
    M = np.maximum(0, S - S[range(N), y][:, None] + 1)
    M[range(N), y] = 0
    loss = np.sum(M) / N + reg * np.sum(W * W)
    mask = (M > 0).astype(np.uint8)  # saves memory
    mask[range(N), y] = -mask.sum(axis=1).astype(int)
    return loss, X.T @ mask / N + 2 * reg * W
