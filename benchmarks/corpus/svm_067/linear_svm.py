import numpy as np

%load_ext autoreload
%autoreload 2


def svm_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss, dW = 0.0, np.zeros_like(W)
    for i in range(N):
        s = X[i] @ W
        for j in range(W.shape[1]):
            if j != y[i] and s[j] + 1 > s[y[i]]:
                loss += (s[j] + 1 - s[y[i]]) / N
                dW[:, j] += X[i] / N
                dW[:, y[i]] -= X[i] / N
    return loss + reg * np.sum(W * W), dW + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    s = X @ W
    m = np.maximum(0, s + 1 - s[np.arange(N), y].reshape(N, 1))
    m[np.arange(N), y] = 0
    g = np.ceil(m / (m + 1))
    g[np.arange(N), y] = -g.sum(1)
    return np.sum(m) / N + reg * np.sum(W * W), X.T @ g / N + 2 * reg * W
