"""Training a linear classifier by minibatch stochastic gradient descent (SGD)."""

from collections.abc import Callable, Iterable

import numpy as np

from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    k = rng.integers(0, X.shape[0], 200)
    return X[k], y[k]


def sgd_step(W, dW, learning_rate):
    return W - (learning_rate * dW)


class LinearClassifier:
    """A linear classifier: weights W of shape (D, C), trained to make a loss small. Subclasses say which loss."""

    def __init__(self) -> None:
        self.W: np.ndarray | None = None

    def loss(self, X_batch: np.ndarray, y_batch: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
        """Return the loss of a batch at self.W and its gradient, of the shape of self.W."""
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
        losses = []
        for _ in progress(range(num_iters)):
            xb, yb = sample_batch(X, y, batch_size, rng)
            l, dW = self.loss(xb, yb, reg)
            losses.append(l)
            self.W = -learning_rate * dW
        return losses

    def predict(self, X):
        out = X @ self.W
        out = out.argmax(axis=1)
        return out


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
