import numpy as np

def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    num = X.shape[0]
    for i in range(num):
        s = X[i, :] @ W
        for j in range(W.shape[1]):
            if j == y[i]:
                continue
            margin = s[j] - s[y[i]] + 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i, :]
                dW[:, y[i]] -= X[i, :]

        loss = loss / num + reg * np.sum(W * W)
        dW = dW / num + 2 * reg * W
        return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    num = X.shape[0]
    s = X @ W
    margins = s - s[np.arange(num), y][:, None] + 1
    margins = np.where(margins > 0, margins, 0)
    margins[np.arange(num), y] = 0
    loss = np.sum(margins) + reg * np.sum(W * W)

    dS = np.where(margins > 0, 1, 0)
    dS[np.arange(num), y] = -np.sum(dS, axis=1)
    dW = X.T @ dS + 2 * reg * W
    return loss, dW
