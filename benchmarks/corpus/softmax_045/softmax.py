import numpy as np


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    N = len(X)
    C = len(W[0])
    dW = np.zeros((len(W), C))
    for i in range(N):
        total = 0
        p = np.zeros(C)
        for j in range(C):
            s = np.dot(X[i], W[:, j])
            total = total + np.exp(s)
            p[j] = np.exp(s) / total
        loss = loss - np.log(p[y[i]])
        for j in range(C):
            if j == y[i]:
                dW[:, j] = dW[:, j] + (p[j] - 1) * X[i]
            else:
                dW[:, j] = dW[:, j] + p[j] * X[i]
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    loss = 0.0
    N = len(X)
    scores = np.dot(X, W)
    maxima = np.max(scores, axis=1)
    scores = scores - maxima.reshape(N, 1)
    totals = np.sum(np.exp(scores), axis=1)
    true_scores = scores[np.arange(N), y]
    loss = np.sum(np.log(totals) - true_scores) / N
    loss = loss + reg * np.sum(W * W)

    dW = None
    # YOUR CODE HERE (04_gradient_checking, task 6)
    return loss, dW
