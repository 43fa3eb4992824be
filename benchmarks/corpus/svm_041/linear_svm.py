import numpy as np

# naive: uses a dict because why not

def svm_loss_naive(W, X, y, reg):
    n, C = X.shape[0], W.shape[1]
    grads = {c: np.zeros(W.shape[0]) for c in range(C)}
    hinge = 0.0
    for img, label in zip(X, y):
        scores = {c: float(np.dot(img, W[:, c])) for c in range(C)}
        target = scores.pop(int(label))
        for c, s in scores.items():
            if s + 1 > target:
                hinge += s + 1 - target
                grads[c] += img
                grads[int(label)] -= img
    dW = np.stack([grads[c] for c in range(C)], axis=-1)
    return hinge / n + reg * np.sum(W * W), dW / n + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    n = X.shape[0]
    idx = np.arange(n)
    m = X @ W
    m = m - m[idx, y].reshape(-1, 1) + 1
    m[idx, y] = 0
    m[m < 0] = 0
    # gradient w.r.t. the scores
    m[m > 0] = 1
    m[idx, y] = -m.sum(axis=1)
    dW = X.T @ m / n + 2 * reg * W
    # loss
    loss = m.sum() / n + reg * np.sum(W * W)
    return loss, dW
