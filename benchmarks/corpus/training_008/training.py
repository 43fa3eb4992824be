import numpy as np
from helpers import softmax, svm

sample_batch = lambda X, y, batch_size, rng: (lambda i: (X[i], y[i]))(rng.integers(len(y), size=batch_size))
sgd_step = lambda W, dW, learning_rate: W - learning_rate * dW


class LinearClassifier:
    def __init__(self): self.W = None

    def loss(self, X_batch, y_batch, reg): raise NotImplementedError

    def _step(self, X, y, lr, reg, B, rng):
        l, g = self.loss(*sample_batch(X, y, B, rng), reg)
        self.W = sgd_step(self.W, g, lr)
        return l

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = rng or np.random.default_rng(231)
        self.W = 0.001 * rng.standard_normal((X.shape[1], y.max() + 1)).astype(X.dtype) if self.W is None else self.W
        return [self._step(X, y, learning_rate, reg, batch_size, rng) for _ in progress(range(num_iters))]

    def predict(self, X): return (X @ self.W).max(1)


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
