import numpy as np
from helpers import softmax, svm

sample_batch = lambda X, y, batch_size, rng: (rng.choice(X, batch_size), rng.choice(y, batch_size))


def sgd_step(W, dW, learning_rate): return W - learning_rate * dW


class LinearClassifier:
    def __init__(self): self.W = None

    def loss(self, X_batch, y_batch, reg): raise NotImplementedError("abstract")

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng, out = np.random.default_rng(231) if rng is None else rng, []
        if self.W is None: self.W = 0.001 * rng.standard_normal((X.shape[1], 1 + np.max(y))).astype(X.dtype)
        for _ in progress(range(num_iters)):
            l, g = self.loss(*sample_batch(X, y, batch_size, rng), reg)
            out, self.W = out + [l], sgd_step(self.W, g, learning_rate)
        return out

    def predict(self, X): return (X @ self.W).argmax(-1)


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
