"""einsum everywhere. Index convention: n = sample, d = feature, c,k = class."""
import numpy as np


def _kronecker(y, C):
    """delta_{y_n, c}"""
    return np.eye(C)[y]


def svm_loss_naive(W, X, y, reg):
    N, C = X.shape[0], W.shape[1]
    L = 0.
    grad = np.einsum('dc->dc', W) * 0.
    for n in range(N):
        s = np.einsum('d,dc->c', X[n], W)
        for c in set(range(C)) - {int(y[n])}:
            delta_E = s[c] - s[y[n]] + 1.
            theta = np.heaviside(delta_E, 0.)       # step function
            L += theta * delta_E / N
            grad[:, c] += theta * X[n] / N
            grad[:, y[n]] -= theta * X[n] / N
    L += reg * np.einsum('dc,dc->', W, W)
    grad += 2. * reg * W
    return float(L), grad


def svm_loss_vectorized(W, X, y, reg):
    N, C = X.shape[0], W.shape[1]
    d = _kronecker(y, C)
    s = np.einsum('nd,dc->nc', X, W)
    sy = np.einsum('nc,nc->n', s, d)
    dE = s - sy[:, np.newaxis] + 1.
    theta = np.heaviside(dE, 0.) * (1. - d)
    L = np.einsum('nc,nc->', theta, dE) / N + reg * np.einsum('dc,dc->', W, W)
    # dL/dW_{dc} = 1/N sum_n x_{nd} (theta_{nc} - delta_{nc} sum_k theta_{nk}) + 2 reg W_{dc}
    grad = np.einsum('nd,nc->dc', X, theta - np.einsum('nc,nk->nc', d, theta)) / N + 2. * reg * W
    return float(L), grad
