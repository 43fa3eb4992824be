import numpy as np

def linear_scores(X, W, b):
    return np.einsum("nd,dc->nc", X, W) + b[None, :]

def append_ones(X):
    return np.concatenate((X, np.ones(len(X))[:, None]), axis=1)

def predict(S):
    return S.argsort(axis=1)[:, -1]

def accuracy(y_pred, y):
    return float((np.asarray(y_pred) == np.asarray(y)).sum()) / len(y)
