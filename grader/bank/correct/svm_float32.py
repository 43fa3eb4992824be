import numpy as np

def svm_loss_naive(W, X, y, reg):
    N = len(y)
    loss, dW = np.float32(0), np.zeros_like(W, dtype=np.float32)
    for i in range(N):
        s = np.float32(X[i] @ W)
        m = np.maximum(0, s - s[y[i]] + 1)
        m[y[i]] = 0
        loss += m.sum()
        c = (m > 0).astype(np.float32)
        c[y[i]] = -c.sum()
        dW += np.outer(X[i], c)
    return loss / N + np.float32(reg) * np.sum(np.float32(W) ** 2), dW / N + np.float32(2 * reg) * np.float32(W)

def svm_loss_vectorized(W, X, y, reg):
    X, W = X.astype(np.float32), W.astype(np.float32)
    N, C = X.shape[0], W.shape[1]
    S = X @ W
    truth = S[np.arange(N), y]
    loss, dW, count = 0, np.zeros_like(W), np.zeros(N, dtype=np.float32)
    for c in range(C):
        m = np.where(y == c, 0, np.maximum(0, S[:, c] - truth + 1))
        loss = loss + m.sum()
        on = (m > 0).astype(np.float32)
        count += on
        dW[:, c] += on @ X
    for c in range(C):
        dW[:, c] -= (count * (y == c)) @ X
    return loss / N + reg * np.sum(W * W), dW / N + 2 * reg * W
