import numpy as np

def svm_loss_naive(W, X, y, reg):
    n_img = X.shape[0]
    n_cls = W.shape[1]
    loss = 0.0
    dW = np.zeros(W.shape)
    violations = 0
    for i in range(n_img):
        scores = X[i] @ W
        for j in range(n_cls):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                violations += 1
                loss += margin
                dW[:, j] += X[i]
        dW[:, y[i]] -= violations * X[i]
    loss = loss / n_img + reg * np.sum(W * W)
    dW = dW / n_img + 2 * reg * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    n_img = X.shape[0]
    rows = np.arange(n_img)
    scores = X @ W
    right = scores[rows, y].reshape(-1, 1)
    margins = np.maximum(0, scores - right + 1)
    margins[rows, y] = 0
    loss = np.sum(margins) / n_img + reg * np.sum(W * W)
    mask = np.where(scores > 0, 1.0, 0.0)
    mask[rows, y] = 0
    mask[rows, y] = -np.sum(mask, axis=1)
    dW = X.T @ mask / n_img + 2 * reg * W
    return loss, dW
