import numpy as np

def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = W - W
    N = X.shape[0]
    D = X.shape[1]
    C = W.shape[1]
    for i in range(0, N, 1):
        a = int(y[i])
        # score of correct class
        sa = 0.0
        for d in range(0, D, 1):
            sa = sa + W[d, a] * X[i, d]
        for j in range(0, C, 1):
            if j == a:
                continue
            sj = 0.0
            for d in range(0, D, 1):
                sj = sj + W[d, j] * X[i, d]
            if sj - sa + 1 > 0:
                loss = loss + (sj - sa + 1)
                for d in range(0, D, 1):
                    dW[d, j] = dW[d, j] + X[i, d]
                    dW[d, a] = dW[d, a] - X[i, d]
    loss = loss / N
    for d in range(0, D, 1):
        for j in range(0, C, 1):
            loss = loss + reg * W[d, j] ** 2
            dW[d, j] = dW[d, j] / N + 2 * reg * W[d, j]
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    C = W.shape[1]
    loss = 0.0
    dW = np.zeros(W.shape)
    scores = X.dot(W)
    correct = scores[np.arange(N), y]
    count = np.zeros(N)
    # only loop over classes, all images together
    for j in range(C):
        margin = scores[:, j] - correct + 1
        hit = np.logical_and(margin > 0, y != j)
        loss = loss + np.sum(margin[hit])
        dW[:, j] = dW[:, j] + np.sum(X[hit], axis=0)
        count = count + hit
    # now the correct classes
    for j in range(C):
        mine = y == j
        dW[:, j] = dW[:, j] - np.dot(count[mine], X[mine])
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return loss, dW
