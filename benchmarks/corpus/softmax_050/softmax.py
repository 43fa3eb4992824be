"""Softmax (cross-entropy) loss.

I use R(W) = 1/2 * sum W^2, so that its gradient is simply reg * W. This only rescales reg.
"""

import numpy as np


def softmax_loss_naive(W, X, y, reg):
    """Loop over images, then over classes."""
    num_samples, num_features = X.shape
    num_categories = W.shape[1]
    data_loss = 0.0
    dW = np.zeros_like(W)

    for i in range(num_samples):
        logits = np.zeros(num_categories)
        for k in range(num_categories):
            for d in range(num_features):
                logits[k] += X[i, d] * W[d, k]
        log_norm = np.logaddexp.reduce(logits)
        data_loss += log_norm - logits[y[i]]
        for k in range(num_categories):
            error = np.exp(logits[k] - log_norm) - (1 if k == y[i] else 0)
            for d in range(num_features):
                dW[d, k] += error * X[i, d]

    loss = data_loss / num_samples + 0.5 * reg * np.sum(W * W)
    dW = dW / num_samples + reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    """Same on whole arrays."""
    num_samples = X.shape[0]
    logits = X @ W
    offset = logits.max(axis=1)
    log_norm = offset + np.log(np.exp(logits - offset[:, None]).sum(axis=1))
    true_logits = logits[np.arange(num_samples), y]
    loss = (log_norm - true_logits).mean() + 0.5 * reg * np.sum(W * W)

    error = np.exp(logits - log_norm[:, None])
    error[np.arange(num_samples), y] -= 1
    dW = X.T @ error / num_samples + reg * W
    return loss, dW
