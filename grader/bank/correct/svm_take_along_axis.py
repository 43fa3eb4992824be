import numpy as np

DELTA = 1.0


def svm_loss_naive(W, X, y, reg):
    W, X, y = np.asarray(W), np.asarray(X), np.asarray(y)
    L = []
    dW = np.zeros_like(W, dtype=float)
    i = 0
    while i < len(X):
        s = np.array([X[i].dot(w) for w in W.T])
        other = [j for j in range(len(s)) if j != y[i]]
        L.append(sum(max(0.0, s[j] - s[y[i]] + DELTA) for j in other))
        count = 0
        for j in other:
            if s[j] + DELTA > s[y[i]]:
                dW[:, j] = dW[:, j] + X[i]
                count += 1
        dW[:, y[i]] = dW[:, y[i]] - count * X[i]
        i += 1
    return np.mean(L) + reg * sum(float(w) ** 2 for w in W.ravel()), dW / len(X) + reg * (W + W)


def svm_loss_vectorized(W, X, y, reg):
    S = np.matmul(X, W)
    correct = np.take_along_axis(S, y[:, None], axis=1)
    M = (S - correct + DELTA).clip(min=0)
    np.put_along_axis(M, y[:, None], 0, axis=1)
    A = (M > 0).astype(int)
    np.put_along_axis(A, y[:, None], -A.sum(axis=1, keepdims=True), axis=1)
    return M.sum() / M.shape[0] + reg * (W**2).sum(), X.T.dot(A) / M.shape[0] + 2 * reg * W
