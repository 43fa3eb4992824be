import numpy as np

one_image = lambda x, t, W: np.array([0.0 if j == t else max(0.0, x @ W[:, j] - x @ W[:, t] + 1) for j in range(W.shape[1])])


def svm_loss_naive(W, X, y, reg):
    per_image = [one_image(x, t, W) for x, t in zip(X, y)]
    dW = np.zeros(W.shape)
    for x, t, m in zip(X, y, per_image):
        for j in [j for j, v in enumerate(m) if v > 0]:
            dW[:, j] += x
            dW[:, t] -= x
    return np.mean([m.sum() for m in per_image]) + reg * np.sum(W * W), dW / len(X) + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    margins = np.vstack([one_image(x, t, W) for x, t in zip(X, y)])
    loss = margins.sum() / len(margins) + reg * np.sum(W * W)
    mask = (margins > 0) * 1.0
    mask[np.arange(len(y)), y] = -mask.sum(axis=1)
    return loss, X.T @ mask / len(margins) + 2 * reg * W
