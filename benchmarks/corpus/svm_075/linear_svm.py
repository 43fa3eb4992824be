"""Hinge loss for several classes.

Derivation of the gradient (my notes):
    L_i = sum_{j != y} [w_j . x - w_y . x + 1]_+
    dL_i/dw_j = 1(margin_j > 0) x             for j != y
    dL_i/dw_y = -(how many margins > 0) x
    d/dW reg * sum(W * W) = 2 reg W
"""

import numpy as np


def _check(W, X, y):
    if X.shape[1] != W.shape[0]:
        raise ValueError(f"X has {X.shape[1]} features but W {W.shape[0]}")
    if len(y) != X.shape[0]:
        raise ValueError("one label per image please")


def svm_loss_naive(W, X, y, reg):
    _check(W, X, y)
    losses = []
    gradients = []
    for x, label in zip(X, y):
        scores = W.T @ x
        margins = {j: scores[j] - scores[label] + 1 for j in range(scores.size) if j != label}
        violated = [j for j, m in margins.items() if m > 0]
        g = np.zeros_like(W, dtype=float)
        for j in violated:
            g[:, j] = x
        g[:, label] = -len(violated) * x
        losses.append(sum(margins[j] for j in violated))
        gradients.append(g)
    loss = float(np.mean(losses)) + reg * float(np.sum(W * W))
    dW = np.mean(gradients, axis=0) + 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    _check(W, X, y)
    scores = X @ W
    wrong = np.ones(scores.shape, dtype=bool)
    wrong[np.arange(y.size), y] = False
    margins = scores - np.sum(scores, axis=1, where=~wrong, keepdims=True) + 1
    violated = np.logical_and(wrong, margins > 0)
    loss = np.sum(margins, where=violated) / y.size + reg * np.sum(W * W)

    pull = X.T @ violated                                              # (D, C)
    push = np.zeros(W.shape[::-1])                                     # (C, D)
    np.add.at(push, y, violated.sum(axis=1, keepdims=True) * X)
    dW = (pull - push.T) / y.size + 2 * reg * W
    return float(loss), dW
