import numpy as np


def softmax_probabilities(S):
    S = np.float32(S)
    e = np.exp(S - S.max(1, keepdims=True))
    return (e.T / e.sum(1)).T


def softmax_loss_naive(W, X, y, reg):
    W, X = W.astype("f4"), X.astype("f4")
    loss, grads = [], []
    for i, label in enumerate(y):
        p = softmax_probabilities((X[i] @ W)[None])[0]
        loss.append(-np.log(p[label]))
        p[label] -= 1
        grads.append(X[i][:, None] * p[None])
    return np.mean(loss) + np.float32(reg) * np.sum(W**2), np.mean(grads, axis=0) + np.float32(2 * reg) * W


def softmax_loss_vectorized(W, X, y, reg):
    W, X = W.astype("f4"), X.astype("f4")
    S = X @ W
    S -= S.max(1, keepdims=True)
    log_sum = np.log(np.exp(S).sum(1))
    dS = np.exp(S - log_sum[:, None])
    for i in set(y.tolist()):
        dS[y == i, i] -= 1
    loss = (log_sum - S[np.arange(len(y)), y]).mean()
    return loss + np.float32(reg) * (W * W).sum(), X.T @ dS / np.float32(len(y)) + np.float32(2 * reg) * W
