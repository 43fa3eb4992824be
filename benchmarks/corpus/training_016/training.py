from collections.abc import Callable, Iterable

import numpy as np

from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    # the batch_size smallest of N uniform numbers: a draw without replacement
    order = np.argsort(rng.random(len(X)))
    chosen = order[:batch_size]
    return X[chosen, :], y[chosen]


def sgd_step(W, dW, learning_rate):
    """Move by learning_rate along the direction of steepest descent."""
    norm = np.sqrt(np.einsum('ij,ij->', dW, dW))
    return W - learning_rate * dW / (norm + 1e-12)


class LinearClassifier:
    """Gradient flow dW/dt = -grad L, integrated by explicit Euler steps."""

    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError("no potential given")

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
        if rng is None:
            rng = np.random.default_rng(231)
        if self.W is None:
            sigma = 1e-3
            self.W = (sigma * rng.standard_normal((X.shape[1], np.max(y) + 1))).astype(X.dtype)
        potential = []
        for _ in progress(range(num_iters)):
            Xb, yb = sample_batch(X, y, batch_size, rng)
            V, gradV = self.loss(Xb, yb, reg)
            potential.append(V)
            self.W = sgd_step(self.W, gradV, learning_rate)
        return potential

    def predict(self, X):
        return np.argmax(np.tensordot(X, self.W, 1), axis=1)


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
