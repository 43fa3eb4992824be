import numpy as np

def softmax_probabilities(S):
    e = np.exp(S - S.max(axis=1)[:, None])
    return e / e.sum(axis=1).reshape(-1, 1)

def softmax_loss_naive(W, X, y, reg):
    loss, dW = 0.0, np.zeros_like(W)
    for i in range(X.shape[0]):
        f = X[i].dot(W)
        p = np.exp(f - np.max(f)) / np.sum(np.exp(f - np.max(f)))
        loss += -np.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += (p[j] - (j == y[i])) * X[i]
    return loss / X.shape[0] + reg * np.sum(W * W), dW / X.shape[0] + 2 * reg * W

def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    f = X.dot(W)
    f -= np.max(f, axis=1, keepdims=True)
    log_p = f - np.log(np.sum(np.exp(f), axis=1, keepdims=True))
    loss = -np.sum(log_p[range(N), y]) / N + reg * np.sum(np.square(W))
    d = np.exp(log_p)
    d[range(N), y] -= 1
    return loss, X.T.dot(d) / N + 2 * reg * W
