import numpy as np


def softmax_loss_naive(W, X, y, reg):
    classes = range(W.shape[1])
    images = range(X.shape[0])
    dW = np.zeros(W.shape)
    losses = []
    for i in images:
        s = np.array([X[i].dot(W[:, k]) for k in classes])
        s = s - max(s)
        total = sum([np.exp(v) for v in s])
        losses.append(np.log(total) - s[y[i]])
        coef = [np.exp(s[k]) / total - (1 if k == y[i] else 0) for k in classes]
        for k in classes:
            dW[:, k] += coef[k] * X[i]
    return np.mean(losses) + reg * np.sum(W ** 2), dW / len(losses) + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    S = X.dot(W)
    S = S - S.max(axis=1).reshape([-1, 1])
    logP = S - np.log(np.exp(S).sum(axis=1)).reshape([-1, 1])
    loss = np.sum([-logP]) / len(y) + reg * np.sum(W ** 2)
    G = np.exp(logP)
    G[np.arange(len(y)), y] -= 1
    return loss, X.T.dot(G) / len(y) + 2 * reg * W
