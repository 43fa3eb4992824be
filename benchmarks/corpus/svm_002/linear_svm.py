import numpy as np

# 23:10, last one for today

def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    N = len(X)
    for i in range(N):
        f = X[i].dot(W)
        fy = f[y[i]]
        for k in range(W.shape[1]):
            if k == y[i]: continue
            m = f[k] - fy + 1
            if m <= 0: continue
            loss += m
            dW[:,k] += X[i]
            dW[:,y[i]] += -X[i]
    loss /= N
    dW /= N
    loss += reg*np.sum(W*W)
    dW += 2*reg*W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    N = len(X)
    f = X.dot(W)
    fy = f[np.arange(N), y][:,None]
    m = f - fy + 1
    m = m * (m > 0)
    loss = m.sum() / N
    loss += reg*np.sum(W*W)

    ind = (m > 0).astype(float)
    ind[np.arange(N), y] -= ind.sum(axis=1)   # all the violating ones
    dW = X.T.dot(ind)/N + 2*reg*W
    # TODO compare w/ naive tomorrow
    return loss, dW
