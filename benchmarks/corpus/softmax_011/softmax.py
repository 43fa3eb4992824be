import numpy as np


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    num = X.shape[0]
    for i in range(num):
        sc = X[i].dot(W)
        sc = sc - np.max(sc)
        denom = 0
    for c in range(W.shape[1]):
        denom += np.exp(sc[c])
    for c in range(W.shape[1]):
        dW[:, c] += np.exp(sc[c]) / denom * X[i]
        if c == y[i]:
            dW[:, c] -= X[i]
    loss += np.log(denom) - sc[y[i]]
    loss /= num
    dW /= num
    loss += reg * np.sum(W * W)
    dW += 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    num = X.shape[0]
    sc = X.dot(W)
    mx = np.max(sc, axis=1, keepdims=True)
    ex = np.exp(sc - mx)
    tot = np.sum(ex, axis=1, keepdims=True)
    loss = np.sum(np.log(tot) + mx) - np.sum(sc[np.arange(num), y])
    loss = loss / num + reg * np.sum(W * W)
    # why is the check of dW failing?? good night
    dW = X.T.dot(ex / tot)
    dW = dW / num + reg * W
    return loss, dW
