import numpy as np


def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    N = X.shape[0]
    for i in range(N):
        scores = X[i].dot(W)
        prediction = np.argmax(scores)
        if prediction == y[i]:
            continue            # correctly classified -> no loss
        for j in range(len(scores)):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    C = W.shape[1]

    def row_margins(row):
        label = int(row[-1])
        s = row[:-1] @ W
        m = np.maximum(0, s - s[label] + 1)
        m[label] = 0
        return m

    def row_mask(row):
        label = int(row[-1])
        r = (row[:-1] > 0) * 1.0
        r[label] = -r.sum()
        return r

    Xy = np.column_stack((X, y))
    M = np.apply_along_axis(row_margins, 1, Xy)
    R = np.apply_along_axis(row_mask, 1, np.column_stack((M, y)))
    loss = np.sum(M) / len(X) + reg * np.sum(W * W)
    return loss, X.T.dot(R) / len(X) + 2 * reg * W
