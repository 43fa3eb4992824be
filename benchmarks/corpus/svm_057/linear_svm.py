import numpy as np

def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    N = X.shape[0]
    dW = np.zeros_like(W)
    for i in range(N):
        xi = X[i]
        for j in range(W.shape[1]):
            if j != y[i]:
                marg = np.dot(xi, W[:, j]) - np.dot(xi, W[:, y[i]]) + 1
                if marg > 0:
                    loss += marg
                    dW[:, j] += xi / N
                    dW[:, y[i]] -= xi / N
        loss /= N
    loss += reg * np.sum(np.power(W, 2))
    dW += 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    N, C = X.shape[0], W.shape[1]
    s = np.dot(X, W)
    flat = s.ravel()
    sy = flat[np.arange(N) * C + y]
    marg = s - sy.repeat(C).reshape(N, C) + 1
    keep = np.ones((N, C), dtype=bool)
    keep.ravel()[np.arange(N) * C + y] = False
    keep &= marg > 0
    loss = marg[keep].sum() / N + reg * np.sum(np.power(W, 2))
    dW = np.dot(X.T, keep)
    # every image pulls its own class by the number of violated ones
    weighted = X * keep.sum(axis=1).reshape(N, 1)
    for c in range(C):
        dW[:, c] -= weighted[y == c].sum(axis=0)
    return loss, dW / N + 2 * reg * W
