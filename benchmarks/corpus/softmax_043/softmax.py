import numpy as np


def nll(logits, target):
    """negative log likelihood of one sample, like F.cross_entropy(..., reduction='none')"""
    c = logits.max()
    return c + np.log(np.sum(np.exp(logits - c))) - logits[target]


def softmax_loss_naive(W, X, y, reg):
    weight_decay = reg                    # SGD(weight_decay=reg) adds weight_decay * W to the gradient
    grad = np.zeros_like(W)
    losses = np.zeros(len(X))
    for b in range(len(X)):
        logits = np.matmul(X[b], W)
        losses[b] = nll(logits, y[b])
        for c in range(logits.shape[0]):
            prob_c = np.exp(-nll(logits, c))
            grad[:, c] += (prob_c - (c == y[b])) * X[b]
    grad = grad / len(X) + weight_decay * W
    return losses.mean() + weight_decay / 2 * (W ** 2).sum(), grad


def softmax_loss_vectorized(W, X, y, reg):
    logits = np.matmul(X, W)
    logits = logits - logits.max(axis=-1, keepdims=True)
    log_denominator = np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    log_prob = logits - log_denominator
    one_hot = np.zeros_like(log_prob)
    np.put_along_axis(one_hot, y[:, None], 1.0, axis=1)       # scatter_
    loss = -np.sum(one_hot * log_prob, axis=-1).mean()
    loss = loss + reg * np.sum(W ** 2)
    d_logits = (np.exp(log_prob) - one_hot) / X.shape[0]
    return loss, np.matmul(np.swapaxes(X, 0, 1), d_logits) + reg * 2 * W
