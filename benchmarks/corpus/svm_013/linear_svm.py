from __future__ import print_function, division

import numpy as np


def regularizer(W, reg):
    # (1/2) * lambda * ||W||^2  ->  derivative is simply lambda * W
    return 0.5 * reg * np.sum(W * W), reg * W


def svm_loss_naive(W, X, y, reg):
    R, dR = regularizer(W, reg)
    Li = []
    dW = np.zeros_like(W)
    for i in range(X.shape[0]):
        f = np.dot(X[i], W)
        Li.append(0)
        for j in range(W.shape[1]):
            if j == y[i]:
                continue
            hinge = max(0, f[j] - f[y[i]] + 1)
            Li[-1] += hinge
            if hinge > 0:
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return sum(Li) / len(Li) + R, dW / len(Li) + dR


def svm_loss_vectorized(W, X, y, reg):
    R, dR = regularizer(W, reg)
    N = X.shape[0]
    F = np.dot(X, W)
    hinge = np.maximum(0, F.T - F[np.arange(N), y] + 1)     # C x N
    hinge[y, np.arange(N)] = 0
    pos = (hinge > 0) * 1.0
    pos[y, np.arange(N)] = -pos.sum(axis=0)
    return hinge.sum() / N + R, np.dot(pos, X).T / N + dR
