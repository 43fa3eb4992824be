import numpy as np

def svm_loss_naive(W, X, y, reg):
    N = X.shape[0]; C = W.shape[1]
    loss = 0.
    dW = np.zeros_like(W)
    for i in range(N):
        sc = X[i] @ W
        for j in range(C):
            if j == y[i]: continue
            loss += max(0, sc[j] - sc[y[i]]) + 1
            if sc[j] - sc[y[i]] + 1 > 0:
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return loss/N + reg*(W*W).sum(), dW/N + 2*reg*W


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    sc = X @ W
    right = sc[np.arange(N), y]
    diff = np.maximum(0, sc - right[:, np.newaxis] + 1)
    diff[np.arange(N), y] = 0
    losses = diff.sum(axis=0)
    loss = losses.mean() + reg*(W*W).sum()
    k = 1.0*(diff > 0)
    k[np.arange(N), y] = -k.sum(axis=1)
    dW = X.T @ k/N + 2*reg*W
    return loss, dW
