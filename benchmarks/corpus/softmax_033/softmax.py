import numpy as np

eps = 1e-8


def softmax(x, dim=-1):
    e = np.exp(x - np.max(x, axis=dim, keepdims=True))
    return e / e.sum(axis=dim, keepdims=True)


def softmax_loss_naive(W, X, y, reg):
    loss, W_grad = 0.0, np.zeros_like(W)
    for i in range(X.shape[0]):
        probs = softmax(X[i] @ W)
        loss += -np.log(probs[y[i]] + eps)
        for j in range(probs.shape[0]):
            W_grad[:, j] += (probs[j] - float(y[i] == j)) * X[i]
    loss = loss / X.shape[0] + reg * np.sum(W * W)
    W_grad = W_grad / X.shape[0] + reg * W      # weight_decay = reg
    return loss, W_grad


def softmax_loss_vectorized(W, X, y, reg):
    batch = np.arange(y.shape[0])
    probs = softmax(X @ W, dim=1)
    loss = -np.log(np.clip(probs, 1e-12, 1.0))[batch, y].mean()
    grad = probs.copy()
    grad[batch, y] -= 1
    W_grad = X.T @ (grad / len(batch))
    return loss + reg * np.sum(W * W), W_grad + 2 * reg * W
