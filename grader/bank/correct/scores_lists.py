import numpy as np

def linear_scores(X, W, b):
    print("scores of", len(X), "images")
    return [[float(sum(x[d] * W[d, c] for d in range(len(x))) + b[c]) for c in range(W.shape[1])] for x in X]

def append_ones(X):
    out = np.ones((X.shape[0], X.shape[1] + 1), dtype=np.float32)
    out[:, :-1] = X
    return out

def predict(S):
    return [int(np.where(s == max(s))[0][0]) for s in S]

def accuracy(y_pred, y):
    return sum(1 for a, b in zip(y_pred, y) if a == b) / len(y)
