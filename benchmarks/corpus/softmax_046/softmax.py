import numpy as np


def softmax_loss_naive(W, X, y, reg):
    N, D = X.shape
    C = W.shape[1]
    minus_log_p = np.empty(N)
    dW = np.zeros((D, C))
    for n in range(N):
        s = X[n] @ W
        m = s.max()
        lnZ = np.log(np.exp(s - m).sum()) - m
        minus_log_p[n] = lnZ - s[y[n]]
        p = np.exp(s - m) / np.exp(s - m).sum()
        for c in range(C):
            dW[:, c] += X[n] * p[c] / N
            if c == y[n]:
                dW[:, c] -= X[n] / N
    return minus_log_p.mean() + reg * np.einsum('ij,ij', W, W), dW + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    s = X @ W
    u = np.exp(s - s.max(axis=1, keepdims=True))
    lnZ = np.log(u.sum(axis=1))
    loss = np.sum(lnZ - s[np.arange(N), y]) / N + reg * np.einsum('ij,ij', W, W)
    p = u / u.sum(axis=1, keepdims=True)
    p[np.arange(N), y] -= 1
    return loss, np.einsum('ni,nc->ic', X, p) / N + 2 * reg * W
