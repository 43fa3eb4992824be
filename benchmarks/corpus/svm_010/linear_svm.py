import numpy as np

# first week with numpy!!

def svm_loss_naive(W, X, y, reg):
    N = X.shape[0]
    D = X.shape[1]
    C = W.shape[1]
    loss = 0.0
    dW = np.zeros((D, C))
    for i in range(N):
        # compute the scores, one class after the other
        scores = np.zeros(C)
        for c in range(C):
            for d in range(D):
                scores[c] = scores[c] + X[i][d] * W[d][c]
        for c in range(C):
            if c == y[i]:
                pass
            else:
                value = scores[c] - scores[y[i]] + 1
                if value > 0:
                    loss = loss + value
                    for d in range(D):
                        dW[d][c] = dW[d][c] + X[i][d]
                        dW[d][y[i]] = dW[d][y[i]] - X[i][d]
    loss = loss / N
    loss += np.sum(W * W)
    dW = dW / N
    dW = dW + 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = np.matmul(X, W)
    correct_scores = scores[np.arange(N), y]
    correct_scores = np.expand_dims(correct_scores, 1)
    margins = np.maximum(0, scores - correct_scores + 1)
    margins[np.arange(N), y] = 0
    loss = np.sum(margins)
    loss = loss / N
    loss += np.sum(W * W)
    ones = np.zeros(margins.shape)
    ones[margins > 0] = 1
    how_many = np.sum(ones, axis=1)
    ones[np.arange(N), y] = -how_many
    dW = np.matmul(X.T, ones)
    dW = dW / N
    dW = dW + 2 * W
    return loss, dW
