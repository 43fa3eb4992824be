"""SVM loss with a mini autograd: every forward step returns its value and a function for the way back."""
import numpy as np


def linear(X, W):
    return X @ W, lambda grad_out: X.T @ grad_out


def multi_margin(S, y):
    """sum reduction, margin=1 (torch.nn.MultiMarginLoss also divides by C, we must not)"""
    batch = np.arange(S.shape[0])
    gap = S - S[batch, y].reshape(-1, 1) + 1.0
    gap[batch, y] = -np.inf
    active = gap > 0

    def backward(grad_out):
        g = active.astype(S.dtype)
        g[batch, y] -= active.sum(axis=1)
        return grad_out * g

    return gap[active].sum(), backward


def weight_decay(W, reg):
    return reg * np.sum(W * W), lambda grad_out: grad_out * 2 * reg * W


def svm_loss_naive(W, X, y, reg):
    total, grad = 0.0, np.zeros_like(W)
    for i in range(X.shape[0]):
        s, back_s = linear(X[i : i + 1], W)
        d = np.zeros_like(s)
        for j in range(W.shape[1]):
            if j == y[i]:
                continue
            gap = s[0, j] - s[0, y[i]] + 1.0
            if gap > 0:
                total += gap
                d[0, j] += 1.0
                d[0, y[i]] -= 1.0
        grad += back_s(d)
    r, back_r = weight_decay(W, reg)
    return total / X.shape[0] + r, grad / X.shape[0] + back_r(1.0)


def svm_loss_vectorized(W, X, y, reg):
    S, back_linear = linear(X, W)
    data, back_margin = multi_margin(S, y)
    r, back_r = weight_decay(W, reg)
    loss = data / X.shape[0] + r
    dW = back_linear(back_margin(1.0 / X.shape[0])) + back_r(1.0)
    return loss, dW
