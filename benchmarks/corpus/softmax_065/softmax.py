import numpy as np


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    C = max(y) + 1
    dW = np.zeros(W.shape)
    loss = 0
    for i in range(N):
        scores = np.zeros(C)
        for j in range(C):
            scores[j] = np.sum(X[i] * W[:, j])
        scores = scores - np.max(scores)
        e = np.exp(scores)
        loss = loss + np.log(np.sum(e)) - scores[y[i]]
        for j in range(C):
            if j == y[i]:
                dW[:, j] = dW[:, j] + (e[j] / np.sum(e) - 1) * X[i]
            else:
                dW[:, j] = dW[:, j] + (e[j] / np.sum(e)) * X[i]
    return loss / N + reg * np.sum(W * W), dW / N + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = np.dot(X, W)
    scores = scores - np.max(scores, axis=1, keepdims=True)
    logp = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
    onehot = np.eye(len(np.unique(y)))[y]
    loss = -np.sum(onehot * logp) / N + reg * np.sum(W * W)
    dW = np.dot(X.T, np.exp(logp) - onehot) / N + 2 * reg * W
    return loss, dW
