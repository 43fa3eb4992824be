import numpy as np

def svm_loss_naive(W, X, y, reg):
    N = y.shape[0]
    all_scores = X @ W
    true_score = np.zeros_like(y)
    for i in range(N):
        true_score[i] = all_scores[i, y[i]]
    loss = 0
    dW = np.zeros_like(W)
    for i in range(N):
        for j in range(all_scores.shape[1]):
            if j == y[i]:
                continue
            m = all_scores[i, j] - true_score[i] + 1
            if m > 0:
                loss += m
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    N = y.shape[0]
    all_scores = X @ W
    true_score = all_scores[np.arange(N), y].reshape(-1, 1)
    m = np.maximum(0, all_scores - true_score + 1)
    m[np.arange(N), y] = 0
    loss = np.sum(m) / N + reg * np.sum(W * W)
    mask = m > 0
    mask[np.arange(N), y] = -np.sum(mask, axis=1)
    dW = X.T @ mask / N + 2 * reg * W
    return loss, dW
