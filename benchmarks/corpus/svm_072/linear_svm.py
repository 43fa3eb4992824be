import numpy as np


def score(x, W):
    return np.array([np.dot(x, W[:, j]) for j in range(W.shape[1])])


def loss_one_image(x, label, W):
    s = score(x, W)
    loss, grad = 0.0, np.zeros(W.shape)
    for j in range(len(s)):
        if j == label:
            continue
        if s[j] - s[label] + 1 > 0:
            loss += s[j] - s[label] + 1
            grad[:, j] = x
            grad[:, label] -= x
    return loss, grad


def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    for i in range(X.shape[0]):
        l, g = loss_one_image(X[i], y[i], W)
        loss += l
        dW += g
    loss = loss / X.shape[0] + reg * np.sum(W * W)
    dW = dW / X.shape[0] + 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    n = X.shape[0]
    s = X.dot(W)
    margins = np.maximum(0, s - s[np.arange(n), y].reshape(n, 1) + 1)
    margins[np.arange(n), y] = 0
    loss = np.sum(margins) / n - reg * np.sum(W * W)
    mask = np.zeros(s.shape)
    mask[margins > 0] = 1
    count = np.sum(mask, axis=1)
    mask[:, y] = -count.reshape(n, 1)
    dW = X.T.dot(mask) / n + 2 * reg * W
    return loss, dW
