import numpy as np


def penalty(W, lam):
    return .5 * lam * np.einsum('ij,ij', W, W)


def svm_loss_naive(W, X, y, reg):
    # E = <E_n>_n + lam/2 tr(W^T W),  so dE/dW = <dE_n/dW>_n + lam W
    E = 0.
    F = np.zeros_like(W)
    for x_n, y_n in zip(X, y):
        w_right = W[:, y_n]
        for k, w_k in enumerate(W.T):
            gap = x_n.dot(w_k - w_right)
            if k == y_n or gap <= -1.:
                continue
            E += gap + 1.
            F[:, k] += x_n
            F[:, y_n] -= x_n
    return E / y.size + penalty(W, reg), F / y.size + reg * W


def svm_loss_vectorized(W, X, y, reg):
    P = np.zeros((y.size, W.shape[1]))
    P[np.arange(y.size), y] = 1.
    s = np.einsum('nd,dk->nk', X, W)
    gap = s - np.einsum('nk,nk->n', P, s)[:, None]
    on = (gap > -1.) * (1. - P)
    E = np.einsum('nk,nk', on, gap + 1.) / y.size + penalty(W, reg)
    F = np.einsum('nd,nk->dk', X, on, optimize=True) - np.einsum('nd,nk,n->dk', X, P, on.sum(1), optimize=True)
    return E, F / y.size + reg * W
