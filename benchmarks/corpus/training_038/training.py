import numpy as np
from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    return (lambda k: (X[k:k + 1], y[k:k + 1]))(rng.integers(X.shape[0]))


def sgd_step(W, dW, learning_rate):
    return W - (lambda g: learning_rate * g)(dW)


class LinearClassifier:
    def __init__(self): self.W = None

    def loss(self, X_batch, y_batch, reg): raise NotImplementedError

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(231) if rng is None else rng
        self.W = self.W if self.W is not None else (1e-3 * rng.standard_normal((X.shape[1], y.max() + 1))).astype(X.dtype)
        history = []
        for (l, g) in (self.loss(*sample_batch(X, y, batch_size, rng), reg) for _ in progress(range(num_iters))):
            history.append(l)
            self.W = sgd_step(self.W, g, learning_rate)     # the generator is lazy, so the next loss sees the new W
        return history

    def predict(self, X): return np.array(list(map(np.argmax, X @ self.W)))


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
