import numpy as np

sm = lambda s: (lambda e: e / e.sum(-1, keepdims=True))(np.exp(s - s.max(-1, keepdims=True)))


def softmax_loss_naive(W, X, y, reg):
    L, G = 0., 0 * W
    for x, t in zip(X, y):
        s = x @ W
        s = s - max(s)
        L += (np.log(sum(np.exp(v) for v in s)) - s[t]) / len(X)
        for k, pk in enumerate(sm(s)): G[:, k] += (pk - (k == t)) * x / len(X)
    return L + reg * (W * W).sum(), G + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    return (lambda P, I: (-np.log(P[I]).mean() + reg * (W * W).sum(), X.T @ (P - np.eye(W.shape[1])[y]) / len(y) + 2 * reg * W))(sm(X @ W), (np.arange(len(y)), y))
