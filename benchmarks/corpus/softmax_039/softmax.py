import numpy as np


def softmax_loss_naive(W, X, y, reg):
    N, C = X.shape[0], W.shape[1]
    probs = []
    for i in range(N):
        s = [X[i] @ W[:, c] for c in range(C)]
        e = [np.exp(v - max(s)) for v in s]
        probs.append([v / sum(e) for v in e])
    loss = sum([-np.log10(probs[i][y[i]]) for i in range(N)]) / N
    dW = np.array([sum([X[i] * (probs[i][c] - int(y[i] == c)) for i in range(N)]) for c in range(C)]).T / N
    return loss + reg * sum([(row ** 2).sum() for row in W]), dW + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    S = X @ W
    lse = np.logaddexp.reduce(S, 1)
    P = np.exp(S - lse[:, None])
    # loops over classes are still allowed, just not over images
    dW = np.stack([((P[:, c] - (y == c)) @ X) / len(y) for c in range(W.shape[1])], axis=1)
    data = sum([(lse - S[:, c])[y == c].sum() for c in range(W.shape[1])]) / len(y)
    return data + reg * np.sum(W * W), dW + 2 * reg * W
