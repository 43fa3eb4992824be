import numpy as np

def svm_loss_naive(W, X, y, reg):
    N = X.shape[0]
    C = W.shape[1]
    loss = 0.0
    dW = np.zeros(W.shape)
    for i in range(N):
        s = X[i] @ W
        for j in range(C):
            if j == y[i]: continue
            loss += np.maximum(0, s[j] - s[y[i]] + 1)
            push = (s[j] - s[y[i]] + 1 > 0) * X[i]
            dW[:, j] += push
            dW[:, y[i]] -= push
    loss /= N
    loss += reg / 2 * np.sum(W * W)
    dW /= N
    dW += reg * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    C = W.shape[1]
    s = X @ W
    t = s[np.arange(N), y].reshape(N, 1)
    m = np.maximum(np.zeros((N, C)), s - t + np.ones((N, C)))
    m[np.arange(N), y] = 0
    loss = np.sum(m) / N + reg * np.sum(W * W)
    # d/ds_j = 1, d/ds_y = -1 for each of the C-1 others
    ds = np.zeros((N, C))
    ds[m > 0] = 1
    ds[np.arange(N), y] = -(C - 1)
    dW = X.T @ ds / N
    return loss, dW
