import numpy as np


def softmax_loss_naive(W, X, y, reg):
    m, n = X.shape
    K = W.shape[1]
    J = 0
    grad = np.zeros([n, K])
    i = 0
    while i <= m - 1:
        xi = X[i:i+1, :]                 # row vector 1 x n
        h = np.dot(xi, W)                # 1 x K
        h = h - np.tile(np.max(h), [1, K])
        logpart = np.log(np.sum(np.exp(h)))
        J = J - (h[0, y[i]] - logpart)
        prob = np.exp(h - logpart)
        for k in range(K):
            grad[:, k] = grad[:, k] + xi[0, :] * (prob[0, k] - (k == y[i]))
        i = i + 1
    J = (1 / m) * J + (reg / 2) * np.sum(np.sum(W ** 2, 0))
    grad = (1 / m) * grad + reg * W
    return J, grad


def softmax_loss_vectorized(W, X, y, reg):
    m = X.shape[0]
    K = W.shape[1]
    H = np.dot(X, W)
    H = H - np.tile(np.max(H, 1).reshape(m, 1), (1, K))
    LP = H - np.tile(np.log(np.sum(np.exp(H), 1)).reshape(m, 1), (1, K))
    groundTruth = np.zeros([m, K])
    groundTruth[np.arange(0, m), y] = 1
    J = -(1 / m) * np.sum(np.sum(groundTruth * LP)) + (reg / 2) * np.sum(W[:] ** 2)
    grad = -(1 / m) * np.dot(np.transpose(X), groundTruth - np.exp(LP)) + reg * W
    return J, grad
