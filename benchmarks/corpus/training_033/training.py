import numpy as np

from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    sampler = iter(rng.integers(0, X.shape[0], batch_size).tolist())
    idx = np.fromiter(sampler, dtype=int)
    return X[idx], y[idx]


def sgd_step(W, dW, learning_rate, weight_decay=1e-4):
    d_p = dW + weight_decay * W
    return W - learning_rate * d_p


class LinearClassifier:
    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError

    def fit_one_batch(self, xb, yb, lr, reg):
        loss, grad = self.loss(xb, yb, reg)
        self.W = sgd_step(self.W, grad, lr)
        return loss

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((X.shape[1], np.max(y) + 1)).astype(X.dtype)
        losses = []
        for _ in progress(range(num_iters)):
            xb, yb = sample_batch(X, y, batch_size, rng)
            losses.append(self.fit_one_batch(xb, yb, learning_rate, reg))
        return losses

    def predict(self, X):
        out = X @ self.W
        preds = np.argmax(out, axis=1)
        return preds


class LinearSVM(LinearClassifier):
    def loss(self, X_batch, y_batch, reg):
        return svm.svm_loss_vectorized(self.W, X_batch, y_batch, reg)


class Softmax(LinearClassifier):
    def loss(self, X_batch, y_batch, reg):
        return svm.svm_loss_vectorized(self.W, X_batch, y_batch, reg)
