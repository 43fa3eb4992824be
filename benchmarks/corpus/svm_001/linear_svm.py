"""Multiclass SVM loss, naive and vectorized."""

import numpy as np


def svm_loss_naive(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray | None]:
    """Return the SVM loss of a batch and its gradient, by loops over images and classes.

    L = 1/N sum_i sum_{j != y_i} max(0, s_j - s_{y_i} + 1) + reg * sum(W * W), with s = X[i] @ W.
    """
    num_images, num_features = X.shape
    num_classes = W.shape[1]

    loss = 0.0
    dW = np.zeros(W.shape)
    for i in range(num_images):
        s = X[i] @ W
        true_class = y[i]
        for j in range(num_classes):
            if j == true_class:
                continue
            margin = s[j] - s[true_class] + 1.0
            if margin > 0.0:
                loss += margin
                # d margin / d W[:, j] = x, d margin / d W[:, y] = -x
                dW[:, j] += X[i]
                dW[:, true_class] -= X[i]

    loss = loss / num_images + reg * np.sum(W * W)
    dW = dW / num_images + 2.0 * reg * W
    return loss, dW


def svm_loss_vectorized(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray | None]:
    """Return the SVM loss of a batch and its gradient, without a loop over images."""
    num_images = X.shape[0]
    everyone = np.arange(num_images)

    S = X @ W
    s_true = S[everyone, y].reshape(-1, 1)
    M = np.maximum(0.0, S - s_true + 1.0)
    M[everyone, y] = 0.0

    # dL/dS: +1 for each violated class, minus their number at the true class
    dS = np.where(M > 0.0, 1.0, 0.0)
    dS[everyone, y] = -np.sum(dS, axis=1)

    loss = np.sum(M) / num_images + reg * np.sum(W * W)
    dW = X.T @ dS / num_images + 2.0 * reg * W
    return loss, dW
