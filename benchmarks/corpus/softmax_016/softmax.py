import numpy as np

# notation: psi_i = log Z_i (cumulant generating function), surprise of a microstate = psi - s


def softmax_loss_naive(W, X, y, reg):
    surprise = 0.0
    grad = np.zeros_like(W, dtype=float)
    N = y.size
    for i in range(N):
        s = X[i] @ W
        psi = -np.inf
        for s_k in s:
            psi = np.logaddexp(psi, s_k)
        surprise += (psi - s[y[i]]) / N
        for k in range(s.size):
            grad[:, k] += np.exp(s[k] - psi) * X[i] / N
        grad[:, y[i]] -= X[i] / N
    return surprise + reg * np.vdot(W, W), grad + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    N = y.size
    s = np.tensordot(X, W, axes=(1, 0))
    s -= s.max(axis=1, keepdims=True)
    Z = np.exp(s).sum(axis=1, keepdims=True)
    # information content of the right answer, -log2 P
    log2P = s / np.log(2) - np.log2(Z)
    info = -log2P[np.arange(N), y]
    P = np.exp(s) / Z
    P[np.arange(N), y] -= 1
    return info.mean() + reg * np.vdot(W, W), np.tensordot(X, P, axes=(0, 0)) / N + 2 * reg * W
