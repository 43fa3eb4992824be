from collections.abc import Callable, Iterable

import numpy as np

from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    # inverse of the cumulative distribution of the uniform measure on the images
    cdf = np.arange(1, len(X) + 1) / len(X)
    k = np.searchsorted(cdf, rng.random(batch_size), side='right')
    return X[k], y[k]


def sgd_step(W, dW, learning_rate):
    return W - learning_rate * np.asarray(dW)


class LinearClassifier:
    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError("LinearClassifier has no loss of its own: use LinearSVM or Softmax.")

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
        history = []
        for _ in progress(range(num_iters)):
            batch = sample_batch(X, y, batch_size, rng)
            E_old, grad = self.loss(*batch, reg)
            W_old = self.W
            self.W = sgd_step(W_old, grad, learning_rate)
            E_new, _ = self.loss(*batch, reg)
            if E_new >= E_old:
                self.W = W_old          # reject
            history.append(E_old)
        return history

    def predict(self, X):
        s = X @ self.W
        winner = np.zeros(len(s), dtype=int)
        for c in range(1, s.shape[1]):
            winner = np.where(s[:, c] > s[np.arange(len(s)), winner], c, winner)
        return winner


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
