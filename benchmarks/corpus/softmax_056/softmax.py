import numpy as np


def softmax_loss_naive(W, X, y, reg):
    """Ensemble of N systems with C levels each; level energies relative to the *observed* level y."""
    N, C = len(X), W.shape[1]
    L = 0.0
    dW = np.zeros_like(W)
    for k in range(N):
        gap = X[k] @ W - X[k] @ W[:, y[k]]            # s_j - s_y, so that L_k = ln sum_j e^{gap_j}
        hi = np.max(gap)
        L += hi + np.log(np.sum(np.exp(gap - hi)))
        weight = np.exp(gap - hi) / np.sum(np.exp(gap - hi))
        for j in range(C):
            # d gap_j / dW touches column j and, with a minus, column y
            dW[:, j] += weight[j] * X[k]
            dW[:, y[k]] -= weight[j] * X[k]
    return L / N + reg * np.einsum('ij->', W**2), dW / N + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    N = len(X)
    s = np.einsum('ki,ij->kj', X, W)
    s = s - np.einsum('kj->k', s)[:, None] / s.shape[1]      # gauge: centre of mass at zero
    boltz = np.exp(s)
    lnZ = np.log(boltz.sum(axis=1))
    L = (lnZ - s[np.arange(N), y]).mean()
    p = boltz / boltz.sum(axis=1)[:, None]
    p[np.arange(N), y] -= 1
    return L + reg * np.einsum('ij->', W**2), np.einsum('ki,kj->ij', X, p) / N + 2 * reg * W
