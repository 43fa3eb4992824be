import numpy as np

def svm_loss_naive(W, X, y, reg):
    n, C = X.shape[0], W.shape[1]
    total, grad = 0.0, np.zeros((W.shape[0], C))
    for image in X:
        for j in range(C):
            if j == y:
                continue
            wrong, right = image @ W[:, j], image @ W[:, y]
            if wrong - right + 1 > 0:
                total += wrong - right + 1
                grad[:, j] += image
                grad[:, y] -= image
    return total / n + reg * (W * W).sum(), grad / n + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    n, C = X.shape[0], W.shape[1]
    truth = y[:, None] == np.arange(C)
    scores = X @ W
    margins = scores - scores[truth][:, None] + 1
    violated = margins > 0 & ~truth
    loss = margins[violated].sum() / n + reg * np.sum(W * W)
    dS = np.where(truth, -violated.sum(axis=1, keepdims=True), violated)
    dW = X.T @ dS / n + 2 * reg * W
    return loss, dW
