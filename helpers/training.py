"""Training a linear classifier by minibatch stochastic gradient descent (SGD)."""

from collections.abc import Callable, Iterable

import numpy as np

from helpers import scores, softmax, svm


def sample_batch(
    X: np.ndarray, y: np.ndarray, batch_size: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return a random batch of images together with their labels.

    Args:
        X: (N, D) floats, one image per row.
        y: (N,) integers, the true classes.
        batch_size: B, how many images to draw; with or without replacement, as you like.
        rng: the random number generator to draw with.

    Returns:
        X_batch: (B, D) rows of X.
        y_batch: (B,) the labels of those rows, in the same order. Does not modify its inputs.

    >>> X, y = np.array([[0.0], [10.0], [20.0]]), np.array([0, 1, 2])
    >>> X_batch, y_batch = sample_batch(X, y, 2, np.random.default_rng(231))
    >>> X_batch.shape, bool(np.all(X_batch[:, 0] == 10 * y_batch))
    ((2, 1), True)
    """
    ### BEGIN SOLUTION (06_training_and_templates, task 1)
    chosen = rng.choice(X.shape[0], size=batch_size)
    return X[chosen], y[chosen]
    ### END SOLUTION


def sgd_step(W: np.ndarray, dW: np.ndarray, learning_rate: float) -> np.ndarray:
    """Return the weights after one step downhill.

    Args:
        W: (D, C) floats, the weights.
        dW: (D, C) floats, the gradient of the loss at W.
        learning_rate: how far to go, more than 0.

    Returns:
        (D, C) floats, the new weights. Does not modify its inputs.

    >>> sgd_step(np.array([[1.0, 2.0]]), np.array([[10.0, -10.0]]), 0.1)
    array([[0., 3.]])
    """
    ### BEGIN SOLUTION (06_training_and_templates, task 2)
    return W - learning_rate * dW
    ### END SOLUTION


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
        """Change self.W by num_iters steps of SGD, a new batch for each; start from small random weights if it is None.

        Args:
            X: (N, D) floats, one image per row.
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
            ### BEGIN SOLUTION (06_training_and_templates, task 3)
            X_batch, y_batch = sample_batch(X, y, batch_size, rng)
            loss, dW = self.loss(X_batch, y_batch, reg)
            losses.append(loss)
            self.W = sgd_step(self.W, dW, learning_rate)
            ### END SOLUTION
        return losses

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the predicted class of every image, by your scores.predict.

        Args:
            X: (N, D) floats, one image per row.

        Returns:
            (N,) integers from 0 to C - 1. Does not modify its input.
        """
        return scores.predict(X @ self.W)


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
