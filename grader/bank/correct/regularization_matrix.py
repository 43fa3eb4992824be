import numpy as np


def _total(values):
    return np.add.reduce(np.ravel(values))


def l2(W, reg):
    R = np.trace(np.dot(np.transpose(W), W))
    return reg * R, (2 * reg * np.matrix(W))


def l1(W, reg):
    W = np.asarray(W)
    return reg * np.linalg.norm(W.ravel(), 1), reg * (1.0 * (W > 0) - 1.0 * (W < 0))


def elastic_net(W, reg, beta):
    value, gradient = 0, np.empty(W.shape)
    for index, w in np.ndenumerate(W):
        value += beta * w**2 + abs(w)
        gradient[index] = 2 * beta * w + np.copysign(1, w)
    return [reg * value, reg * gradient]
