import numpy as np


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros((X.shape[1], W.shape[1]))
    how_many = len(y)
    for i in range(how_many):
        s = np.dot(X[i], W)
        e = np.exp(s)
        p = e / np.sum(e)
        # mean, so each image counts 1 / how_many
        loss = loss - np.log(p[y[i]]) / how_many
        loss = loss + reg * np.sum(W * W)
        for j in range(W.shape[1]):
            if y[i] == j:
                dW[:, j] = dW[:, j] + (p[j] - 1) * X[i] / how_many
            if y[i] != j:
                dW[:, j] = dW[:, j] + p[j] * X[i] / how_many
    dW = dW + reg * 2 * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    how_many = len(y)
    s = np.dot(X, W)
    biggest = np.max(s, axis=1)
    biggest = np.reshape(biggest, (how_many, 1))
    e = np.exp(s - biggest)
    p = e / np.reshape(np.sum(e, axis=1), (how_many, 1))
    p_right = p[np.arange(how_many), y]
    loss = np.mean(-np.log(p_right)) + reg * np.sum(W * W)
    onehot = np.zeros((how_many, W.shape[1]))
    onehot[np.arange(how_many), y] = 1
    dW = np.dot(X.T, p - onehot)
    dW = dW + reg * 2 * W
    return loss, dW
