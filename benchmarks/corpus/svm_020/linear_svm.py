"""The multiclass SVM (hinge) loss and its gradient, first as loops, then without."""

import numpy as np


def svm_loss_naive(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray | None]:
    """Return the SVM loss of a batch and its gradient, by loops over images and classes."""
    loss = 0.0
    # YOUR CODE HERE
    dW = np.zeros_like(W)
    for i in range(len(X)):
        scores_i = X[i] @ W
        own = scores_i[y[i]]
        for j in range(len(scores_i)):
            if j != y[i] and scores_i[j] - own + 1 > 0:
                loss += scores_i[j] - own + 1
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    loss = loss / len(X) + reg * (W * W).sum()
    dW = dW / len(X) + 2 * reg * W

    dW = None
    # YOUR CODE HERE (04_gradient_checking, task 3)
    return loss, dW


def svm_loss_vectorized(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray | None]:
    """Return the SVM loss of a batch and its gradient, without a loop over images."""
    loss = 0.0
    # YOUR CODE HERE
    scores = X @ W
    own = scores[np.arange(len(X)), y].reshape(-1, 1)
    hinge = np.maximum(0, scores - own + 1)
    hinge[np.arange(len(X)), y] = 0
    loss = hinge.sum() / len(X) + reg * (W * W).sum()
    raise NotImplementedError("svm_loss_vectorized is still open: 02_svm_loss, task 3.")

    # YOUR CODE HERE (04_gradient_checking, task 4)
    active = (hinge > 0) * 1.0
    active[np.arange(len(X)), y] = -active.sum(axis=1)
    dW = X.T @ active / len(X) + 2 * reg * W
    return loss, dW
