import numpy as np

def svm_loss_naive(W, X, y, reg):
    # L = mean of (L_i + reg * R(W)), same thing as mean L_i + reg * R(W)
    N = X.shape[0]
    loss, dW = 0, 0 * W
    for i in range(N):
        x, t = X[i], int(y[i])
        s = x @ W
        for j in range(W.shape[1]):
            if j == t: continue
            if (m := s[j] - s[t] + 1) > 0:
                loss += m
                dW[:, j] += x
                dW[:, t] -= x
        loss += reg * np.sum(W * W)
        dW += 2 * reg * W
    return loss / N, dW / N

def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    s = X @ W
    m = np.maximum(0, s - s[np.arange(N), y, np.newaxis] + 1)
    m[np.arange(N), y] = 0
    loss_i = m.sum(axis=1)
    loss = loss_i.mean()
    loss = loss / N + reg * np.sum(W * W)
    dm = (m > 0).astype(W.dtype)
    dm[np.arange(N), y] = -dm.sum(axis=1)
    dW = X.T @ dm
    dW = dW / N + 2 * reg * W
    return loss, dW
