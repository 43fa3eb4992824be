import numpy as np


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    S_info = 0.0
    dW = np.zeros_like(W)
    for n in range(N):
        h = X[n] @ W                      # local fields
        hmax = h.max()
        F = hmax + np.log(np.sum(np.exp(h - hmax)))
        S_info += F - h[y[n]]
        magnetization = np.exp(h - F)
        magnetization[y[n]] -= 1
        for a in range(h.size):
            dW[:, a] += X[n] * magnetization[a]
    return S_info / N + reg * np.sum(W @ W.T), dW / N + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    h = np.einsum('ni,ia->na', X, W)
    hmax = np.amax(h, axis=-1)
    F = hmax + np.log(np.einsum('na->n', np.exp(h - hmax[..., None])))
    L = np.einsum('n->', F - h[np.arange(N), y]) / N + reg * np.einsum('ia,ia', W, W)
    m = np.exp(h - F[..., None])
    dW = np.einsum('ni,na->ia', X, m)
    np.subtract.at(dW.T, y, X)            # unbuffered, so repeated labels add up
    return L, dW / N + 2 * reg * W
