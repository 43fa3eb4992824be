"""Linear SVM loss.

Shared helpers live in utils.py.
"""
import numpy as np

from .utils import gather_true_scores, l2_penalty


def svm_loss_naive(W, X, y, reg):
    penalty, d_penalty = l2_penalty(W, reg)
    total = 0.0
    gradient = np.zeros_like(W)
    for features, label in zip(X, y):
        scores = features @ W
        for candidate, score in enumerate(scores):
            if candidate == label:
                continue
            violation = score - scores[label] + 1.0
            if violation > 0.0:
                total += violation
                gradient[:, candidate] += features
                gradient[:, label] -= features
    return total / len(X) + penalty, gradient / len(X) + d_penalty


def svm_loss_vectorized(W, X, y, reg):
    penalty, d_penalty = l2_penalty(W, reg)
    scores = X @ W
    violations = np.maximum(scores - gather_true_scores(scores, y) + 1.0, 0.0)
    violations[np.arange(len(X)), y] = 0.0
    selected = (violations > 0.0).astype(float)
    selected[np.arange(len(X)), y] = -selected.sum(axis=1)
    return violations.sum() / len(X) + penalty, X.T @ selected / len(X) + d_penalty
