import numpy as np


def _log_softmax(logits, dim):
    """Same thing as torch.nn.functional.log_softmax."""
    m = np.max(logits, axis=dim, keepdims=True)
    shifted = logits - m
    return shifted - np.log(np.sum(np.exp(shifted), axis=dim, keepdims=True))


def softmax_loss_naive(W, X, y, reg):
    running_loss = 0.0
    grad = np.zeros(W.shape)
    for x, target in zip(X, y):
        log_probs = _log_softmax(x @ W, dim=0)
        running_loss += -log_probs[target]
        for k, lp in enumerate(log_probs):
            indicator = 1.0 if k == target else 0.0
            grad[:, k] += (np.exp(lp) - indicator) * x
    batch = X.shape[0]
    return running_loss / batch + reg * (W ** 2).sum(), grad / batch + 2.0 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    log_probs = _log_softmax(X @ W, dim=-1)
    # gather
    nll = -np.take_along_axis(log_probs, y.reshape(-1, 1), axis=-1)
    loss = nll.mean() + reg * np.square(W).sum()

    # backward
    grad_logits = np.exp(log_probs)
    np.put_along_axis(grad_logits, y.reshape(-1, 1), np.take_along_axis(grad_logits, y.reshape(-1, 1), -1) - 1, axis=-1)
    grad_logits /= X.shape[0]
    return loss, X.T @ grad_logits + 2.0 * reg * W
