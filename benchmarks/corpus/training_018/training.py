import numpy as np
from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng): return (p := rng.permutation(len(X))[:batch_size]) is not None and (X[p], y[p])


def sgd_step(W, dW, learning_rate): return W - dW * learning_rate


class LinearClassifier:
    W = None

    def loss(self, X_batch, y_batch, reg): raise NotImplementedError

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None: self.W = .001 * rng.standard_normal((X.shape[1], np.max(y) + 1)).astype(X.dtype)
        h = []
        for _ in progress(range(num_iters)):
            (l, d) = self.loss(*sample_batch(X, y, batch_size, rng), reg); h.append(l); self.W = sgd_step(self.W, d, learning_rate)
        return h

    def predict(self, X): return np.argmin(X @ self.W, 1)


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
