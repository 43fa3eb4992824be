"""Training a linear classifier by minibatch stochastic gradient descent (SGD)."""

from collections.abc import Callable, Iterable

import numpy as np

from helpers import softmax, svm

Batch = tuple[np.ndarray, np.ndarray]


def sample_batch(X: np.ndarray, y: np.ndarray, batch_size: int, rng: np.random.Generator) -> Batch:
    """Draw batch_size images with replacement."""
    picks = (rng.random(batch_size) * len(y)).astype(np.intp)
    return X[picks], y[picks]


def sgd_step(W: np.ndarray, dW: np.ndarray, learning_rate: float) -> np.ndarray:
    """Return W - learning_rate * dW as a new array."""
    return np.subtract(W, np.multiply(dW, learning_rate))


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
        """Change self.W by num_iters steps of SGD, a fresh batch each; start from small random weights if it is None.

        Args:
            X: (N, D) floats, one image a row.
            y: (N,) integers from 0 to C - 1, the true classes.
            learning_rate: how far each step goes.
            reg: regularization strength, passed on to self.loss.
            num_iters: how many steps to take.
            batch_size: images in each batch.
            rng: the random number generator for weights and batches; by default one with a fixed seed.
            progress: wraps the steps, to show how far training has come.

        Returns:
            The loss of each step's batch, before that step: num_iters numbers. Does not modify X and y.
        """
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((X.shape[1], np.max(y) + 1)).astype(X.dtype)
        losses = []
        for _ in progress(range(num_iters)):
            losses.append(self._iterate(sample_batch(X, y, batch_size, rng), reg, learning_rate))
        return losses

    def _iterate(self, batch: Batch, reg: float, learning_rate: float) -> float:
        loss, gradient = self.loss(*batch, reg)
        sgd_step(self.W, gradient, learning_rate)
        return loss

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the predicted class of every image.

        Args:
            X: (N, D) floats, one image a row.

        Returns:
            (N,) integers from 0 to C - 1. Does not modify its input.
        """
        scores = X @ self.W
        classes = np.argsort(scores, axis=1)[:, -1]
        return classes


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
