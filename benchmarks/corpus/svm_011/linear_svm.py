import numpy as np

def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    N, C = X.shape[0], W.shape[1]
    for i in range(N):
        scores = X[i] @ W
        for j in range(C):
            if j != y[i]:
                m = scores[j] - scores[y[i]] + 1
                if m > 0:
                    loss += m
                    dW[:, j] += X[i]
                    dW[:, y[i]] -= X[i]
    loss /= N + reg * np.sum(W * W)
    dW /= N
    dW += 2 * reg * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    r = range(N)
    m = scores - scores[r, y].reshape(N, 1) + 1
    m[r, y] = 0
    m[m < 0] = 0
    loss = m.sum()
    loss /= N
    loss += reg * np.sum(W * W)
    m[m > 0] = 1
    m[r, y] -= m.sum(1)
    dW = X.T @ m
    dW /= N + 2 * reg * W
    return loss, dW
