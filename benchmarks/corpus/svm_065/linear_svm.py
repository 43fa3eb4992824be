import numpy as np


def svm_loss_naive(W, X, y, reg):
    num_classes = W.shape[1]
    score_of = [lambda x: x @ W[:, c] for c in range(num_classes)]
    loss = 0.0
    dW = np.zeros_like(W)
    for x, t in zip(X, y):
        for c in range(num_classes):
            if c == t:
                continue
            m = score_of[c](x) - score_of[t](x) + 1
            if m > 0:
                loss += m
                dW[:, c] += x
                dW[:, t] -= x
    return loss / len(X) + reg * np.sum(W * W), dW / len(X) + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    num_images = len(X)
    y = y.reshape(-1, 1)
    scores = X @ W
    true_scores = scores[np.arange(num_images), y]
    margins = np.maximum(0, scores - true_scores + 1)
    margins[np.arange(num_images), y] = 0
    loss = np.sum(margins) / num_images + reg * np.sum(W * W)
    ind = (margins > 0).astype(float)
    ind[np.arange(num_images), y] = -ind.sum(axis=1)
    return loss, X.T @ ind / num_images + 2 * reg * W
