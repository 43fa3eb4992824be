import numpy as np
from numpy import exp, log, sum, max, zeros, size

# functions [loss, dW] = softmaxLoss(W, X, y, reg)


def softmax_loss_naive(W, X, y, reg):
    n = size(X, 0);
    d = size(X, 1);
    k = size(W, 1);
    loss = 0;
    dW = zeros((d, k));
    for i in range(0, n):
        z = zeros(k);
        for j in range(0, k):
            z[j] = sum(X[i, :] * W[:, j]);
        z = z - max(z);
        lse = log(sum(exp(z)));
        label = y[i] - 1;               # index of the class
        loss = loss + lse - z[label];
        for j in range(0, k):
            dW[:, j] = dW[:, j] + X[i, :] * (exp(z[j] - lse) - (j == label));
    loss = loss / n + reg * sum(sum(W ** 2));
    dW = dW / n + 2 * reg * W;
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    n = size(X, 0);
    Z = X.dot(W);
    Z = Z - max(Z, 0);
    E = exp(Z);
    P = E / sum(E, 1).reshape(n, 1);
    Y = zeros(P.shape);
    Y[range(n), y] = 1;
    loss = -sum(sum(Y * log(P))) / n + reg * sum(sum(W ** 2));
    dW = X.T.dot(P - Y) / n + 2 * reg * W;
    return loss, dW
