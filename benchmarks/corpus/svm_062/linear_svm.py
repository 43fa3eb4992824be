import numpy as np

class _HingeLoss(object):
    def __init__(self, margin=1.0):
        self.margin = margin

    def forward(self, scores, labels):
        self.rows = np.arange(scores.shape[0])
        self.labels = labels
        right = np.expand_dims(scores[self.rows, labels], axis=1)
        self.out = np.maximum(scores - right + self.margin, 0.0)
        self.out[self.rows, labels] = 0.0
        return self.out.sum() / scores.shape[0]

    def backward(self):
        g = np.zeros(self.out.shape)
        g[self.out > 0] = 1.0
        g[self.rows, self.labels] = -np.sum(g, axis=1)
        return g / self.out.shape[0]


class _L2(object):
    def __init__(self, lambd):
        self.lambd = lambd

    def forward(self, W):
        self.W = W
        return self.lambd * np.sum(np.multiply(W, W)) / 2.0

    def backward(self):
        return self.lambd * self.W


def svm_loss_naive(W, X, y, reg):
    # one image at a time through the same layer
    l2 = _L2(reg)
    loss = l2.forward(W)
    dW = l2.backward().copy()
    for i in range(X.shape[0]):
        layer = _HingeLoss()
        loss = loss + layer.forward(X[i:i+1].dot(W), y[i:i+1]) / X.shape[0]
        g = layer.backward()
        for j in range(W.shape[1]):
            dW[:, j] += g[0, j] * X[i] / X.shape[0]
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    layer, l2 = _HingeLoss(), _L2(reg)
    loss = layer.forward(X.dot(W), y) + l2.forward(W)
    dW = X.T.dot(layer.backward()) + l2.backward()
    return loss, dW
