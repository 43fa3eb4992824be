import numpy as np
from numpy import dot, maximum, zeros, ones, tile


def svm_loss_naive(W, X, y, reg):
    n = X.shape[0]
    k = W.shape[1]
    total = 0
    dW = zeros(W.shape)
    for row in range(n):
        x = X[row:row+1, :]                  # keep it a 1 x d row
        s = dot(x, W)
        for col in range(k):
            if col != y[row]:
                viol = s[0, col] - s[0, y[row]] + 1
                if viol > 0:
                    total = total + viol
                    e = zeros((1, k))
                    e[0, col] = 1
                    e[0, y[row]] = -1
                    dW = dW + dot(x.T, e)
    loss = total / n + reg * dot(W.ravel(), W.ravel())
    dW = dW / n + 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    n = X.shape[0]
    k = W.shape[1]
    s = dot(X, W)
    Y = zeros((n, k))
    Y[range(n), y] = 1
    sy = dot(s * Y, ones((k, k)))
    margins = maximum(0, s - sy + 1) * (1 - Y)
    loss = sum(margins) / n + reg * sum(sum(W * W))
    V = 1.0 * (margins > 0)
    V = V - Y * dot(V, ones((k, k)))
    dW = (dot(X.T, V) + 2 * reg * W) / n
    return loss, dW
