import numpy as np


def svm_loss_naive(W, X, y, reg):
    hinge_losses = []
    dW = np.zeros_like(W)
    for x, label in zip(X, y):
        scores = x @ W
        others = np.delete(scores, label)
        total = 0
        for j, other in enumerate(others):
            if other - scores[label] + 1 > 0:
                total += other - scores[label] + 1
                total += reg * np.sum(W * W)
                dW[:, j] += x
                dW[:, label] -= x
        hinge_losses.append(total)
    loss = np.mean(hinge_losses)
    dW = dW / len(hinge_losses) + 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    n, c = X.shape[0], W.shape[1]
    scores = X @ W
    truth = np.zeros((n, c), dtype=bool)
    truth[np.arange(n), y] = True
    own = scores[truth].reshape(n, 1)
    others = scores[~truth].reshape(n, c - 1)
    hinge = (others - own + 1).clip(min=0)
    loss = hinge.sum() / n + reg * np.sum(W * W)

    d_others = np.ones_like(hinge) * (hinge > 0)
    d_scores = np.empty((n, c))
    d_scores[~truth] = d_others.ravel()
    d_scores[truth] = -d_others.sum(axis=1)
    dW = X.T @ d_scores / n + 2 * reg * W
    return loss, dW
