import numpy as np

from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    index = rng.choice(y.size, size=(batch_size,), replace=True)
    return X[index], y[index]


def sgd_step(W, dW, learning_rate):
    return W - learning_rate * dW


class LinearClassifier:
    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((X.shape[1], np.max(y) + 1)).astype(X.dtype)
        epoch_losses = []
        for epoch in progress(range(num_iters)):
            order = rng.permutation(X.shape[0])
            running = 0.0
            for start in range(0, len(order), batch_size):
                sel = order[start:start + batch_size]
                loss, grad = self.loss(X[sel], y[sel], reg)
                running += loss * len(sel)
                self.W = sgd_step(self.W, grad, learning_rate)
            epoch_losses.append(running / len(order))
        return epoch_losses

    def predict(self, X):
        logits = X @ self.W
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)


class LinearSVM(LinearClassifier):
    """A linear classifier with the multiclass SVM loss."""

    def loss(self, X_batch: np.ndarray, y_batch: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
        """Return your svm_loss_vectorized of the batch at self.W: the loss and its gradient (D, C)."""
        return svm.svm_loss_vectorized(self.W, X_batch, y_batch, reg)


class Softmax(LinearClassifier):
    """A linear classifier with the softmax (cross-entropy) loss."""

    def loss(self, X_batch: np.ndarray, y_batch: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
        """Return your softmax_loss_vectorized of the batch at self.W: the loss and its gradient (D, C)."""
        return softmax.softmax_loss_vectorized(self.W, X_batch, y_batch, reg)
