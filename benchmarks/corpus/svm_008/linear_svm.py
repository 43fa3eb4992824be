import numpy as np


class HingeConfig:
    """Holds the constants so there are no magic numbers below."""

    margin = 1.0
    l2_factor = 2.0


def _l2(W, reg):
    return reg * float((W * W).sum()), HingeConfig.l2_factor * reg * W


def svm_loss_naive(W, X, y, reg):
    penalty, d_penalty = _l2(W, reg)
    data_loss, d_data = 0.0, np.zeros_like(W)
    for x, label in zip(X, y):
        scores = x @ W
        for cls in range(W.shape[1]):
            if cls is label:
                continue
            violation = scores[cls] - scores[label] + HingeConfig.margin
            if violation > 0:
                data_loss += violation
                d_data[:, cls] += x
                d_data[:, label] -= x
    n = len(X)
    return data_loss / n + penalty, d_data / n + d_penalty


def svm_loss_vectorized(W, X, y, reg):
    penalty, d_penalty = _l2(W, reg)
    n = len(X)
    rows = np.arange(n)
    scores = X @ W
    violations = np.clip(scores - scores[rows, y, None] + HingeConfig.margin, 0, None)
    violations[rows, y] = 0
    indicator = (violations > 0).astype(W.dtype)
    # pull the true class towards x wherever something was violated
    indicator[rows, y] = -indicator.max(axis=1)
    return violations.sum() / n + penalty, X.T @ indicator / n + d_penalty
