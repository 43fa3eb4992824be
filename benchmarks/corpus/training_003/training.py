"""Training a linear classifier by minibatch SGD."""

from collections.abc import Callable, Iterable

import numpy as np

from helpers import softmax, svm


class _Dataset:
    """Like torch.utils.data.TensorDataset."""

    def __init__(self, *arrays):
        self.arrays = arrays

    def __len__(self):
        return self.arrays[0].shape[0]

    def __getitem__(self, index):
        return tuple(a[index] for a in self.arrays)


def sample_batch(X, y, batch_size, rng):
    """One random batch of images with labels."""
    dataset = _Dataset(X, y)
    return dataset[rng.integers(len(dataset), size=batch_size)]


def sgd_step(W, dW, learning_rate):
    """optimizer.step()"""
    W -= learning_rate * dW
    return W


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
        running = []
        for _ in progress(range(num_iters)):
            inputs, targets = sample_batch(X, y, batch_size, rng)
            loss, grad = self.loss(inputs, targets, reg)      # forward and backward
            self.W = sgd_step(self.W, grad, learning_rate)
            running.append(float(loss))
        return running

    def predict(self, X):
        """logits.argmax(dim=-1)"""
        logits = X @ self.W
        return logits.argmax(-1)


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
