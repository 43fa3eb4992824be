from collections.abc import Callable, Iterable

import numpy as np

from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    members = rng.integers(low=0, high=X.shape[0] - 1, size=batch_size, endpoint=True)
    return X[members], y[members]


def sgd_step(W, dW, learning_rate):
    # intensive quantity: gradient per degree of freedom
    return W - learning_rate * dW / W.size


class LinearClassifier:
    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError("choose an energy: LinearSVM or Softmax")

    def train(
        self,
        X: np.ndarray,
        y: np.ndarray,
        learning_rate: float = 1e-3,
        reg: float = 1e-5,
        num_iters: int = 100,
        batch_size: int = 200,
        rng: np.random.Generator | None = None,
        progress: Callable[[Iterable[int]], Iterable[int]] = iter,
    ) -> list[float]:
        """Relax the weights. The full gradient has no sampling noise, so this converges faster than with batches."""
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((X.shape[1], np.max(y) + 1)).astype(X.dtype)
        energies = []
        for _ in progress(range(num_iters)):
            E, dE = self.loss(X, y, reg)
            energies.append(E)
            self.W = sgd_step(self.W, dE, learning_rate)
        return energies

    def predict(self, X):
        s = np.einsum('ni,ic->cn', X, self.W)
        return np.argmax(s, axis=0)


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
