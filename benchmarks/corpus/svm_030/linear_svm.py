import numpy as np

def svm_loss_naive(W, X, y, reg):
    num_train = X.shape[0]
    scores = np.dot(X, W)
    penalty = reg * np.sum(W * W)
    dW = W              # same shape as W
    dW[:] = 0
    loss = 0.0
    for i in range(num_train):
        for j in range(scores.shape[1]):
            if j == y[i]:
                continue
            m = 1 + scores[i, j] - scores[i, y[i]]
            if m > 0:
                loss = loss + m
                dW[:, j] = dW[:, j] + X[i]
                dW[:, y[i]] = dW[:, y[i]] - X[i]
    dW /= num_train
    dW += 2 * reg * W
    return loss / num_train + penalty, dW


def svm_loss_vectorized(W, X, y, reg):
    num_train = X.shape[0]
    X -= np.mean(X, axis=0)   # zero-centre like in preprocessing
    scores = np.dot(X, W)
    m = 1 + scores - scores[np.arange(num_train), y].reshape(-1, 1)
    m[np.arange(num_train), y] = 0
    m = np.maximum(m, 0)
    loss = m.sum() / num_train + reg * np.sum(W * W)
    coeff = np.zeros_like(m)
    coeff[m > 0] = 1
    coeff[np.arange(num_train), y] = -coeff.sum(axis=1)
    dW = np.dot(X.T, coeff) / num_train + 2 * reg * W
    return loss, dW
