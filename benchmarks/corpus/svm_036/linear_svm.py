import sys
import numpy as np

if sys.version_info[0] >= 3:
    xrange = range


def svm_loss_naive(W, X, y, reg):
    N = X.shape[0]
    K = W.shape[1]
    loss = 0.0
    dW = np.zeros_like(W, dtype=np.float64)
    for n in xrange(N):
        wx = W.T.dot(X[n])
        hit = 0
        for k in xrange(K):
            if k == y[n]:
                continue
            delta = max(0.0, wx[k] - wx[y[n]] + 1.0)
            loss += delta
            if delta > 0.0:
                hit += 1
                dW[:, k] += X[n]
        dW[:, y[n]] -= hit * X[n]
    loss *= 1.0 / N
    dW *= 1.0 / N
    return loss + reg * (W ** 2).sum(), dW + 2.0 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    wx = W.T.dot(X.T)                       # K x N
    wy = wx[y, xrange(N)]
    delta = np.maximum(0.0, wx - wy + 1.0)
    delta[y, xrange(N)] = 0.0
    loss = delta.sum()
    loss //= N
    hit = np.zeros(wx.shape)
    hit[delta > 0] = 1.0
    hit[y, xrange(N)] = -hit.sum(axis=0)
    dW = hit.dot(X).T
    dW /= N
    return loss + reg * (W ** 2).sum(), dW + 2.0 * reg * W
