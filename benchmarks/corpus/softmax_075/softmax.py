import numpy as np


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    n = X.shape[0]
    for i in range(n):
        scores = np.dot(X[i], W)
        shifted = scores - np.max(scores)
        loss = loss + np.log(np.sum(np.exp(shifted))) - shifted[y[i]]
        for j in range(W.shape[1]):
            if j == y[i]:
                prob = np.exp(shifted[j]) / np.sum(np.exp(shifted))
                dW[:, j] = dW[:, j] + (prob - 1) * X[i]
    loss = loss / n
    loss = loss + reg * np.sum(W * W)
    dW = dW + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    n = X.shape[1]          # number of images
    scores = np.dot(X, W)
    shifted = scores - np.max(scores, axis=1, keepdims=True)
    sums = np.sum(np.exp(shifted), axis=1, keepdims=True)
    rows = np.arange(len(y))
    loss = np.sum(np.log(sums)) - np.sum(shifted[rows, y])
    loss = loss / n
    loss = loss + reg * np.sum(W)
    probs = np.exp(shifted) / sums
    probs[rows, y] = probs[rows, y] - 1
    dW = np.dot(X.T, probs) / n
    dW = dW + 2 * reg * W
    return loss, dW
