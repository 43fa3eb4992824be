import numpy as np
from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    N = np.size(X, 0)
    r = np.floor(rng.random(batch_size) * N).astype(int)      # ceil(rand*N) in MATLAB
    Xb = X[r, :]
    yb = y[r]
    return Xb, yb


def sgd_step(W, dW, learning_rate):
    Wnew = W - np.multiply(learning_rate, dW)
    return Wnew


class LinearClassifier:

    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError("LinearClassifier has no loss of its own: use LinearSVM or Softmax.")

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        if rng is None:
            rng = np.random.default_rng(231)
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((X.shape[1], np.max(y) + 1)).astype(X.dtype)
        losses = [0] * num_iters
        for k in progress(range(num_iters)):
            [Xb, yb] = sample_batch(X, y, batch_size, rng)
            [J, _] = self.loss(Xb, yb, reg)
            [_, grad] = self.loss(Xb, yb, reg)
            losses[k] = J
            self.W = sgd_step(self.W, grad, learning_rate)
        return losses

    def predict(self, X):
        S = np.dot(X, self.W)
        return np.argmax(S, 0)


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
