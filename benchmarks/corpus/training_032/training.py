import numpy as np
import helpers
from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    N = X.shape[0]
    perm = rng.permutation(N)           # randperm(N, batch_size)
    perm = perm[0:batch_size]
    Xb = X[perm, :]
    yb = y[perm]
    return (Xb, yb)


def sgd_step(W, dW, learning_rate):
    W = W - np.dot(learning_rate, dW)
    return W


class LinearClassifier:

    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError("LinearClassifier has no loss of its own: use LinearSVM or Softmax.")

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        if rng is None:
            rng = np.random.default_rng(231)
        K = np.max(y) + 1
        D = X.shape[1]
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((K, D)).astype(X.dtype)     # randn(K, D)
        losshist = []
        for iter_no in progress(range(num_iters)):
            Xb, yb = sample_batch(X, y, batch_size, rng)
            J, G = self.loss(Xb, yb, reg)
            losshist = losshist + [J]
            self.W = sgd_step(self.W, G, learning_rate)
        return losshist

    def predict(self, X):
        S = np.dot(X, self.W)
        ind = np.argmax(S, 1)
        return ind


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
