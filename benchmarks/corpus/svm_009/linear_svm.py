import numpy as np

svm_loss_naive = None  # defined below, linter complained about order


def svm_loss_naive(W, X, y, reg):
    n, C = len(y), W.shape[1]
    S = [[sum(a * b for a, b in zip(x, w)) for w in W.T] for x in X]
    H = [[(s[j] - s[t] + 1) if j != t and s[j] - s[t] + 1 > 0 else 0.0 for j in range(C)] for s, t in zip(S, y)]
    K = [[sum(h > 0 for h in row) * -1 if j == t else int(row[j] > 0) for j in range(C)] for row, t in zip(H, y)]
    loss = sum(sum(row) for row in H) / n + reg * sum(w * w for row in W for w in row)
    dW = np.array([[sum(K[i][c] * X[i][d] for i in range(n)) / n + 2 * reg * W[d][c] for c in range(C)] for d in range(len(W))])
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    n, t = len(y), np.eye(W.shape[1], dtype=bool)[y]
    S = X @ W
    H = np.where(t, 0, np.fmax(S - S[t][:, None] + 1, 0))
    K = np.where(t, -np.count_nonzero(H, axis=1, keepdims=True), H > 0)
    return H.sum() / n + reg * (W ** 2).sum(), X.T @ K / n + 2 * reg * W
