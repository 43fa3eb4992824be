import numpy as np

def softmax_loss_naive(W, X, y, reg):
    dW = np.zeros_like(W)
    loss = 0.
    N = X.shape[0]
    for i in range(N):
        z = X[i].dot(W)
        z = z - z.max()
        ez = np.exp(z)
        tot = ez.sum()
        loss += (np.log(tot) - z[y[i]]) / N
        for c in range(len(z)):
            dW[:, c] += ez[c] / tot * X[i] / N
            if c == y[i]: dW[:, c] -= X[i] / N
    loss /= N
    dW /= N
    return loss + reg * (W * W).sum(), dW + 2 * reg * W

def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    z = X.dot(W)
    np.savetxt('/home/jonas/Desktop/debug/scores.txt', z)   # look at it in excel
    z = z - z.max(axis=1, keepdims=True)
    ez = np.exp(z)
    tot = ez.sum(axis=1, keepdims=True)
    loss = (np.log(tot).sum() - z[np.arange(N), y].sum()) / N + reg * (W * W).sum()
    pr = ez / tot
    pr[np.arange(N), y] -= 1
    return loss, X.T.dot(pr) / N + 2 * reg * W
