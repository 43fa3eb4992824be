import numpy as np


def softmax_loss_naive(W, X, y, reg):
    loss, dW, N = 0, np.zeros_like(W), len(X)
    for i in range(N):
        s = (lambda r: r - r.max())(X[i] @ W)
        lp = s - np.log(sum(map(np.exp, s)))
        loss -= lp[y[i]] / N
        for j in range(len(s)):
            dW[:, j] += [0 - np.exp(lp[j]), 1 - np.exp(lp[j])][int(j == y[i])] * X[i] / N
    return loss + reg * np.sum(W * W), dW + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    Y = np.eye(W.shape[1])[y]
    S = X @ W
    A = S - (S.max(1) + np.log(np.exp(S.T - S.max(1)).sum(0)))[:, None]
    return -(Y * A).sum() / len(X) + reg * (W ** 2).sum(), X.T @ (np.exp(A) - Y) / len(X) + 2 * reg * W
