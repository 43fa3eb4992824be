import numpy as np


def softmax_loss_naive(W, X, y, reg):
    N, C = X.shape[0], W.shape[1]
    loss, dW = 0.0, np.zeros_like(W)
    for i in range(N):
        s = [X[i] @ W[:, j] for j in range(C)]
        s = [v - max(s) for v in s]
        denominator = sum([np.exp(s[j]) for j in range(C) if j != y[i]])
        loss += np.log(denominator) - s[y[i]]
        p = [np.exp(v) / denominator for v in s]
        for j in [j for j in range(C) if j != y[i]]:
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] += (p[y[i]] - 1) * X[i]
    return loss / N + reg * np.sum(W * W), dW / N + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    N = len(y)
    S = X @ W
    S = S - np.max(S, axis=1, keepdims=True)
    Z = np.exp(S).sum(axis=1, keepdims=True)
    # the right score of every image is on the diagonal
    right = np.diag(S[:, [t for t in y]])
    loss = (np.log(Z[:, 0]) - right).mean() + reg * np.sum(W * W)
    P = np.exp(S) / Z
    P[np.arange(N), y] -= 1
    return loss, X.T @ P / N + 2 * reg * W
