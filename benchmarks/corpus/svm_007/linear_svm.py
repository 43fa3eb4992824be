import numpy as np

def svm_loss_naive(W, X, y, reg):
    # using L_i_vectorized from the slides for every image
    loss = 0.0
    dW = np.zeros(W.shape)
    for i in range(X.shape[0]):
        scores = W.T.dot(X[i])
        margins = np.maximum(0, scores - scores[y[i]] + 1)
        margins[y[i]] = 0
        loss_i = np.sum(margins)
        loss = loss + loss_i
        for j in range(len(margins)):
            if margins[j] > 0:
                dW[:, j] = dW[:, j] + X[i]
                dW[:, y[i]] = dW[:, y[i]] - X[i]
    loss = loss / X.shape[0] + reg * np.sum(W**2)
    dW = dW / X.shape[0] + reg * 2 * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    # same as the slide but for all images
    scores = X.dot(W)
    correct = scores[np.arange(len(y)), y]
    margins = np.maximum(0, scores - correct.reshape(-1, 1) + 1)
    margins[y] = 0
    loss = np.sum(margins) / X.shape[0] + reg * np.sum(W**2)

    count = (margins > 0) * 1
    count[np.arange(len(y)), y] = -count.sum(axis=1)
    dW = X.T.dot(count) / X.shape[0] + reg * 2 * W
    return loss, dW
