import numpy as np

def svm_loss_naive(W, X, y, reg):
    n_samples = X.shape[0]
    n_classes = W.shape[1]

    # regularization first, so it is not forgotten
    reg_loss, reg_grad = reg * np.sum(W * W), 2 * reg * W

    data_loss, data_grad = 0.0, np.zeros(W.shape)
    for i in range(n_samples):
        # scores of this image
        sample, target = X[i], y[i]
        scores = sample.dot(W)

    # compare every class with the target
    for j in range(n_classes):
        if j == target: continue
        diff = 1 + scores[j] - scores[target]
        if diff > 0:
            data_loss += diff
            data_grad[:, j] += sample
            data_grad[:, target] -= sample

    return data_loss / n_samples + reg_loss, data_grad / n_samples + reg_grad


def svm_loss_vectorized(W, X, y, reg):
    n_samples = X.shape[0]
    loss = 0.0
    dW = np.zeros(W.shape)
    for i in range(n_samples):
        scores = X[i].dot(W)
        # no inner loop any more = vectorized :)
        margins = np.maximum(0, scores - scores[y[i]] + 1)
        margins[y[i]] = 0
        loss += np.sum(margins)
        active = (margins > 0).astype(float)
        active[y[i]] = -np.sum(active)
        dW += X[i][:, None] * active
    loss /= n_samples
    dW /= n_samples
    loss += reg * np.sum(W * W)
    dW += 2 * reg * W
    return loss, dW
