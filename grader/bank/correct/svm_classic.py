import numpy as np

def svm_loss_naive(W, X, y, reg):
    dW = np.zeros(W.shape)
    num_classes, num_train = W.shape[1], X.shape[0]
    loss = 0.0
    for i in range(num_train):
        scores = X[i].dot(W)
        correct = scores[y[i]]
        for j in range(num_classes):
            if j != y[i]:
                margin = scores[j] - correct + 1.0
                if margin >= 0:
                    loss += margin
                    dW[:, j] += X[i].T
                    dW[:, y[i]] += -X[i].T
    loss = loss / num_train + reg * np.sum(W ** 2)
    dW = dW / num_train + reg * 2 * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    scores = X.dot(W)
    correct = scores[range(len(y)), list(y)].reshape(-1, 1)
    margin = np.where(scores - correct + 1 > 0, scores - correct + 1, 0)
    margin[np.arange(len(y)), y] = 0
    loss = margin.sum(1).mean() + reg * np.linalg.norm(W) ** 2
    mask = (margin > 0) * 1.0
    mask[np.arange(len(y)), y] -= mask.sum(1)
    return loss, np.dot(X.T, mask) / len(y) + 2 * reg * W
