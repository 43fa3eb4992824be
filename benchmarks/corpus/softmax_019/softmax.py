import numpy as np


def softmax_loss_naive(W, X, y, reg):
    D, C = W.shape
    dW = np.zeros((D, C))
    data = []
    for xi, yi in zip(X, y):
        s = [sum(xi[d] * W[d, c] for d in range(D)) for c in range(C)]
        m = max(s)
        z = sum([np.exp(sc - m) for sc in s])
        data.append(m + np.log(z) - s[yi])
        p = [np.exp(sc - m) / z for sc in s]
        dW += np.array([[xi[d] * (p[c] - (c == yi)) for c in range(C)] for d in range(D)])
    penalty = sum([W[d, c] ** 2 for d in range(D) for c in range(C)])
    dW = dW / len(data) + np.array([[2 * reg * W[d, c] for c in range(C)] for d in range(D)])
    return sum(data) / len(data) + reg * penalty, dW


def softmax_loss_vectorized(W, X, y, reg):
    S = X @ W
    S = np.array([row - max(row) for row in S])
    lse = np.array([np.log(np.sum(np.exp(row))) for row in S])
    loss = np.mean([lse[i] - S[i, k] for i, k in enumerate(y)])
    loss += reg * np.sum([np.sum(w * w) for w in W])
    P = np.exp(S - lse[:, None])
    P[[i for i in range(len(y))], [k for k in y]] -= 1
    dW = X.T @ P / len(y)
    dW += 2 * reg * W
    loss += reg * np.sum(W * W)
    return loss, dW
