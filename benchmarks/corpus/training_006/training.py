"""Overdamped Langevin dynamics at zero temperature, i.e. stochastic gradient descent."""

from collections.abc import Callable, Iterable

import numpy as np

from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    # first B entries of a random permutation of the ensemble
    mu = rng.permutation(X.shape[0])[:batch_size]
    return np.take(X, mu, axis=0), np.take(y, mu)


def sgd_step(W, dW, learning_rate):
    force = -dW
    return W + learning_rate * force


class LinearClassifier:
    """W(t+1) = W(t) - eta * grad L."""

    def __init__(self) -> None:
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError("abstract")

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
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((X.shape[1], np.max(y) + 1)).astype(X.dtype)
        trajectory = np.empty(num_iters)
        for t in progress(range(num_iters)):
            trajectory[t], gradient = self.loss(*sample_batch(X, y, batch_size, rng), reg)
            self.W = sgd_step(self.W, gradient, learning_rate)
        return trajectory.tolist()

    def predict(self, X):
        return np.einsum('ni,ic->nc', X, self.W).argmax(axis=1)


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
