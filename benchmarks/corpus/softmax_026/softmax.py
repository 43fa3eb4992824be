import numpy as np

BETA = 1.0      # inverse temperature


def softmax_loss_naive(W, X, y, reg):
    N, C = X.shape[0], W.shape[1]
    dW = np.zeros(W.shape)
    L = 0.0
    for mu in range(N):
        E = -X[mu] @ W
        Z = sum(np.exp(-BETA * E[k]) for k in range(C))
        L += BETA * E[y[mu]] + np.log(Z)
        for k in range(C):
            occupation = np.exp(-BETA * E[k]) / Z
            dW[:, k] += X[mu] * (occupation - (1.0 if k == y[mu] else 0.0))
    return L / N + reg * np.einsum('ij,ij', W, W), dW / N + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    E = -np.einsum('md,dk->mk', X, W)
    ground = E.min(axis=1, keepdims=True)
    w = np.exp(-BETA * (E - ground))
    logZ = -BETA * ground[:, 0] + np.log(np.einsum('mk->m', w))
    mu = np.arange(len(X))
    L = np.mean(BETA * E[mu, y] + logZ) + reg * np.einsum('ij,ij', W, W)
    occupation = w / w.sum(axis=1, keepdims=True)
    occupation[mu, y] -= 1
    dW = np.einsum('md,mk->dk', X, occupation) / len(X) + reg * W
    return L, dW
