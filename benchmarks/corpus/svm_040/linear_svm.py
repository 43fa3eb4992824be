import numpy as np


def svm_loss_naive(W, X, y, reg):
    M, N = X.shape      # M images
    K = W.shape[1]
    J = 0.0
    dJ = np.zeros((N, K))
    for m in range(M):
        z = X[m] @ W
        for k in range(K):
            if k == y[m]:
                continue
            e = z[k] - z[y[m]] + 1
            if e > 0:
                J += e
                dJ[:, k] += X[m]
                dJ[:, y[m]] -= X[m]
    J = J / N + reg * np.sum(W * W)
    dJ = dJ / N + 2 * reg * W
    return J, dJ


def svm_loss_vectorized(W, X, y, reg):
    M = X.shape[0]
    z = X @ W
    e = z - z[np.arange(M), y][:, None] + 1
    e[e < 0] = 0
    e[np.arange(M), y] = 0
    J = np.mean(e) + reg * np.sum(W * W)
    h = np.greater(e, 0).astype(float)
    h[np.arange(M), y] = -np.sum(h, axis=1)
    dJ = X.T @ h / M + reg * W
    return J, dJ
