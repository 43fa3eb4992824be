from helpers import softmax, svm
import numpy as np
from numpy import size, argmax


def sample_batch(X, y, batch_size, rng):
    idx = rng.integers(0, size(X, 1), batch_size)
    return X[:, idx], y[idx]


def sgd_step(W, dW, learning_rate):
    W1 = W - dW * learning_rate
    return W1


class LinearClassifier:

    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError("LinearClassifier has no loss of its own: use LinearSVM or Softmax.")

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((size(X, 1), np.max(y) + 1)).astype(X.dtype)
        losses = []
        for t in progress(range(0, num_iters + 1)):      # 0:num_iters
            Xb, yb = sample_batch(X, y, batch_size, rng)
            lossvalue, grad = self.loss(Xb, yb, reg)
            losses.append(lossvalue)
            self.W = sgd_step(self.W, grad, learning_rate)
        return losses

    def predict(self, X):
        # transpose twice, then it is like the lecture: one image a column
        S = np.dot(self.W.T, X.T)
        return argmax(S, 0)


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
