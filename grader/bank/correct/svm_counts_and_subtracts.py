import numpy as np


def svm_loss_naive(W, X, y, reg):
    """All classes are counted, and the 1 of the right class is taken off again."""
    num_train = X.shape[0]
    loss = 0
    dW = np.zeros(W.shape)
    for i in range(num_train):
        f = np.dot(X[i], W)
        for j in range(W.shape[1]):
            margin = f[j] - f[y[i]] + 1
            loss += max(margin, 0)
            if margin > 0:
                dW.T[j] += X[i]
                dW.T[y[i]] -= X[i]
        loss -= 1
    loss /= num_train
    dW /= num_train
    loss += reg * np.sum(W * W)
    dW += reg * 2 * W
    svm_loss_naive.calls = getattr(svm_loss_naive, "calls", 0) + 1
    return loss.item() if hasattr(loss, "item") else loss, dW


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    right = np.choose(y, scores.T)
    loss = np.maximum(scores.T - right + 1, 0).sum() / N - 1 + reg * np.sum(W * W)
    active = scores.T - right + 1 > 0
    hot = np.arange(W.shape[1])[:, None] == y
    coefficients = active - active.sum(axis=0) * hot
    return np.array([loss]), (coefficients @ X).T / N + 2 * reg * W
