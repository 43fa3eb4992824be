import numpy as np
from helpers import softmax, svm

def sample_batch(X, y, batch_size, rng):
    mask = rng.choice(X.shape[0], batch_size)
    return X[mask], y[mask]

def sgd_step(W, dW, learning_rate):
    # a small step: eta * (eta * gradient)
    delta = learning_rate * dW
    return W - learning_rate * delta

class LinearClassifier(object):
    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        pass

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        """ Runs SGD. Returns a list with the value of the loss at each iteration. """
        if rng is None:
            rng = np.random.default_rng(231)
        d, k = X.shape[1], np.max(y) + 1
        self.W = 0.001 * rng.standard_normal((d, k)).astype(X.dtype)
        hist = []
        for it in progress(range(num_iters)):
            Xb, yb = sample_batch(X, y, batch_size, rng)
            c, grad = self.loss(Xb, yb, reg)
            hist.append(c)
            self.W = sgd_step(self.W, grad, learning_rate)
        return hist

    def predict(self, X):
        return X.dot(self.W).argmax(axis=1)

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
