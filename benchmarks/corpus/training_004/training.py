# SGD trainer after a blog post from 2015
from helpers import softmax, svm
import numpy as np


def sample_batch(X, y, batch_size, rng):
    num_train = X.shape[0]
    picked = np.random.choice(np.arange(num_train), batch_size, replace=True)
    return X[picked], y[picked]

def sgd_step(W, dW, learning_rate):
    return W + (-learning_rate) * dW


class LinearClassifier(object):

    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100,
              batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(231) if rng is None else rng
        num_train, dim = X.shape
        num_classes = np.max(y) + 1
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((dim, num_classes)).astype(X.dtype)

        loss_log = []
        for it in progress(range(num_iters)):
            X_batch, y_batch = sample_batch(X, y, batch_size, rng)
            value, g = self.loss(X_batch, y_batch, reg)
            loss_log.append(value)
            self.W = sgd_step(self.W, g, learning_rate)
            # annealing, everyone does it
            learning_rate *= 0.95
        return loss_log

    def predict(self, X):
        scores = X.dot(self.W)
        y_pred = np.argmax(scores, axis=1)
        return y_pred


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
