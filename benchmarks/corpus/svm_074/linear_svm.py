import numpy as np

def svm_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss_sum = 0
    dW = np.zeros(W.shape)
    for n in range(N):
        scores = X[n].dot(W)
        margins = scores - scores[y[n]] + 1
        # j = y_n gives max(0, 1) = 1 always, so begin with -1
        loss_n = -1
        for j in range(margins.size):
            if margins[j] > 0:
                loss_n += margins[j]
                dW[:, j] += X[n]
                dW[:, y[n]] -= X[n]
        loss_sum += loss_n
    loss = loss_sum / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X.dot(W)
    margins = np.maximum(0, scores - scores[y] + 1)
    margins[np.arange(N), y] = 0
    loss = np.sum(margins) / N + reg * np.sum(W * W)
    k = np.array(margins > 0, dtype=float)
    k[np.arange(N), y] = -np.sum(k, axis=1)
    dW = X.T.dot(k) / N + 2 * reg * W
    return loss, dW
