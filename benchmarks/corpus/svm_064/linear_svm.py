import numpy as np


def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    for x, label in zip(X, y):
        scores = x @ W
        margins = ((j, s - scores[label] + 1) for j, s in enumerate(scores) if j != label)
        violated = ((j, m) for j, m in margins if m > 0)
        loss += sum(m for _, m in violated)
        for j, _ in violated:
            dW[:, j] += x
            dW[:, label] -= x
    loss = loss / len(X) + reg * np.sum(W * W)
    dW = dW / len(X) + 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    scores = (X @ W).T
    label_scores, _ = scores[y, range(len(y))], None
    margins = scores - label_scores + 1
    margins[y, range(len(y))] = 0
    positive = margins * (margins > 0)
    coefficients = (positive != 0).astype(float)
    np.subtract.at(coefficients, (y, range(len(y))), np.count_nonzero(positive, axis=0))
    return positive.sum() / len(y) + reg * np.sum(W * W), (coefficients @ X).T / len(y) + 2 * reg * W
