import numpy as np

def svm_loss_naive(W, X, y, reg):
    # moved here from the notebook cell
    all_losses = []
    dW = 2 * reg * W
    for idx, img in enumerate(X):
        label = y_dev[idx]
        scores = img.dot(W)
        L_i = 0
        for c in range(scores.shape[0]):
            how_bad = scores[c] - scores[label] + 1
            if c != label and how_bad > 0:
                L_i += how_bad
                dW[:, c] += img / len(X)
                dW[:, label] -= img / len(X)
        all_losses.append(L_i)
    return np.mean(all_losses) + reg * np.sum(W * W), dW


def svm_loss_vectorized(W, X, y, reg):
    assert X.ndim == 2 and W.ndim == 2 and y.ndim == 1
    assert X.shape[1] == W.shape[0], (X.shape, W.shape)
    n = X.shape[0]
    scores = X.dot(W)
    assert scores.shape == (n, W.shape[1])
    ind = np.ravel_multi_index((np.arange(n), y), scores.shape)
    margins = scores - scores.take(ind)[:, None] + 1
    np.put(margins, ind, 0)
    assert np.all(margins.take(ind) == 0)
    margins = np.maximum(margins, 0)
    loss = margins.sum(axis=1).mean() + reg * np.sum(W * W)
    assert loss >= 0
    g = (margins > 0).astype(float)
    np.put(g, ind, -g.sum(axis=1))
    dW = X.T.dot(g)
    dW /= n
    dW += 2 * reg * W
    assert dW.shape == W.shape
    return loss, dW
