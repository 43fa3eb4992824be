"""Softmax loss = mean free energy minus mean energy of the true state (units with k_B T = 1, E = -s)."""
import numpy as np


def softmax_loss_naive(W, X, y, reg):
    N, D = X.shape
    C = W.shape[1]
    F = 0.0
    dW = np.zeros((D, C))
    for n in range(N):
        s = np.einsum('d,dc->c', X[n], W)
        s0 = s[np.argmax(s)]
        Z = 0.0
        for c in range(C):
            Z += np.exp(s[c] - s0)
        F += np.log(Z) + s0 - s[y[n]]
        for c in range(C):
            boltzmann = np.exp(s[c] - s0) / Z
            dW[:, c] += X[n] * (boltzmann - float(c == y[n])) / N
    return F / N + reg * np.einsum('dc,dc', W, W), dW + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    N, C = X.shape[0], W.shape[1]
    s = np.einsum('nd,dc->nc', X, W)
    s0 = s.max(axis=1)
    boltz = np.exp(s - s0[:, np.newaxis])
    Z = np.einsum('nc->n', boltz)
    delta = (np.arange(C)[np.newaxis, :] == y[:, np.newaxis]).astype(float)     # Kronecker delta
    E_true = np.einsum('nc,nc->n', s, delta)
    loss = (np.log(Z) + s0 - E_true).sum() / N + reg * np.einsum('ij,ij->', W, W)
    rho = np.einsum('nc,n->nc', boltz, 1 / Z)
    dW = np.einsum('nd,nc->dc', X, rho - delta) / N + 2 * reg * W
    return loss, dW
