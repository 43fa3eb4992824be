import numpy


def linear_scores(X, W, b):
    n = X.shape[0]
    S = numpy.zeros((n, W.shape[1]))
    for i in range(0, n):
        S[i] = numpy.dot(W.T, X[i]) + b
    return S


def append_ones(X):
    return numpy.insert(X, X.shape[1], 1, axis=1)


def predict(S):
    labels = []
    for row in S:
        best = 0
        for j in range(len(row)):
            if row[j] > row[best]:
                best = j
        labels.append(best)
    return labels


def accuracy(y_pred, y):
    return 1 - numpy.mean(numpy.not_equal(y_pred, y))
