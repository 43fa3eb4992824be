import numpy as np


def softmax_loss_naive(W, X, y, reg):
    """BCEWithLogits against the one-hot label, written out"""
    bs, n_cls = X.shape[0], W.shape[1]
    grad, loss = np.zeros_like(W), 0.0
    for b in range(bs):
        for c in range(n_cls):
            z = X[b] @ W[:, c]
            t = 1.0 if y[b] == c else 0.0
            loss += max(z, 0) - z * t + np.log1p(np.exp(-abs(z)))
            grad[:, c] += (0.5 * (1 + np.tanh(z / 2)) - t) * X[b]
    return loss / bs + reg * (W * W).sum(), grad / bs + 2 * reg * W


def _logsumexp(t, dim, keepdim=False):
    m = np.amax(t, axis=dim, keepdims=True)
    out = m + np.log(np.exp(t - m).sum(axis=dim, keepdims=True))
    return out if keepdim else out.squeeze(dim)


def softmax_loss_vectorized(W, X, y, reg):
    logits = X @ W
    bs = logits.shape[0]
    lse = _logsumexp(logits, dim=1, keepdim=True)
    ce = lse.squeeze(1) - logits[np.arange(bs), y]
    loss = ce.mean() + reg * np.power(W, 2).sum()
    grad_out = np.full(bs, 1.0 / bs)                       # d mean / d ce
    d_logits = np.exp(logits - lse) * grad_out[:, None]
    d_logits[np.arange(bs), y] -= grad_out
    return loss, np.transpose(X) @ d_logits + 2 * reg * W
