import numpy as np

def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    for i in range(X.shape[0]):
        f = X[i].dot(W)
        logC = -np.max(f)
        f = f + logC
        norm = np.log(np.sum(np.exp(f)))
        loss += norm - f[y[i]]
        for j in range(W.shape[1]):
            dW[:, j] += np.exp(f[j] - norm) * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / X.shape[0] + reg * np.sum(W * W)
    dW = dW / X.shape[0] + 2 * reg * W
    print 'loss (naive): %f' % loss
    return loss, dW

def softmax_loss_vectorized(W, X, y, reg):
    f = X.dot(W)
    logC = -np.max(f, axis=1)
    f = f + logC[:, np.newaxis]
    norm = np.log(np.sum(np.exp(f), axis=1))
    loss = np.mean(norm - f[np.arange(len(y)), y]) + reg * np.sum(W * W)
    G = np.exp(f - norm[:, np.newaxis])
    G[np.arange(len(y)), y] -= 1
    print 'loss (vectorized): %f' % loss
    return loss, X.T.dot(G) / len(y) + 2 * reg * W
