import numpy as np
import pdb

def svm_loss_naive(W, X, y, reg):
    loss = 0
    dW = np.zeros_like(W)
    for i in range(len(y)):
        s = X[i] @ W
        for j in range(W.shape[1]):
            margin = s[j] - s[y[i]] + 1
            if j == y[i]:
                margin = 0
            if margin > 0:
                loss += margin
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    pdb.set_trace()
    loss = loss / len(y) + reg * np.sum(W * W)
    dW = dW / len(y) + 2 * reg * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    s = X @ W
    margin = s - s[np.arange(len(y)), y].reshape(len(y), 1) + 1
    margin[np.arange(len(y)), y] = 0
    I, J = np.nonzero(margin > 0)
    loss = margin[I, J].sum() / len(y) + reg * np.sum(W * W)
    # G[i, j] = how d loss / d s[i, j] looks like
    G = np.zeros_like(s)
    np.add.at(G, (I, J), 1)
    np.subtract.at(G, (I, y[I]), 1)
    #pdb.set_trace()
    dW = X.T @ G / len(y) + 2 * reg * W
    return loss, dW
