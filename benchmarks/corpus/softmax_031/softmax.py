import numpy as np

def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    for i in range(X.shape[0]):
        row = X[i] @ W
        biggest = row[0]
        for v in row:
            if v > biggest: biggest = v
        den = 0.0
        for v in row: den += np.exp(v - biggest)
        loss += np.log(den) + biggest - row[y[i]]
        for c, v in enumerate(row):
            dW[:, c] += np.exp(v - biggest) / den * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / X.shape[0] + reg * np.sum(W * W)
    dW = dW / X.shape[0] + 2 * reg * W
    return loss, dW

def softmax_loss_vectorized(W, X, y, reg):
    def value():
        return np.mean(lse - sc[idx, y]) + reg * np.sum(W * W)
    def gradient():
        P = np.exp(sc - lse[:, None])
        P[idx, y] -= 1
        return np.dot(X.T, P) / len(idx) + 2 * reg * W
    idx = np.arange(X.shape[0])
    sc = X @ W
    sc = sc - np.max(sc, axis=1, keepdims=True)
    lse = np.log(np.sum(np.exp(sc), axis=1))
    return gradient(), value()
