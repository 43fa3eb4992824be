import numpy as np

def svm_loss_naive(W, X, y, reg):
    N, D = X.shape
    C = W.shape[1]
    S = X @ W
    losses = np.zeros((N, C))
    for i in range(N):
        for j in range(C):
            losses[i, j] = S[i, j] - S[i, y[i]] + 1
    losses[np.arange(N), y] = 0
    losses[losses < 0] = 0
    dW = np.zeros((D, C))
    for i in range(N):
        for j in range(C):
            if losses[i, j] > 0:
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return np.sum(losses)/N + reg*np.sum(W*W), dW/N + 2*reg*W


def svm_loss_vectorized(W, X, y, reg):
    N, D = X.shape
    S = X @ W
    losses = S - S[np.arange(N), y].reshape(N, 1) + 1
    losses[np.arange(N), y] = 0
    losses[losses < 0] = 0
    bad = (losses > 0).astype(float)
    # wrong classes
    dW = X.T @ bad
    # right classes: how often was x_i wrong, times x_i
    dW[:, y] -= (X * bad.sum(axis=1)[:, None]).T
    return np.sum(losses)/N + reg*np.sum(W*W), dW/N + 2*reg*W
