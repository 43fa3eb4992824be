import numpy as np

def svm_loss_naive(W, X, y, reg):
    rows, cols = np.shape(W)
    loss = 0.0
    dW = np.zeros((rows, cols), dtype=int)
    for i in range(len(X)):
        score = np.dot(X[i], W)
        for j in range(cols):
            if j != y[i]:
                margin = score[j] - score[y[i]] + 1
                if margin > 0:
                    loss = loss + margin
                    dW[:, j] = dW[:, j] + X[i]
                    dW[:, y[i]] = dW[:, y[i]] - X[i]
    loss = loss / len(X) + reg * np.sum(W * W)
    dW = dW / len(X) + 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    score = np.dot(X, W)
    margin = np.zeros(score.shape, dtype=int)
    margin[:, :] = np.maximum(0, score - score[range(len(X)), y].reshape(len(X), 1) + 1)
    margin[range(len(X)), y] = 0
    loss = np.sum(margin) / len(X) + reg * np.sum(W * W)
    b = np.zeros(margin.shape)
    b[margin > 0] = 1
    b[range(len(X)), y] = -np.sum(b, axis=1)
    dW = np.dot(np.transpose(X), b) / len(X) + 2 * reg * W
    return loss, dW
