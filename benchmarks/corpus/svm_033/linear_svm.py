import numpy as np


def svm_loss_naive(W, X, y, reg):
    dW = np.zeros(shape=W.shape)
    loss = 0.0
    N = len(y)
    for i in range(N):
        Si = np.array([np.inner(W[:, c], X[i]) for c in range(W.shape[1])])
        for c, s in enumerate(Si):
            if c != y[i]:
                t = s - Si[y[i]] + 1
                loss += t if t > 0 else 0
                dW[:, c] += X[i] if t > 0 else 0
                dW[:, y[i]] -= X[i] if t > 0 else 0
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return dW, loss


def svm_loss_vectorized(W, X, y, reg):
    N = len(y)
    S = np.inner(X, W.T)
    Sy = np.choose(y, S.T)                     # score of the label
    T = np.maximum(S - Sy[:, None] + 1, 0)
    loss = (np.sum(T) - N) / N + reg * np.sum(W * W)
    act = np.array(T > 0, dtype=float)
    onehot = np.identity(W.shape[1])[y]
    act -= onehot * act.sum(axis=1, keepdims=True)
    dW = np.tensordot(X, act, axes=(0, 0)) / N + 2 * reg * W
    return loss, dW
