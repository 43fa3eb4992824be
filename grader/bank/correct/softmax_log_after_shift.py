import numpy as np


def _stable(row):
    return row - max(row)


def softmax_probabilities(S):
    return np.apply_along_axis(lambda row: np.exp(_stable(row)) / np.exp(_stable(row)).sum(), 1, np.asarray(S))


def softmax_loss_naive(W, X, y, reg):
    N, C = len(X), W.shape[1]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(N):
        scores = _stable(X[i].dot(W))
        denominator = 0.0
        for c in range(C):
            denominator += np.exp(scores[c])
        for c in range(C):
            p = np.exp(scores[c]) / denominator
            if c == y[i]:
                loss -= np.log(p)
                dW[:, c] += (p - 1) * X[i]
            else:
                dW[:, c] += p * X[i]
    loss, dW = loss / N, dW / N
    loss += reg * np.linalg.norm(W, "fro") ** 2
    dW += 2.0 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    scores = X.dot(W)
    scores = scores - np.max(scores, axis=1)[:, np.newaxis]
    probs = np.exp(scores) / np.sum(np.exp(scores), axis=1)[:, np.newaxis]
    loss = np.sum(-np.log(probs[np.arange(X.shape[0]), y])) / X.shape[0]
    dscores = probs.copy()
    dscores[np.arange(X.shape[0]), y] -= 1
    dW = np.dot(X.T, dscores / X.shape[0])
    return loss + reg * np.sum(W**2), dW + 2 * reg * W
