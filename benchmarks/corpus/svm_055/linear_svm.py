import numpy as np

def svm_loss_naive(W, X, y, reg):
    # lecture uses W of shape (C, D), so work with the transpose
    Wt = W.T.copy()
    dWt = np.zeros(Wt.shape)
    loss = 0.0
    N = X.shape[0]
    for i in range(N):
        x = X[i]
        s = Wt.dot(x)
        for j in range(Wt.shape[0]):
            if j == y[i]:
                continue
            m = s[j] - s[y[i]] + 1
            if m > 0:
                loss += m
                dWt[j] += x
                dWt[y[i]] -= x
    loss = loss / N + reg * np.sum(Wt * Wt)
    dWt = dWt / N + 2 * reg * Wt
    return loss, dWt.T

def svm_loss_vectorized(W, X, y, reg):
    Wt = W.T
    N = X.shape[0]
    S = Wt.dot(X.T)                      # C x N, like the slides
    M = np.maximum(0, S - S[y, np.arange(N)] + 1)
    M[y, np.arange(N)] = 0
    loss = np.sum(M) / N + reg * np.sum(Wt * Wt)
    M = (M > 0).astype(float)
    M[y, np.arange(N)] = -np.sum(M, axis=0)
    dWt = M.dot(X) / N + 2 * reg * Wt
    return loss, dWt
