import numpy as np


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    C = W.shape[1]
    S = [X[i] @ W for i in range(N)]
    S = [s - np.max(s) for s in S]
    logsums = [np.log(sum([np.exp(v) for v in s])) for s in S]
    loss = sum([logsums[i] - S[i][y[i]] for i in range(N)]) / N + reg * np.sum(W * W)
    dW = 2 * reg * W
    for i in range(N):
        d = [np.exp(S[i][j] - logsums[i]) - 1 if y[i] is j else np.exp(S[i][j] - logsums[i]) for j in range(C)]
        dW = dW + np.array([X[i] * dj / N for dj in d]).T
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    S = np.dot(X, W)
    S = S - np.array([S.max(axis=1) for _ in range(W.shape[1])]).T
    log_p = S - np.log(np.sum(np.exp(S), axis=1))[:, np.newaxis]
    mask = np.column_stack([y == j for j in range(W.shape[1])])
    loss = -log_p[mask].sum() / len(y) + reg * np.sum(W * W)
    dW = np.dot(X.T, np.exp(log_p) - mask) / len(y) + 2 * reg * W
    return loss, dW
