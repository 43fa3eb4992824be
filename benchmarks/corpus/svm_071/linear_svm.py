import numpy as np

def svm_loss_naive(W, X, y, reg):
    num_images = len(X)
    num_classes = len(W)
    loss = 0.0
    dW = np.zeros_like(W)
    for i in range(num_images):
        s = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = max(0, s[j] - s[y[i]] + 1)
            loss += margin
            if margin > 0:
                dW[:, j] = dW[:, j] + X[i]
                dW[:, y[i]] = dW[:, y[i]] - X[i]
    loss = loss / num_images + reg * np.sum(W * W)
    dW = dW / num_images + 2 * reg * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    num_images = len(X)
    s = X @ W
    # sort the images by label first, then every class is one block
    order = np.argsort(y, kind="stable")
    Xs, ys, s = X[order], y[order], s[order]
    s_true = s[np.arange(num_images), ys]
    margin = s - s_true[:, None] + 1
    margin[np.arange(num_images), ys] = 0
    viol = margin > 0
    dW = Xs.T @ viol
    counts = viol.sum(axis=1)
    classes, first = np.unique(ys, return_index=True)
    dW = dW.astype(float)
    dW[:, classes] -= np.add.reduceat(Xs * counts[:, None], first, axis=0).T
    loss = np.where(viol, margin, 0).sum() / num_images + reg * np.sum(W * W)
    return loss, dW / num_images + 2 * reg * W
