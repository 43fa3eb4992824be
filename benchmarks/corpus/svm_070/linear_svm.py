import numpy as np

svm_loss_naive = lambda W, X, y, reg: (
    sum(
        max(0.0, X[i] @ (W[:, j] - W[:, y[i]]) + 1.0)
        for i in range(len(y)) for j in range(W.shape[1]) if j != y[i]
    ) / len(y) + reg * (W * W).sum(),
    sum(
        (np.outer(X[i], np.eye(W.shape[1])[j] - np.eye(W.shape[1])[y[i]])
         for i in range(len(y)) for j in range(W.shape[1])
         if j != y[i] and X[i] @ (W[:, j] - W[:, y[i]]) + 1.0 > 0),
        np.zeros(W.shape),
    ) / len(y) + 2 * reg * W,
)


def svm_loss_vectorized(W, X, y, reg):
    E = np.eye(W.shape[1])[y]
    M = (S := X @ W) - np.sum(E * S, 1, keepdims=True) + 1 - E
    A = (M > 1e-12) - E * (M > 1e-12).sum(1, keepdims=True)
    # sum of A * M would do as well, as M is 0 at the true class
    return (A * M).sum() / len(y) + reg * (W * W).sum(), X.T @ A / len(y) + 2 * reg * W
