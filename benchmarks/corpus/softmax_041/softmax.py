import numpy as np

def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    cls = np.arange(W.shape[1])
    for xi, yi in zip(X, y):
        sc = xi @ W
        sc -= sc.max()
        w = np.exp(sc)
        loss += np.log(w.sum()) - sc[yi]
        for j in cls:
            dW[:, j] += w[j] / w.sum() * xi - (xi if j == yi else 0)
    loss = loss / len(y) + reg * (W * W).sum()
    dW = dW / len(y) + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    import pdb
    sc = X @ W
    sc -= sc.max(axis=1, keepdims=True)
    w = np.exp(sc)
    zz = w.sum(axis=1, keepdims=True)
    pdb.set_trace()
    loss = (np.log(zz)[:, 0] - sc[np.arange(len(y)), y]).mean() + reg * (W * W).sum()
    w /= zz
    w[np.arange(len(y)), y] -= 1
    dW = X.T @ w / len(y) + 2 * reg * W
    return loss, dW
