from builtins import range
import numpy as np
from random import shuffle
from past.builtins import xrange


def svm_loss_naive(W, X, y, reg):
    gradient = np.zeros(W.shape)
    examples, classes = X.shape[0], W.shape[1]
    cost = 0.0
    for e in xrange(examples):
        activation = np.dot(X[e], W)
        for k in xrange(classes):
            gap = activation[k] - activation[y[e]] + 1
            if k != y[e] and gap > 0:
                cost += gap
                gradient[:, k] += X[e]
                gradient[:, y[e]] -= X[e]
    cost = cost / examples + reg * np.sum(W * W)
    gradient = gradient / examples + 2 * reg * W
    return cost, gradient


def svm_loss_vectorized(W, X, y, reg):
    examples = X.shape[0]
    activation = np.dot(X, W)
    gap = activation - activation[xrange(examples), y][:, np.newaxis] + 1
    gap[xrange(examples), y] = 0
    gap = np.maximum(gap, np.zeros(gap.shape))
    cost = np.sum(gap) / examples + reg * np.sum(W * W)
    gap[gap > 0] = 1
    gap[xrange(examples), y] = -np.sum(gap, axis=1)
    return cost, np.dot(X.T, gap) / examples + 2 * reg * W
