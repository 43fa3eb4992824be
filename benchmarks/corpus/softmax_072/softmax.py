import numpy as np

def softmax_loss_naive(W, X, y, reg):
    J = 0
    Grad = np.zeros_like(W)
    (m, _) = X.shape
    (_, K) = W.shape
    for i in range(0, m):
        theta_x = np.array([np.dot(W[:, k].T, X[i, :].T) for k in range(0, K)])
        c = np.max(theta_x)
        S = 0
        for k in range(0, K):
            S = S + np.exp(theta_x[k] - c)
        for k in range(0, K):
            indicator = int(y[i] == k)
            J = J - indicator * (theta_x[k] - c - np.log(S))
            Grad[:, k] = Grad[:, k] - X[i, :].T * (indicator - np.exp(theta_x[k] - c) / S)
    J = J / m + reg / 2 * np.sum(np.sum(W ** 2))
    Grad = Grad / m + reg * W
    return J, Grad

def softmax_loss_vectorized(W, X, y, reg):
    (m, _) = X.shape
    S = np.dot(X, W)
    S = S - np.max(S, 1).reshape(m, 1)
    logden = np.log(np.sum(np.exp(S)))
    J = -np.sum(S[np.arange(m), y] - logden) / m + reg * np.sum(np.sum(W ** 2))
    P = np.exp(S - logden)
    P[np.arange(m), y] = P[np.arange(m), y] - 1
    Grad = np.dot(np.transpose(X), P) / m + 2 * reg * W
    return J, Grad
