import numpy as np


def svm_loss_naive(W, X, y, reg):
    """Crammer & Singer as in the other lecture"""
    N = X.shape[0]
    loss = 0.0
    dW = np.zeros(W.shape)
    for i in range(N):
        scores = X[i] @ W
        best_j, best = None, -np.inf
        for j in range(W.shape[1]):
            if j != y[i] and scores[j] > best:
                best_j, best = j, scores[j]
        viol = best - scores[y[i]] + 1
        if viol > 0:
            loss += viol / N
            dW[:, best_j] += X[i]
            dW[:, y[i]] -= X[i]
        loss += reg * np.sum(W * W)
    return loss, dW / N + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    n = np.arange(N)
    scores = X @ W
    viol = scores - scores[n, y][:, None] + 1
    viol[n, y] = 0
    viol = np.maximum(viol, 0)
    loss = np.sum(viol) / N + 0.5 * reg * np.sum(W * W)
    step = np.sign(viol)
    step[n, y] = -step.sum(axis=1)
    return loss, X.T @ step / N + reg * W
