import numpy as np

def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    for i in range(X.shape[0]):
        scores = X[i] @ W
        right_score = scores[y[i]]
        for j in range(W.shape[1]):
            if j == y[i]:
                continue
            margin = scores[j] - right_score + 1
            if margin > 0:
                loss =+ margin
                dW[:, j] += X[i]
                dW[:, y[i]] += -X[i]
            dW += 2 * W * reg
    loss /= X.shape[0]
    loss += reg * np.sum(W ** 2)
    dW = dW / X.shape[0]
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    scores = X @ W
    all_rows = np.arange(X.shape[0])
    margins = np.maximum(0, scores - scores[all_rows, y].reshape(-1, 1) + 1)
    margins[all_rows, y] = 0
    # L2-SVM: smoother, differentiable
    loss = np.sum(margins ** 2) / X.shape[0] + reg * np.sum(W ** 2)
    g = 2 * margins
    g[all_rows, y] = -g.sum(axis=1)
    dW = X.T @ g / X.shape[0] + 2 * W * reg
    return loss, dW
