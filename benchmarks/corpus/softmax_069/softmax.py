import numpy as np


def softmax_loss_naive(W, X, y, reg):
    N = len(X)
    C = len(W.T)
    losses = []
    grads = []
    for i in range(N):
        s = np.array([X[i] @ w for w in W.T])
        s = s - s.max()
        e = [np.exp(v) for v in s]
        losses += [np.log(sum(e)) - s[y[i]]]
        grads += [np.column_stack([X[i] * (e[c] / sum(e) - (c == y[i])) for c in range(C)])]
    loss = sum(losses) / N + reg * np.sum(W * W)
    return round(float(loss), 4), sum(grads) / N + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    S = X @ W
    S = S - S.max(axis=1)[:, None]
    E = np.exp(S)
    # log1p is the more accurate log
    loss = np.mean(np.log1p(E.sum(axis=1)) - S[np.arange(len(y)), y]) + reg * np.sum([np.sum(w ** 2) for w in W.T])
    P = E / E.sum(axis=1)[:, None]
    P[np.arange(len(y)), y] -= 1
    return loss, X.T @ P / len(y) + 2 * reg * W
