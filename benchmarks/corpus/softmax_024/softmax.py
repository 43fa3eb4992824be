from __future__ import print_function
from builtins import range
import numpy as np
from random import shuffle
from past.builtins import xrange


def softmax_loss_naive(W, X, y, reg):
    dW = np.zeros_like(W)
    loss = 0.0
    for i in xrange(X.shape[0]):
        f_i = X[i].dot(W)
        f_i -= f_i.max()
        log_sum = np.log(np.exp(f_i).sum())
        loss += log_sum - f_i[y[i]]
        for k in xrange(W.shape[1]):
            dW[:, k] += (np.exp(f_i[k] - log_sum) - (k == y[i])) * X[i]
    return loss / X.shape[0] + reg * np.sum(W * W), dW / X.shape[0] + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    f = X.dot(W)
    f -= f.max(axis=1)[:, np.newaxis]
    log_sum = np.log(np.exp(f).sum(axis=1))
    loss = (log_sum - f[np.arange(X.shape[0]), y]).mean() + reg * np.sum(W * W)
    q = np.exp(f - log_sum[:, np.newaxis])
    q[np.arange(X.shape[0]), y] -= 1
    return loss, X.T.dot(q) / X.shape[0] + 2 * reg * W
