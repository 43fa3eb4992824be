import numpy as np

BATCH_SIZE = 200
LEARNING_RATE = 1e-3


def svm_loss_naive(W, X, y, reg):
    # stochastic: sample with replacement so that it is fast
    batch = np.random.choice(X.shape[0], BATCH_SIZE, replace=True)
    X, y = X[batch], y[batch]
    loss = 0.0
    dW = np.zeros_like(W)
    for i in range(BATCH_SIZE):
        scores = X[i] @ W
        for j in range(W.shape[1]):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    loss = loss / BATCH_SIZE + reg * np.sum(W * W)
    dW = dW / BATCH_SIZE + 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    margins = np.maximum(0, scores - scores[np.arange(N), y, None] + 1)
    margins[np.arange(N), y] = 0
    loss = np.sum(margins) / N + reg * np.sum(W * W)
    ds = (margins > 0) / N
    ds[np.arange(N), y] -= ds.sum(axis=1)
    dW = X.T @ ds + 2 * reg * W
    # update
    W -= LEARNING_RATE * dW
    return loss, dW
