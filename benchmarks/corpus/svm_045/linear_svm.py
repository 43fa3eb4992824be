import numpy as np
from numpy.linalg import norm

def svm_loss_naive(W, X, y, reg):
    loss, dW = 0.0, np.zeros_like(W)
    for i in range(X.shape[0]):
        f = W.T @ X[i]
        for j in range(W.shape[1]):
            if j == y[i]:
                continue
            l = max(0, 1 + f[j] - f[y[i]])
            loss += l
            if l > 0:
                dW[:, j] += X[i]
    loss = loss / X.shape[0] + reg * norm(W)
    dW = dW / X.shape[0] + 2 * reg * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    F = (W.T @ X.T).T
    L = 1 + F - F[range(N), y].reshape(N, 1)
    L[range(N), y] = 0
    L = np.maximum(L, 0)
    loss = L.sum() / N + reg * np.sum(W) ** 2
    B = (L > 0) + 0.0
    B[range(N), y] -= np.sum(B, axis=1)
    dW = X.T @ B / N + 2 * reg * W
    return loss, dW
