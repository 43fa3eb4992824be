import numpy as np

def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    N, C = X.shape[0], W.shape[1]
    for i in range(N):
        score = X[i, :] @ W
        for j in range(C):
            margin = score[j] - score[y[i]] + 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i, :]
                dW[:, y[i]] -= X[i, :]
    loss = loss / N
    dW = dW / N
    loss = loss + reg * np.sum(W * W)
    dW = dW + reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    N, C = X.shape[0], W.shape[1]
    score = np.einsum('nd,dc', X, W)
    score_y = (score * np.eye(C)[y]).sum(axis=1)
    hinge = np.maximum(0, (score.T - score_y).T + 1)
    hinge[np.arange(N), y] = 0
    loss = np.sum(hinge) / N + reg * np.sum(W * W)
    lost = hinge.astype(bool).astype(int)
    lost[np.arange(N), y] = -lost.sum(axis=1)
    dW = np.einsum('nd,nc->dc', X, lost) / N + 2 * reg * W
    return loss, dW
