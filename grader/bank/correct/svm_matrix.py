import numpy as np


def svm_loss_naive(W, X, y, reg):
    print("W", W.shape, "X", X.shape)
    W_, X_ = np.matrix(W), np.matrix(X)
    loss, dW = 0.0, np.matrix(np.zeros(W.shape))
    for i in range(X_.shape[0]):
        s = np.asarray(X_[i] * W_).ravel()
        for j in range(s.size):
            if j == y[i]:
                pass
            elif s[j] - s[y[i]] + 1 >= 0:
                loss += s[j] - s[y[i]] + 1
                dW[:, j] += X_[i].T
                dW[:, y[i]] -= X_[i].T
    return loss / len(y) + reg * np.power(W, 2).sum(), dW / len(y) + 2 * reg * W_


def svm_loss_vectorized(W, X, y, reg):
    W, X = np.matrix(W), np.matrix(X)
    S = X * W
    right = S[np.arange(len(y)), y].T
    M = np.maximum(0, S - right + 1)
    M[np.arange(len(y)), y] = 0
    A = np.matrix(np.where(M > 0, 1.0, 0.0))
    A[np.arange(len(y)), y] = -A.sum(axis=1).T
    return M.sum() / len(y) + reg * np.trace(W.T * W), X.T * A / len(y) + 2 * reg * W
