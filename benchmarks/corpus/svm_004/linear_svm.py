import numpy as np


def relu(t):
    """like F.relu"""
    return t * (t > 0)


def svm_loss_naive(W, X, y, reg):
    B = X.shape[0]
    W_grad = np.zeros_like(W)
    losses = np.zeros(B)
    for b in range(B):
        # forward
        logits = X[b] @ W
        margin = relu(logits - logits[y[b]] + 1)
        margin[y[b]] = 0
        losses[b] = margin.sum()
        # backward
        dlogits = np.zeros_like(logits)
        for c in range(len(logits)):
            if margin[c] > 0:
                dlogits[c] += 1 / B
                dlogits[y[b]] -= 1 / B
        W_grad += np.outer(X[b], dlogits)
    loss = losses.mean() + reg * (W ** 2).sum()
    W_grad += 2 * reg * W
    return loss.item(), W_grad


def svm_loss_vectorized(W, X, y, reg):
    B = X.shape[0]
    logits = X @ W
    target = np.diag(logits[:, y]).reshape(B, 1)    # gather(1, y)
    margin = relu(logits - target + 1)
    margin[range(B), y] = 0
    loss = margin.sum(1).mean() + reg * (W ** 2).sum()
    dlogits = (margin > 0) / B
    dlogits[range(B), y] = -dlogits.sum(1)
    W_grad = X.T @ dlogits + 2 * reg * W
    return loss.item(), W_grad
