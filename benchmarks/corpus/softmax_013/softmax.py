import numpy as np


class CrossEntropy:
    """forward/backward like an autograd Function"""

    def forward(self, logits, target):
        self.target = target
        z = logits - logits.max()
        self.lse = np.log(np.exp(z).sum())
        self.z = z
        return self.lse - z[target]

    def backward(self):
        g = np.exp(self.z - self.lse)
        g[self.target] -= 1.0
        return g


def softmax_loss_naive(W, X, y, reg):
    criterion = CrossEntropy()
    total, grad = 0.0, np.zeros_like(W)
    for i in range(X.shape[0]):
        total += criterion.forward(X[i] @ W, y[i])
        g = criterion.backward()
        for c in range(W.shape[1]):
            grad[:, c] += g[c] * X[i]
    total /= X.shape[0]
    grad /= X.shape[0]
    total += reg * np.sum(W * W)
    grad += 2 * reg * W
    return total, grad


def softmax_loss_vectorized(W, X, y, reg):
    out = X @ W
    out = out - out.max(1, keepdims=True)
    logp = out - np.log(np.exp(out).sum(1, keepdims=True))
    target = np.zeros_like(logp)
    target[np.arange(y.shape[0]), y] = 1
    loss = -(target * logp).mean() + reg * W.__pow__(2).sum()
    d_out = (np.exp(logp) - target) / logp.size
    return loss, X.T @ d_out + 2 * reg * W
