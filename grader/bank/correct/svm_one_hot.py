import numpy as np

def _one_hot(y, C):
    return np.eye(C)[y]

def svm_loss_naive(W, X, y, reg):
    total, dW = 0, W * 0
    for x, label in zip(X, y):
        s = W.T @ x
        terms = [max(0, s[j] - s[label] + 1) for j in range(len(s)) if j != label]
        total += sum(terms)
        for j in range(len(s)):
            if j != label and s[j] - s[label] + 1 > 0:
                dW[:, j] += x / len(X)
                dW[:, label] -= x / len(X)
    return float(total / len(X) + reg * (W.flatten() @ W.flatten())), dW + 2.0 * reg * W

def svm_loss_vectorized(W, X, y, reg):
    hot = _one_hot(y, W.shape[1])
    S = X @ W
    margins = np.maximum(0, S - (S * hot).sum(axis=1, keepdims=True) + 1) * (1 - hot)
    violated = np.float64(margins > 0)
    dS = violated - hot * violated.sum(axis=1, keepdims=True)
    loss = np.sum(margins) / X.shape[0] + reg * np.sum(np.square(W))
    return np.float64(loss), X.T.dot(dS) / X.shape[0] + 2 * reg * W
