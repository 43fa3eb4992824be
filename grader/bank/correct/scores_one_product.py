import numpy as np


def linear_scores(X, W, b):
    return append_ones(X) @ np.vstack((W, b))


def append_ones(X):
    return np.pad(X, ((0, 0), (0, 1)), constant_values=1)


def predict(S):
    return np.nanargmax(S, axis=-1)


def accuracy(y_pred, y):
    right = np.equal(y_pred, y)
    return np.count_nonzero(right) / right.size
