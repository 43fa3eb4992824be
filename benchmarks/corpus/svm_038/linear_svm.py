import numpy as np

def svm_loss_naive(W, X, y, reg):
    dW = np.zeros(W.shape)
    loss = 0.0
    N = len(y)
    C = W.shape[1]
    for i in range(N):
        s = X[i] @ W
        for i in range(C):
            if i == y[i]:
                continue
            m = s[i] - s[y[i]] + 1
            if m > 0:
                loss += m
                dW[:, i] += X[i]
                dW[:, y[i]] -= X[i]
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    N = len(y)
    s = X @ W
    m = np.max(0, s - s[np.arange(N), y].reshape(-1, 1) + 1)
    m[np.arange(N), y] = 0
    loss = np.sum(m) / N + reg * np.sum(W * W)
    m[m > 0] = 1
    m[np.arange(N), y] = -np.sum(m, axis=1)
    dW = X.T @ m / N + 2 * reg * W
    return loss, dW
