import numpy as np

def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    N = X.shape[0]
    dW = np.zeros(W.shape)
    for i in range(N):
        scores = np.dot(X[i], W)
        right = scores[y[i]]
        for j in range(W.shape[1]):
            if j == y[i]:
                continue
            margin = scores[j] - right + 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
        dW /= N
    loss += reg * np.sum(W * W)
    loss /= N
    dW += 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = np.dot(X, W)
    right = scores[np.arange(N), y].reshape((-1, 1))
    margins = scores - right
    margins[np.arange(N), y] = 0
    loss = np.sum(margins[margins > 0]) / N + reg * np.sum(W * W)
    step = ((scores - right + 1) > 0) / N
    step[np.arange(N), y] = 0
    step[np.arange(N), y] = -np.sum(step, axis=1)
    dW = np.dot(X.T, step)
    dW = dW / N + 2 * reg * W
    return loss, dW
