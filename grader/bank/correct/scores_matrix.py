import numpy as np

def linear_scores(X, W, b):
    return np.matrix(X) * np.matrix(W) + np.matrix(b)

def append_ones(X):
    return np.c_[X, np.ones(X.shape[0])]

def predict(S):
    return np.argmax(np.asarray(S, dtype=np.float32), 1).astype(np.int8)

def accuracy(y_pred, y):
    return np.float32(1) - np.count_nonzero(y_pred != y) / np.float32(y.size)
