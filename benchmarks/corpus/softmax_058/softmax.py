import numpy as np

def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    for i in range(X.shape[0]):
        f = X[i] @ W
        f = f - f.max()
        lse = np.log(np.exp(f).sum())
        loss += lse - f[y[i]]
        for j in range(W.shape[1]):
            dW[:, j] += np.exp(f[j] - lse) * X[i]
            if j == y[i]:
                dW[:, j] -= X[i]
        loss = loss / X.shape[0]
        dW = dW / X.shape[0]
        loss += reg * np.sum(W * W)
        dW += 2 * reg * W
        return loss, dW

def softmax_loss_vectorized(W, X, y, reg):
    n = X.shape[0]
    f = X @ W
    f = f - f.max(axis=1, keepdims=True)
    lse = np.log(np.exp(f).sum(axis=1, keepdims=True))
    loss = np.sum(lse) - np.sum(f[np.arange(n), y])
    dW = X.T @ np.exp(f - lse)
    dW[:, y] -= X.T          # the -1 of the right class
    return loss / n + reg * np.sum(W * W), dW / n + 2 * reg * W
